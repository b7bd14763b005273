import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { whyReferral } from '../../contracts/referrals.ts'
import { formatList } from '../../i18n/workspace.ts'
import type { OpenedPacket } from '../../sealing/index.ts'
import { PersonCard } from '../access/person-card.tsx'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'

type WhyReceivedProps = { referralId: string; packet: OpenedPacket }

/**
 * “Who can see this?” of a referral: the person's yes (from the packet, which only this browser can read),
 * the line's naming of the team, and each colleague with what gives it to them.
 */
export function WhyReceived({ referralId, packet }: WhyReceivedProps) {
  const t = useT()
  const [isOpen, setOpen] = useState(false)
  const why = useQuery({
    queryKey: ['why-referral', referralId],
    queryFn: () => ask(whyReferral, { referralId }),
    enabled: isOpen,
    gcTime: 0,
  })
  const { data } = why
  const { to, until } = packet.terms
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)}>
        {t('workspace.why.open')}
      </Button>
      <Modal title={t('workspace.why.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Trouble>{why.error ? sentenceFor(why.error) : undefined}</Trouble>
        <ol className="stack-small">
          <li>
            {t(
              packet.consent.kind === 'tapped' ? 'workspace.why.person_tapped' : 'workspace.why.person_said',
              {
                service: to.service,
                organisation: to.organisation,
              },
            )}{' '}
            {t('workspace.packet.until')} <Moment at={until} />
          </li>
          {data && (
            <li>
              {t('workspace.why.named', {
                team: data.team,
                organisation: data.organisation,
                services: formatList(
                  t.locale,
                  data.services.map(({ name }) => name),
                ),
              })}
            </li>
          )}
          <li>{t('workspace.why.sealed_to_team')}</li>
        </ol>
        <ul className="stack-small">
          {data?.people.map(({ memberId, name, roles, opens }) => (
            <PersonCard key={memberId} name={name} roles={roles}>
              {t(opens ? 'workspace.why.receives' : 'workspace.why.receives_not')}
            </PersonCard>
          ))}
        </ul>
        <p className="soft small">{t('workspace.why.line_not')}</p>
        <div className="actions">
          <Button onPress={() => setOpen(false)}>{t('workspace.close')}</Button>
        </div>
      </Modal>
    </>
  )
}
