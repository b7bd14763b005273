import { useState } from 'react'
import { randomId } from '../../kernel/index.ts'
import { askCapacity, askKinds } from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { queries } from '../app/queries.ts'
import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import type { Conversation } from '../conversation/conversation.ts'
import { teamsWith } from '../session/session.ts'
import { Button } from '../ui/button.tsx'
import { Choice, Radios } from '../ui/choice.tsx'
import { Modal } from '../ui/modal.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { asksKey } from './live.ts'
import { changeReferral, referralDraft, type ReferralTo } from './referral-draft.ts'

type AskProps = {
  conversation: Conversation
  receiver: ReferralTo
  isOpen: boolean
  onClose: () => void
  onAsked: () => void
}

const hour = 3_600_000
const spans = { now: [0, 2], tonight: [0, 12], tomorrow: [12, 36], week: [0, 168] } as const
type Span = keyof typeof spans

/** Asks a service for capacity: what, for how many, when. There is nothing about a person in it, and no place for it. */
export function AskCapacity({ conversation, receiver, isOpen, onClose, onAsked }: AskProps) {
  const t = useT()
  const session = useSession()
  const [kind, setKind] = useState<(typeof askKinds)[number]>('bed')
  const [people, setPeople] = useState('1')
  const [span, setSpan] = useState<Span>('tonight')
  const fromTeamId =
    conversation.state.get().item?.teamId ?? teamsWith(session, 'responder', 'supervisor')[0]?.teamId
  const send = useAction(async () => {
    if (fromTeamId === undefined) return
    const [from, until] = spans[span]
    const askId = randomId()
    const now = Date.now()
    await ask(askCapacity, {
      askId,
      fromTeamId,
      serviceId: receiver.serviceId,
      kind,
      people: Number(people),
      from: new Date(now + from * hour).toISOString(),
      until: new Date(now + until * hour).toISOString(),
    })
    const { serviceId, teamId, service, organisation } = receiver
    const to = { serviceId, teamId, service, organisation }
    changeReferral(conversation.id, { asks: [{ askId, to }, ...referralDraft(conversation.id).asks] })
    void queries.invalidateQueries({ queryKey: asksKey })
    onClose()
    onAsked()
  })
  return (
    <Modal title={t('workspace.ask.title', { service: receiver.service })} isOpen={isOpen} onClose={onClose}>
      <p className="soft">{t('workspace.ask.nothing_personal')}</p>
      <Radios
        label={t('workspace.ask.kind')}
        options={askKinds.map((value) => ({
          value,
          label: t(`workspace.ask_kind.${value}`),
        }))}
        value={kind}
        onChange={setKind}
      />
      <Choice
        label={t('workspace.ask.people')}
        options={Array.from({ length: 9 }, (_, i) => ({ value: String(i + 1), label: String(i + 1) }))}
        value={people}
        onChange={setPeople}
      />
      <Radios
        label={t('workspace.ask.when')}
        options={(Object.keys(spans) as Span[]).map((value) => ({
          value,
          label: t(`workspace.ask.when_${value}`),
        }))}
        value={span}
        onChange={setSpan}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="actions">
        <Button onPress={onClose}>{t('workspace.cancel')}</Button>
        <Button kind="main" isPending={send.busy} onPress={() => void send.run()}>
          {t('workspace.ask.send')}
        </Button>
      </div>
    </Modal>
  )
}
