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
import { SlowedView } from './slowed-view.tsx'
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
        <WaitingList label={{ 'aria-labelledby': 'queue-title' }} waiting={waiting} take={claim} shortcut />
        {queue && queue.crowd.waiting > 0 && (
          <details className="stack-small">
            <summary>{t('workspace.queue.crowd', { count: queue.crowd.waiting })}</summary>
            <p className="soft small">{t('workspace.queue.crowd_what')}</p>
            <WaitingList
              label={{ 'aria-label': t('workspace.queue.crowd_list') }}
              waiting={queue.crowd.first}
              take={claim}
            />
          </details>
        )}
        {queue?.more && <p className="soft small">{t('workspace.queue.more')}</p>}
        <SlowedView />
        <DeskTrust />
        <SupervisorView others={queue?.others ?? []} />
      </div>
    </section>
  )
}

type ListProps = {
  label: { 'aria-label': string } | { 'aria-labelledby': string }
  waiting: readonly DeskItem[]
  take: { run: (item: DeskItem) => Promise<unknown>; busy: boolean }
  /** The list that the key for the queue leads to. */
  shortcut?: boolean
}

function WaitingList({ label, waiting, take: { run, busy }, shortcut }: ListProps) {
  const t = useT()
  return (
    <GridList
      {...label}
      className="queue-list"
      items={waiting.map((item) => ({ ...item, id: item.conversationId }))}
      dependencies={[t.locale, busy]}
      {...(shortcut ? { 'data-shortcut': 'queue' } : {})}
      renderEmptyState={() => <p className="soft">{t('workspace.queue.empty')}</p>}
      onAction={(key) => {
        const item = waiting.find(({ conversationId }) => conversationId === key)
        if (item) void run(item)
      }}
    >
      {(item) => <Waiting item={item} onTake={() => void run(item)} />}
    </GridList>
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
