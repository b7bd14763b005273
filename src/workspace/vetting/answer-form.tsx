import {
  answersOf,
  answerVetting,
  type ChecklistAnswer,
  type ChecklistItem,
  type VettingRecord,
} from '../../contracts/directory-vetting.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Fold } from '../ui/fold.tsx'
import { momentText } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { vettingChanged } from './vetting.ts'

type Typed = { answer?: ChecklistAnswer; evidence?: string }
const nothing: Typed = {}

/** One question of the checklist: its answer, what that rests on, and what was answered before. */
export function AnswerForm({ vetting, item }: { vetting: VettingRecord; item: ChecklistItem }) {
  const t = useT()
  const { vettingId } = vetting
  const [typed, setTyped] = useDraft<Typed>(`vetting.${vettingId}.${item}`, nothing)
  const [last, ...earlier] = vetting.answers.filter((one) => one.item === item)
  const answer = typed.answer ?? last?.answer ?? 'unknown'
  const evidence = typed.evidence ?? last?.evidence ?? ''
  const changed = answer !== (last?.answer ?? 'unknown') || evidence.trim() !== (last?.evidence ?? '')
  const save = useAction(async () => {
    await ask(answerVetting, { vettingId, item, answer, evidence: evidence.trim() })
    await vettingChanged()
    setTyped(undefined)
  })
  return (
    <form
      className="card stack-small"
      aria-label={t(`workspace.vetting.item.${item}`)}
      onSubmit={(event) => {
        event.preventDefault()
        void save.run()
      }}
    >
      <h3>{t(`workspace.vetting.item.${item}`)}</h3>
      <p className="small soft">{t(`workspace.vetting.item_hint.${item}`)}</p>
      {vetting.outcome ? (
        <Answer one={last} />
      ) : (
        <>
          <Radios<ChecklistAnswer>
            label={t('workspace.vetting.answer_label')}
            options={answersOf[item].map((value) => ({
              value,
              label: t(`workspace.vetting.answer.${value}`),
            }))}
            value={answer}
            onChange={(value) => setTyped({ ...typed, answer: value })}
          />
          <Field
            label={t('workspace.vetting.evidence')}
            value={evidence}
            onChange={(value) => setTyped({ ...typed, evidence: value })}
            rows={2}
            maxLength={4000}
          />
          <Trouble>{save.problem}</Trouble>
          <div className="row">
            <Button small type="submit" isDisabled={!changed} isPending={save.busy}>
              {t('workspace.vetting.save')}
            </Button>
            {last && !changed && <Said one={last} />}
          </div>
        </>
      )}
      {earlier.length > 0 && (
        <Fold label={t('workspace.vetting.earlier', { count: earlier.length })}>
          {earlier.map((one) => (
            <Answer key={one.by.at} one={one} />
          ))}
        </Fold>
      )}
    </form>
  )
}

function Answer({ one }: { one: VettingRecord['answers'][number] | undefined }) {
  const t = useT()
  if (!one) return <p>{t('workspace.vetting.answer.unknown')}</p>
  return (
    <div>
      <p>
        <strong>{t(`workspace.vetting.answer.${one.answer}`)}</strong> {one.evidence}
      </p>
      <Said one={one} />
    </div>
  )
}

function Said({ one: { by } }: { one: VettingRecord['answers'][number] }) {
  const t = useT()
  return (
    <span className="small soft">
      {by.name ?? t('workspace.somebody')} · {momentText(t.locale, by.at)}
    </span>
  )
}
