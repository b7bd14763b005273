import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { formatTime, languageName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { front, open } from '../desk/desk.ts'
import { useReferralNews } from '../referral/news.ts'
import { zone } from '../ui/time.tsx'
import { useUnanswered } from './answer-banner.tsx'
import { unreadCount } from './conversation-state.ts'
import type { Conversation } from './conversation.ts'
import { ConversationView } from './conversation-view.tsx'
import './conversation.css'

/** The conversations that this desk has, one in front. */
export function ConversationPane() {
  const t = useT()
  const list = useStore(open, (conversations) => conversations)
  const frontId = useStore(front, (id) => id)
  return (
    <section className="pane pane-talk" aria-label={t('workspace.conversation.pane')}>
      {list.length === 0 ? (
        <div className="empty">
          <h2>{t('workspace.conversation.none')}</h2>
          <p className="soft">{t('workspace.conversation.none_hint')}</p>
        </div>
      ) : (
        <Tabs
          className="talk-tabs"
          selectedKey={frontId ?? list[0]?.id ?? ''}
          onSelectionChange={(key) => front.set(String(key))}
        >
          <TabList
            className="tab-list"
            aria-label={t('workspace.conversation.tabs')}
            items={list}
            dependencies={[t.locale]}
          >
            {(conversation) => (
              <Tab className="tab" id={conversation.id}>
                <TabName conversation={conversation} />
              </Tab>
            )}
          </TabList>
          {list.map((conversation) => (
            <TabPanel key={conversation.id} id={conversation.id} className="talk">
              <ConversationView conversation={conversation} />
            </TabPanel>
          ))}
        </Tabs>
      )}
    </section>
  )
}

function TabName({ conversation }: { conversation: Conversation }) {
  const t = useT()
  const state = useStore(conversation.state, (now) => now)
  const frontId = useStore(front, (id) => id)
  const unread = frontId === conversation.id ? 0 : unreadCount(state)
  const elsewhere = useReferralNews(conversation, { rings: true })
  const news = frontId === conversation.id ? 0 : elsewhere
  // In front, the thread says it.
  const due = useUnanswered(state)
  const waits = frontId === conversation.id ? undefined : due
  if (!state.item) return <span>{t('workspace.conversation.opening')}</span>
  return (
    <>
      <span>
        {languageName(t.locale, state.item.language)},{' '}
        {formatTime(t.locale, new Date(state.item.openedAt), zone)}
      </span>
      {waits !== undefined && (
        <span className="badge" data-tone="care">
          {t('workspace.conversation.answer_soon')}
        </span>
      )}
      {news > 0 && (
        <span className="badge" data-tone="care">
          {t('workspace.conversation.referral_news', { count: news })}
        </span>
      )}
      {unread > 0 && (
        <span className="badge" data-tone="care">
          {t('workspace.conversation.unread', { count: unread })}
        </span>
      )}
    </>
  )
}
