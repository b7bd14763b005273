import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { AsksList } from './asks-list.tsx'
import { ConsentView } from './consent-view.tsx'
import { Mailboxes } from './mailboxes.tsx'
import { PrepareForm } from './prepare-form.tsx'
import { useReferralDraft } from './referral-draft.ts'
import { consentStories, sentReferrals } from './story.ts'
import './referral.css'

type PanelProps = { conversation: Conversation | undefined; onSearch: () => void }

/** Capacity, consent, packet, answer: in that order, for the conversation in front. */
export function ReferralPanel({ conversation, onSearch }: PanelProps) {
  const t = useT()
  return (
    <div className="stack">
      <h2 className="hidden-text">{t('workspace.side.referral')}</h2>
      {conversation ? (
        <Steps conversation={conversation} onSearch={onSearch} />
      ) : (
        <p className="soft">{t('workspace.referral.no_conversation')}</p>
      )}
    </div>
  )
}

function Steps({ conversation, onSearch }: { conversation: Conversation; onSearch: () => void }) {
  const t = useT()
  const state = useStore(conversation.state, (now) => now)
  const draft = useReferralDraft(conversation.id)
  const stories = consentStories(state.lines)
  const waiting = stories.filter(({ sent }) => !sent)
  const sent = sentReferrals(state.lines)
  const nothing = draft.asks.length === 0 && !draft.form && stories.length === 0
  return (
    <>
      {nothing && <p className="soft">{t('workspace.referral.how')}</p>}
      <AsksList conversation={conversation} onSearch={onSearch} />
      {draft.form && <PrepareForm conversation={conversation} form={draft.form} />}
      {waiting.length > 0 && (
        <section className="stack-small" aria-labelledby="consent-title">
          <h3 id="consent-title">{t('workspace.consent.title')}</h3>
          <ul className="steps">
            {waiting.reverse().map((story) => (
              <ConsentView key={story.ask.askId} story={story} conversation={conversation} state={state} />
            ))}
          </ul>
        </section>
      )}
      {sent.length > 0 && <Mailboxes sent={sent} onSearch={onSearch} />}
    </>
  )
}
