import { answerChange, type Change } from '../../contracts/directory.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { momentText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { entryChanged } from './entry.ts'

/** What an entry says in a field, as people read it. */
export function Lines({ lines }: { lines: readonly string[] }) {
  const t = useT()
  if (lines.length === 0) return <p className="soft">{t('workspace.entry.nothing')}</p>
  return (
    <ul>
      {lines.map((line, index) => (
        <li key={index} className="wrap">
          <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  )
}

const tones = {
  in_force: 'good',
  accepted: 'good',
  waiting: 'accent',
  refused: 'trouble',
  withdrawn: 'quiet',
  replaced: 'quiet',
} as const

/** One change: what was and what is asked for side by side, by whom, why, and what became of it. */
export function ChangeView({ change }: { change: Change }) {
  const t = useT()
  const { field, lines, was, back, why, by, state, answer, changeNo } = change
  const withdraw = useAction(async () => {
    await ask(answerChange, { changeNo, answer: 'withdrawn', why: '' })
    await entryChanged()
  })
  return (
    <>
      <div className="row-apart">
        <h3>{t(`workspace.entry.field.${field}`)}</h3>
        <span className="badge" data-tone={tones[state]}>
          {t(`workspace.entry.state.${state}`)}
        </span>
      </div>
      <div className="entry-sides">
        <div>
          <h4>{t('workspace.entry.was')}</h4>
          <Lines lines={was} />
        </div>
        <div>
          <h4>{t('workspace.entry.new')}</h4>
          {back ? <p>{t('workspace.entry.as_source')}</p> : <Lines lines={lines} />}
        </div>
      </div>
      {why !== '' && <p className="small lines wrap">{t('workspace.entry.because', { why })}</p>}
      <p className="small soft">
        {by.name ?? t(`workspace.entry.by.${change.as}`)} · {momentText(t.locale, by.at)}
      </p>
      {answer && state !== 'withdrawn' && (
        <p className="small">
          {t(`workspace.entry.answered.${state === 'accepted' ? 'accepted' : 'refused'}`, {
            when: momentText(t.locale, answer.at),
          })}{' '}
          {answer.why}
        </p>
      )}
      <Trouble>{withdraw.problem}</Trouble>
      {change.mayWithdraw && (
        <div className="row">
          <Button small kind="quiet" isPending={withdraw.busy} onPress={() => void withdraw.run()}>
            {t('workspace.entry.withdraw')}
          </Button>
        </div>
      )}
    </>
  )
}
