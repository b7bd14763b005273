import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readInvitation } from '../../contracts/identity.ts'
import { formatList } from '../../i18n/workspace.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { acceptWithPasskey, acceptWithPassphrase } from './enter.ts'
import { acceptWithOrganisation } from './organisation.ts'
import { Entrance } from './entrance.tsx'
import { PassphraseMade } from './passphrase-made.tsx'
import { passkeysHere } from './passkey.ts'
import { sayEntryFault } from './say-fault.ts'

/** Somebody opened their link: a greeting by name, and two ways to begin. */
export function Invitation({ token, onDone }: { token: string; onDone: () => void }) {
  const t = useT()
  const [passphrase, setPassphrase] = useState(!passkeysHere())
  const invitation = useQuery({
    queryKey: ['invitation'],
    queryFn: () => ask(readInvitation, { token }),
    retry: false,
    staleTime: Infinity,
  })
  const accept = useAction(async () => {
    await acceptWithPasskey(token)
    onDone()
  }, sayEntryFault)
  const away = useAction(() => acceptWithOrganisation(token), sayEntryFault)
  if (invitation.isPending) return <Entrance>{null}</Entrance>
  const offer = invitation.data
  if (!offer) {
    return (
      <Entrance>
        <div className="panel">
          <h1>{t('workspace.invitation.over')}</h1>
          <Trouble>{sentenceFor(invitation.error)}</Trouble>
          <Button onPress={onDone}>{t('workspace.invitation.to_sign_in')}</Button>
        </div>
      </Entrance>
    )
  }
  const roles = formatList(
    t.locale,
    offer.roles.map((role) => t(`workspace.role.${role}`)),
  )
  return (
    <Entrance>
      <div className="panel">
        <h1>{t('workspace.invitation.hello', { name: offer.name })}</h1>
        <p>
          {t('workspace.invitation.offer', {
            team: offer.team.name,
            organisation: offer.organisation.name,
            roles,
          })}
        </p>
        {offer.organisation.demo && (
          <p>
            <span className="badge" data-tone="care">
              {t('workspace.invented')}
            </span>
          </p>
        )}
        <p className="small soft">
          {t('workspace.invitation.handle', { handle: offer.handle })} {t('workspace.invitation.until')}{' '}
          <Moment at={offer.expiresAt} />
        </p>
        {passphrase && offer.passphrases ? (
          <PassphraseMade begin={(words) => acceptWithPassphrase(token, words)} onDone={onDone} />
        ) : (
          <>
            <p>{t('workspace.invitation.passkey_why')}</p>
            <Button kind="main" autoFocus isPending={accept.busy} onPress={() => void accept.run()}>
              {t('workspace.invitation.passkey')}
            </Button>
            <Trouble>{accept.problem ?? away.problem}</Trouble>
            {offer.organisationSignIn && (
              <Button isPending={away.busy} onPress={() => void away.run()}>
                {t('workspace.invitation.organisation')}
              </Button>
            )}
            {offer.passphrases && (
              <Button kind="quiet" onPress={() => setPassphrase(true)}>
                {t('workspace.invitation.no_passkey')}
              </Button>
            )}
          </>
        )}
      </div>
    </Entrance>
  )
}
