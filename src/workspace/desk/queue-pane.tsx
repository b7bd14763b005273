import { GridList, GridListItem } from 'react-aria-components/GridList'
import type { DeskItem, deskQueue } from '../../contracts/conversations.ts'
import type { OutputOf } from '../../contracts/index.ts'
import { languageName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { DeskTrust } from '../trust/desk-trust.tsx'
import { Button } from '../ui/button.tsx'
import { Since } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { take } from './desk.ts'
import { Badges } from './queue-badges.tsx'
import { regionName } from './region-name.ts'
import { SupervisorView } from './supervisor-view.tsx'

/** Who waits: language, region, how long. Never a word of what was written. */
export function QueuePane({ queue }: { queue: OutputOf<typeof deskQueue> | undefined }) {
  const t = useT()
  const claim = useAction(take)
  const waiting = queue?.waiting ?? []
  return (
    <section className="pane pane-queue" data-sunk="" aria-labelledby="queue-title">
      <div className="pane-scroll stack">
        <div className="row-apart">
          <h2 id="queue-title">{t('workspace.queue.title')}</h2>
          <span className="soft small">{t('workspace.queue.count', { count: waiting.length })}</span>
        </div>
        <Trouble>{claim.problem}</Trouble>
        <GridList
          aria-labelledby="queue-title"
          className="queue-list"
          items={waiting.map((item) => ({ ...item, id: item.conversationId }))}
          dependencies={[t.locale, claim.busy]}
          data-shortcut="queue"
          renderEmptyState={() => <p className="soft">{t('workspace.queue.empty')}</p>}
          onAction={(key) => {
            const item = waiting.find(({ conversationId }) => conversationId === key)
            if (item) void claim.run(item)
          }}
        >
          {(item) => <Waiting item={item} onTake={() => void claim.run(item)} />}
        </GridList>
        {queue?.more && <p className="soft small">{t('workspace.queue.more')}</p>}
        <DeskTrust />
        <SupervisorView others={queue?.others ?? []} />
      </div>
    </section>
  )
}

function Waiting({ item, onTake }: { item: DeskItem & { id: string }; onTake: () => void }) {
  const t = useT()
  const name = languageName(t.locale, item.language)
  return (
    <GridListItem
      // Named here: the list gives its key to <Waiting>, and a row that does not know its own takes nothing.
      id={item.id}
      className="queue-item"
      textValue={`${name} ${regionName(item.region)}`}
      {...(item.ringing ? { 'data-rings': '' } : {})}
    >
      <div className="row-apart">
        <span className="who">{name}</span>
        <span className="soft small">
          <Since moment={item.since} />
        </span>
      </div>
      {item.region !== undefined && <span className="soft small">{regionName(item.region)}</span>}
      <Badges item={item} />
      <Button
        small
        kind="main"
        aria-label={t('workspace.queue.take_named', { language: name })}
        onPress={onTake}
      >
        {t('workspace.queue.take')}
      </Button>
    </GridListItem>
  )
}
