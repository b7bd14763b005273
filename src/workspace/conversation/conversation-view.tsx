import { useT } from '../app/language.ts'
import { useSession } from '../app/screens.tsx'
import { useStore } from '../app/store.ts'
import { closeConversation } from '../desk/desk.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { AnswerBanner } from './answer-banner.tsx'
import { Composer } from './composer.tsx'
import { ConversationHead } from './conversation-head.tsx'
import type { Conversation } from './conversation.ts'
import { ThreadView } from './thread-view.tsx'
import { VisitBanners } from './visit-banners.tsx'

/** One conversation: head, banners, thread, composer. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const t = useT()
  const me = useSession().member.id
  const state = useStore(conversation.state, (now) => now)
  const [unsent] = useDraft(`text.${conversation.id}`, '')
  if (state.status === 'burned' || state.status === 'gone') {
    return (
      <div className="empty">
        <h2>{t(`workspace.conversation.${state.status}`)}</h2>
        <p className="soft">{t(`workspace.conversation.${state.status}_why`)}</p>
        {unsent !== '' && (
          <Field label={t('workspace.conversation.unsent_text')} value={unsent} rows={4} isReadOnly />
        )}
        <Button onPress={() => closeConversation(conversation.id, true)}>{t('workspace.close')}</Button>
      </div>
    )
  }
  const mine = state.item?.claimedBy === me && state.item.state === 'claimed'
  return (
    <>
      <ConversationHead conversation={conversation} state={state} mine={mine} />
      <VisitBanners conversation={conversation} state={state} mine={mine} />
      <ThreadView conversation={conversation} state={state} />
      <p className="typing-line" role="status">
        {state.seekerTyping ? t('workspace.conversation.they_type') : ''}
      </p>
      {mine && <AnswerBanner state={state} />}
      {mine && <Composer conversation={conversation} />}
    </>
  )
}
