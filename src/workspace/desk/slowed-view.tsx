import { useQuery } from '@tanstack/react-query'
import { slowings, undoSlowing, type SlowedItem } from '../../contracts/conversations.ts'
import { formatTime } from '../../i18n/workspace.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { queries } from '../app/queries.ts'
import { Button } from '../ui/button.tsx'
import { zone } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { slowedKey } from './desk.ts'

async function undo({ conversationId }: SlowedItem): Promise<void> {
  await ask(undoSlowing, { conversationId })
  await queries.invalidateQueries({ queryKey: slowedKey })
}

/** Contacts that were ended and slowed: until when, how to take it back, and for a supervisor how often. */
export function SlowedView() {
  const t = useT()
  const { data } = useQuery({
    queryKey: slowedKey,
    queryFn: () => ask(slowings, {}),
    refetchInterval: 60_000,
  })
  const action = useAction(undo)
  const sum = (what: 'times' | 'undone') => (data?.counts ?? []).reduce((all, day) => all + day[what], 0)
  const times = sum('times')
  if (!data || (data.now.length === 0 && times === 0)) return null
  return (
    <section className="stack-small" aria-labelledby="slowed-title">
      <h3 id="slowed-title">{t('workspace.slowed.title')}</h3>
      <Trouble>{action.problem}</Trouble>
      <ul className="stack-small">
        {data.now.map((item) => {
          const until = t('workspace.slowed.until', {
            time: formatTime(t.locale, new Date(item.until), zone),
          })
          return (
            <li key={item.conversationId} className="row-apart">
              <span className="small">{until}</span>
              <Button
                small
                aria-label={`${t('workspace.slowed.undo')}: ${until}`}
                onPress={() => void action.run(item)}
              >
                {t('workspace.slowed.undo')}
              </Button>
            </li>
          )
        })}
      </ul>
      {times > 0 && (
        <p className="soft small">{t('workspace.slowed.counts', { times, undone: sum('undone') })}</p>
      )}
    </section>
  )
}
