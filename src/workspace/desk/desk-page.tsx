import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { useT } from '../app/language.ts'
import { useStore } from '../app/store.ts'
import { ConversationPane } from '../conversation/conversation-pane.tsx'
import { SidePane } from '../services/side-pane.tsx'
import { connection, front, openMine, queueQuery } from './desk.ts'
import { pane } from './pane.ts'
import { QueuePane } from './queue-pane.tsx'
import './desk.css'

/** Queue, conversation, services: three calm panes; on a tablet the last two share the place. */
export function DeskPage() {
  const t = useT()
  const line = useStore(connection, (state) => state)
  const frontId = useStore(front, (id) => id)
  const shown = useStore(pane, (side) => side)
  const queue = useQuery({ ...queueQuery, refetchInterval: line === 'live' ? 30_000 : 5_000 })
  const mine = queue.data?.mine
  useEffect(() => {
    if (mine) openMine(mine)
  }, [mine])
  return (
    <div className="desk" data-shown={shown}>
      <h1 className="hidden-text">{t('workspace.nav.desk')}</h1>
      <QueuePane queue={queue.data} />
      <div className="desk-switch" role="group" aria-label={t('workspace.desk.switch')}>
        <ToggleButton
          className="button"
          data-small=""
          data-kind={shown === 'talk' ? 'main' : 'plain'}
          isSelected={shown === 'talk'}
          onChange={() => pane.set('talk')}
        >
          {t('workspace.desk.talk')}
        </ToggleButton>
        <ToggleButton
          className="button"
          data-small=""
          data-kind={shown === 'side' ? 'main' : 'plain'}
          isSelected={shown === 'side'}
          onChange={() => pane.set('side')}
        >
          {t('workspace.desk.side')}
        </ToggleButton>
      </div>
      <ConversationPane />
      <SidePane key={frontId ?? 'none'} conversationId={frontId} />
    </div>
  )
}
