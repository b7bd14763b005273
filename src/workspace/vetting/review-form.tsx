import {
  longestVerifiedDays,
  reviewVetting,
  usualVerifiedDays,
  type VettingRecord,
} from '../../contracts/directory-vetting.ts'
import { ask } from '../app/api.ts'
import { useT } from '../app/language.ts'
import { useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Radios, Tick } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { say } from '../ui/notices.ts'
import { dayIn } from '../ui/time.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { vettingChanged } from './vetting.ts'

type Typed = { decision?: 'verify' | 'refuse'; knowsField?: boolean; reason?: string; until?: string }
const nothing: Typed = {}

/** A reviewer's yes or no, with what is still in the way of a yes. */
export function ReviewForm({ vetting }: { vetting: VettingRecord }) {
  const t = useT()
  const { vettingId } = vetting
  const [typed, setTyped] = useDraft<Typed>(`vetting.${vettingId}.review`, nothing)
  const { decision, knowsField = false, reason = '', until = dayIn(usualVerifiedDays) } = typed
  const goodEnd = until >= dayIn(0) && until < dayIn(longestVerifiedDays)
  const unanswered = vetting.missing.includes('answers')
  const ready = decision === 'refuse' ? reason.trim() !== '' : decision === 'verify' && goodEnd && !unanswered
  const send = useAction(async () => {
    if (!decision) return
    const { outcome } = await ask(reviewVetting, {
      vettingId,
      decision,
      knowsField,
      reason: reason.trim(),
      ...(decision === 'verify' && { until }),
    })
    await vettingChanged()
    setTyped(undefined)
    say(t(`workspace.vetting.review_said.${outcome ?? 'open'}`, { name: vetting.name }))
  })
  return (
    <form
      className="card stack"
      aria-label={t('workspace.vetting.your_review')}
      onSubmit={(event) => {
        event.preventDefault()
        void send.run()
      }}
    >
      <h3>{t('workspace.vetting.your_review')}</h3>
      {unanswered && <p className="banner">{t('workspace.vetting.missing_answers')}</p>}
      <Radios
        label={t('workspace.vetting.decide')}
        options={(['verify', 'refuse'] as const).map((value) => ({
          value,
          label: t(`workspace.vetting.decision.${value}`),
        }))}
        value={decision}
        onChange={(value) => setTyped({ ...typed, decision: value })}
      />
      <Tick isSelected={knowsField} onChange={(on) => setTyped({ ...typed, knowsField: on })}>
        {t('workspace.vetting.knows_field_me')}
      </Tick>
      {decision === 'verify' && (
        <Field
          type="date"
          label={t('workspace.vetting.until')}
          value={until}
          onChange={(value) => setTyped({ ...typed, until: value })}
          fault={goodEnd ? undefined : t('error.directory.vetting_bad_end')}
        />
      )}
      <Field
        label={t(decision === 'refuse' ? 'workspace.vetting.why_not' : 'workspace.vetting.remark')}
        value={reason}
        onChange={(value) => setTyped({ ...typed, reason: value })}
        rows={2}
        maxLength={2000}
      />
      <Trouble>{send.problem}</Trouble>
      <div className="row">
        <Button kind="main" type="submit" isDisabled={!ready} isPending={send.busy}>
          {t('workspace.vetting.send_review')}
        </Button>
      </div>
    </form>
  )
}
