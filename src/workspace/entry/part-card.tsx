import { useState } from 'react'
import type {
  AddressValue,
  Entry,
  EntryField,
  EntryPart,
  HoursValue,
  PhoneValue,
} from '../../contracts/directory.ts'
import { useT } from '../app/language.ts'
import { readDraft, useDraft } from '../session/drafts.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { say } from '../ui/notices.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useAction } from '../ui/use-action.ts'
import { Lines } from './change-view.tsx'
import { begun, isHalf, sendChange, type Typed } from './entry.ts'
import { AddressForm, PhonesForm } from './field-forms.tsx'
import { HoursForm } from './hours-form.tsx'

const draftOf = ({ serviceId }: Entry, { field }: EntryPart) => `entry.${serviceId}.${field}`

type PartProps = { entry: Entry; part: EntryPart }

/** One field of an entry: what people are told now, what the source says where that is another, and a form to change it. */
export function PartCard({ entry, part }: PartProps) {
  const t = useT()
  const { field, lines, fixed, source } = part
  // What was typed and not sent is in sight again.
  const [open, setOpen] = useState(() => readDraft(draftOf(entry, part)) !== undefined)
  const title = t(`workspace.entry.field.${field}`)
  const waits = entry.history.some((one) => one.field === field && one.state === 'waiting')
  return (
    <section className="card stack-small" aria-labelledby={`part-${field}`}>
      <div className="row-apart">
        <h2 id={`part-${field}`}>{title}</h2>
        {waits && (
          <span className="badge" data-tone="accent">
            {t('workspace.entry.state.waiting')}
          </span>
        )}
      </div>
      {fixed !== 'confidential' && <Lines lines={lines} />}
      {fixed && <p className="small soft">{t(`workspace.entry.fixed.${fixed}`)}</p>}
      {source?.differs && <Differs entry={entry} part={part} source={source.lines} />}
      {!fixed && !open && (
        <div className="row">
          <Button
            small
            onPress={() => setOpen(true)}
            aria-label={t('workspace.entry.change_named', { field: title })}
          >
            {t('workspace.entry.change')}
          </Button>
          {source && !source.differs && <BackToSource entry={entry} part={part} />}
        </div>
      )}
      {!fixed && open && <PartForm entry={entry} part={part} onClose={() => setOpen(false)} />}
    </section>
  )
}

const nothing: { value?: Typed[EntryField]; why?: string } = {}

function PartForm({ entry, part, onClose }: PartProps & { onClose: () => void }) {
  const t = useT()
  const { field } = part
  const [typed, setTyped] = useDraft(draftOf(entry, part), nothing)
  const value = typed.value ?? begun(part)
  const why = typed.why ?? ''
  const send = useAction(async () => {
    const state = await sendChange(entry, part, value, why.trim())
    setTyped(undefined)
    say(t(`workspace.entry.said.${state}`))
    onClose()
  })
  const set = (next: Typed[EntryField]) => setTyped({ ...typed, value: next })
  const half = isHalf(field, value)
  return (
    <form
      className="stack-small"
      aria-label={t(`workspace.entry.field.${field}`)}
      onSubmit={(event) => {
        event.preventDefault()
        void send.run()
      }}
    >
      {field === 'hours' && <HoursForm value={value as HoursValue} onChange={set} />}
      {field === 'phones' && <PhonesForm value={value as PhoneValue[]} onChange={set} />}
      {field === 'address' && <AddressForm value={value as AddressValue} onChange={set} />}
      {(field === 'name' || field === 'for_whom') && (
        <Field
          label={t(`workspace.entry.${field}.label`)}
          help={t(`workspace.entry.${field}.help`)}
          value={value as string}
          onChange={set}
          {...(field === 'for_whom' ? { rows: 4, maxLength: 2_000 } : { maxLength: 200 })}
        />
      )}
      <Field
        label={t('workspace.entry.why')}
        help={t('workspace.entry.why_help')}
        value={why}
        onChange={(text) => setTyped({ ...typed, why: text })}
        rows={2}
        maxLength={1_000}
      />
      {half && <p className="small soft">{t('workspace.entry.half')}</p>}
      <p className="small soft">
        {t(field === 'hours' ? 'workspace.entry.at_once' : 'workspace.entry.looked_at')}
      </p>
      <Trouble>{send.problem}</Trouble>
      <div className="row">
        <Button kind="main" type="submit" isDisabled={half} isPending={send.busy}>
          {t(field === 'hours' ? 'workspace.entry.say' : 'workspace.entry.ask')}
        </Button>
        <Button
          onPress={() => {
            setTyped(undefined)
            onClose()
          }}
        >
          {t('workspace.entry.discard')}
        </Button>
      </div>
    </form>
  )
}

/** Ours and the source's, side by side, since the source has changed. */
function Differs({ entry, part, source }: PartProps & { source: readonly string[] }) {
  const t = useT()
  const keep = useAction(async () => {
    say(t(`workspace.entry.said.${await sendChange(entry, part, begun(part), t('workspace.entry.kept'))}`))
  })
  return (
    <div className="banner stack-small" data-tone="care">
      <p>{t('workspace.entry.differs')}</p>
      <div className="entry-sides">
        <div>
          <h3>{t('workspace.entry.ours')}</h3>
          <Lines lines={part.lines} />
        </div>
        <div>
          <h3>{t('workspace.entry.source')}</h3>
          <Lines lines={source} />
        </div>
      </div>
      <Trouble>{keep.problem}</Trouble>
      <div className="row">
        <Button small isPending={keep.busy} onPress={() => void keep.run()}>
          {t('workspace.entry.keep_ours')}
        </Button>
        <BackToSource entry={entry} part={part} />
      </div>
    </div>
  )
}

function BackToSource({ entry, part }: PartProps) {
  const t = useT()
  const back = useAction(async () => {
    say(t(`workspace.entry.said.${await sendChange(entry, part, null, '')}`))
  })
  return (
    <>
      <Button small kind="quiet" isPending={back.busy} onPress={() => void back.run()}>
        {t('workspace.entry.back_to_source')}
      </Button>
      <Trouble>{back.problem}</Trouble>
    </>
  )
}
