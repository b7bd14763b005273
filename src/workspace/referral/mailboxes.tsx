import { useQuery } from '@tanstack/react-query'
import type { ContentOf } from '../../contracts/content.ts'
import { takeAnswer, withdrawReferral, type MailboxView } from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { readAnswer } from '../sealing-client/answers.ts'
import { Button } from '../ui/button.tsx'
import { Moment } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { referralKey } from './live.ts'
import { useMailboxes } from './news.ts'

type Sent = ContentOf<'referral-sent'>
type MailboxesProps = { sent: readonly Sent[]; onSearch: () => void }

/** What has left, and how it stands. */
export function Mailboxes({ sent, onSearch }: MailboxesProps) {
  const t = useT()
  const views = useMailboxes(sent.map(({ mailbox }) => mailbox)).data?.mailboxes
  return (
    <section className="stack-small" aria-labelledby="sent-title">
      <h3 id="sent-title">{t('workspace.mailbox.title')}</h3>
      <ul className="steps" aria-live="polite">
        {sent.map((one) => (
          <Mailbox
            key={one.mailbox}
            sent={one}
            view={views?.find(({ mailbox }) => mailbox === one.mailbox)}
            onSearch={onSearch}
          />
        ))}
      </ul>
    </section>
  )
}

const tones = {
  sent: 'accent',
  opened: 'accent',
  unanswered: 'care',
  answered: 'good',
  connected: 'good',
  closed: 'quiet',
} as const

function Mailbox({
  sent,
  view,
  onSearch,
}: {
  sent: Sent
  view: MailboxView | undefined
  onSearch: () => void
}) {
  const t = useT()
  const answer = useQuery({
    queryKey: ['answer', sent.mailbox],
    queryFn: async () => readAnswer(sent, (await ask(takeAnswer, { mailbox: sent.mailbox })).answer),
    enabled: view?.hasAnswer === true,
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  })
  const withdraw = useAction(async () => {
    await ask(withdrawReferral, { mailbox: sent.mailbox, withdrawToken: sent.withdrawToken })
    await queries.invalidateQueries({ queryKey: [referralKey] })
  })
  const state = view?.state ?? 'sent'
  const read = answer.data
  const live = state !== 'closed' && read?.accepted !== false
  return (
    <li className="card">
      <div className="row-apart">
        <strong>{sent.service}</strong>
        <span className="badge" data-tone={read?.accepted === false ? 'care' : tones[state]}>
          {t(
            read?.accepted === false
              ? 'workspace.mailbox.declined'
              : read && state === 'answered'
                ? 'workspace.mailbox.accepted'
                : `workspace.mailbox.${state}`,
          )}
        </span>
      </div>
      {state === 'unanswered' && <p className="small">{t('workspace.mailbox.unanswered_what')}</p>}
      {view?.because !== undefined && (
        <p className="small soft">{t(`workspace.mailbox.because_${view.because}`)}</p>
      )}
      {read?.accepted === false && <p className="small">{t(`workspace.decline_reason.${read.reason}`)}</p>}
      {read?.note !== undefined && (
        <p className="small lines" dir="auto">
          {read.note}
        </p>
      )}
      {answer.isError && <Trouble>{t('workspace.mailbox.unreadable')}</Trouble>}
      <p className="small soft">
        {t('workspace.consent.until')} <Moment at={sent.until} />
      </p>
      <Trouble>{withdraw.problem}</Trouble>
      <div className="row">
        {(state === 'unanswered' || read?.accepted === false || view?.because === 'expired') && (
          <Button small kind="main" onPress={onSearch}>
            {t('workspace.asks.next')}
          </Button>
        )}
        {live && state !== 'connected' && (
          <Button small kind="quiet" isPending={withdraw.busy} onPress={() => void withdraw.run()}>
            {t('workspace.mailbox.withdraw')}
          </Button>
        )}
      </div>
    </li>
  )
}
