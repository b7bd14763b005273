import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { glassReason, whyConversation } from '../../contracts/conversations-access.ts'
import { formatDateTime } from '../../i18n/workspace.ts'
import { ask, sentenceFor, type OutputOf } from '../app/api.ts'
import { useT, type WorkspaceTranslate } from '../app/language.ts'
import { useLineMembers } from '../desk/colleagues.ts'
import { Button } from '../ui/button.tsx'
import { Choice } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { zone } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { PersonCard } from './person-card.tsx'

type Person = OutputOf<typeof whyConversation>['people'][number]

/** One thing that gives it to them, as a sentence. */
function sayGround(t: WorkspaceTranslate, { by, reason, until }: Person['grounds'][number]): string {
  if (by !== 'break_glass') return t(`workspace.why.${by}`)
  const known = glassReason.safeParse(reason)
  return t('workspace.why.break_glass', {
    reason: known.success ? t(`workspace.glass.reason.${known.data}`) : '',
    until: until === undefined ? '' : formatDateTime(t.locale, new Date(until), zone),
  })
}

type WhySeenProps = { conversationId: string; isOpen: boolean; onClose: () => void }

/** “Who can see this, and why?”: everybody who can open the conversation, and any one colleague that is asked about. */
export function WhySeen({ conversationId, isOpen, onClose }: WhySeenProps) {
  const t = useT()
  const [chosen, setChosen] = useState<string>()
  const members = useLineMembers()
  const everybody = useQuery({
    queryKey: ['why', conversationId],
    queryFn: () => ask(whyConversation, { conversationId }),
    enabled: isOpen,
    gcTime: 0,
  })
  const one = useQuery({
    queryKey: ['why', conversationId, chosen],
    queryFn: () =>
      ask(whyConversation, { conversationId, ...(chosen !== undefined && { memberId: chosen }) }),
    enabled: isOpen && chosen !== undefined,
    gcTime: 0,
  })
  const error = everybody.error ?? one.error
  const [about] = chosen === undefined ? [] : (one.data?.people ?? [])
  return (
    <Modal title={t('workspace.why.title')} isOpen={isOpen} onClose={onClose}>
      <p>{t('workspace.why.what')}</p>
      <Trouble>{error ? sentenceFor(error) : undefined}</Trouble>
      <ul className="stack-small">
        {everybody.data?.people
          .filter(({ grounds }) => grounds.some(({ reads }) => reads))
          .map((person) => (
            <PersonLine key={person.memberId} person={person} />
          ))}
      </ul>
      <p className="soft small">{t('workspace.why.others')}</p>
      <p className="soft small">{t('workspace.why.sent')}</p>
      <Choice
        label={t('workspace.why.about')}
        options={members.map(({ memberId, name }) => ({ value: memberId, label: name }))}
        value={chosen}
        onChange={setChosen}
        placeholder={t('workspace.why.choose')}
      />
      <div role="status">
        {about && (
          <ul className="stack-small">
            <PersonLine
              person={{ ...about, name: about.name ?? members.find((m) => m.memberId === chosen)?.name }}
            />
          </ul>
        )}
      </div>
      <details>
        <summary>{t('workspace.why.reference')}</summary>
        <p className="small soft">{t('workspace.why.reference_what')}</p>
        <code className="link-once">{conversationId}</code>
      </details>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.close')}</Button>
      </div>
    </Modal>
  )
}

function PersonLine({ person }: { person: Omit<Person, 'name'> & { name?: string | undefined } }) {
  const t = useT()
  const { name, roles, grounds } = person
  return (
    <PersonCard name={name ?? t('workspace.why.other_team')} roles={roles}>
      {grounds.length === 0
        ? t('workspace.why.nothing')
        : grounds.map((ground) => sayGround(t, ground)).join(' ')}
    </PersonCard>
  )
}
