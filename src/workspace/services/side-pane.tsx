import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs'
import { useState } from 'react'
import { useT } from '../app/language.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { conversationOf } from '../desk/desk.ts'
import { useReferralNews } from '../referral/news.ts'
import { ReferralPanel } from '../referral/referral-panel.tsx'
import { SearchPanel } from './search-panel.tsx'
import './services.css'

/** Services and referral for the conversation in front; without one, only searching. */
export function SidePane({ conversationId }: { conversationId: string | undefined }) {
  const t = useT()
  const conversation = conversationOf(conversationId)
  const [shown, setShown] = useState('services')
  return (
    <section className="pane pane-side" data-sunk="" aria-label={t('workspace.side.pane')}>
      <Tabs className="side-tabs" selectedKey={shown} onSelectionChange={(key) => setShown(String(key))}>
        <TabList className="tab-list" aria-label={t('workspace.side.pane')}>
          <Tab className="tab" id="services" data-shortcut="services">
            {t('workspace.side.services')}
          </Tab>
          <Tab className="tab" id="referral" data-shortcut="referral">
            {t('workspace.side.referral')}
            {conversation && <News conversation={conversation} looking={shown === 'referral'} />}
          </Tab>
        </TabList>
        <TabPanel className="side-panel" id="services" shouldForceMount={false}>
          <SearchPanel conversation={conversation} onReferral={() => setShown('referral')} />
        </TabPanel>
        <TabPanel className="side-panel" id="referral">
          <ReferralPanel conversation={conversation} onSearch={() => setShown('services')} />
        </TabPanel>
      </Tabs>
    </section>
  )
}

function News({ conversation, looking }: { conversation: Conversation; looking: boolean }) {
  const t = useT()
  const count = useReferralNews(conversation, { looking })
  return count === 0 ? null : (
    <span className="badge" data-tone="care">
      {t('workspace.conversation.unread', { count })}
    </span>
  )
}
