import type { ClosedDays, HoursValue, Opening } from '../../contracts/directory.ts'
import { mostClosed, mostOpenings } from '../../contracts/directory.ts'
import { weekdayName } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { Button } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'

const kinds = ['week', 'always', 'ask'] as const
const days = [1, 2, 3, 4, 5, 6, 7] as const

type FormProps = { value: HoursValue; onChange: (value: HoursValue) => void }

/** When a service is open: a week, always, or ask first; and days on which it is closed all the same. */
export function HoursForm({ value, onChange }: FormProps) {
  const t = useT()
  const { kind } = value
  return (
    <>
      <Radios
        label={t('workspace.entry.hours.kind')}
        options={kinds.map((one) => ({ value: one, label: t(`workspace.entry.hours.kind.${one}`) }))}
        value={kind}
        onChange={(next) => onChange({ ...value, kind: next })}
      />
      {kind === 'week' && (
        <>
          <p className="small soft">{t('workspace.entry.hours.night')}</p>
          {days.map((day) => (
            <Day key={day} day={day} value={value} onChange={onChange} />
          ))}
        </>
      )}
      {kind === 'ask' ? (
        <Field
          label={t('workspace.entry.hours.note')}
          help={t('workspace.entry.hours.note_help')}
          value={value.note}
          onChange={(note) => onChange({ ...value, note })}
          maxLength={200}
        />
      ) : (
        <Closed value={value} onChange={onChange} />
      )}
    </>
  )
}

function Day({ day, value, onChange }: FormProps & { day: Opening['day'] }) {
  const t = useT()
  const name = weekdayName(t.locale, day - 1, 'long')
  const { week } = value
  const own = week.flatMap((opening, index) => (opening.day === day ? [{ opening, index }] : []))
  const put = (next: Opening[]) => onChange({ ...value, week: next })
  const set = (index: number, part: Partial<Opening>) =>
    put(week.map((one, at) => (at === index ? { ...one, ...part } : one)))
  const monday = week.filter((one) => one.day === 1)
  const repeat = () =>
    put([
      ...week.filter((one) => one.day === 1 || one.day > 5),
      ...[2, 3, 4, 5].flatMap((other) => monday.map((one) => ({ ...one, day: other }))),
    ])
  return (
    <fieldset className="entry-day">
      <legend>{name}</legend>
      {own.length === 0 && <span className="soft">{t('workspace.entry.hours.closed')}</span>}
      {own.map(({ opening, index }, nth) => (
        <div key={index} className="entry-times">
          <Field
            type="time"
            label={t('workspace.entry.hours.opens')}
            value={opening.opens}
            onChange={(opens) => set(index, { opens })}
          />
          <Field
            type="time"
            label={t('workspace.entry.hours.closes')}
            value={opening.closes}
            onChange={(closes) => set(index, { closes })}
          />
          <Button
            small
            kind="quiet"
            aria-label={t('workspace.entry.hours.remove', { day: name, nth: nth + 1 })}
            onPress={() => put(week.filter((_one, at) => at !== index))}
          >
            {t('workspace.entry.remove')}
          </Button>
        </div>
      ))}
      <div className="row">
        {week.length < mostOpenings && own.length < 4 && (
          <Button
            small
            kind="quiet"
            aria-label={t('workspace.entry.hours.add', { day: name })}
            onPress={() => put([...week, { day, opens: '', closes: '' }])}
          >
            {t('workspace.entry.hours.add_short')}
          </Button>
        )}
        {day === 1 && monday.length > 0 && (
          <Button small kind="quiet" onPress={repeat}>
            {t('workspace.entry.hours.repeat')}
          </Button>
        )}
      </div>
    </fieldset>
  )
}

function Closed({ value, onChange }: FormProps) {
  const t = useT()
  const { closed } = value
  const put = (next: ClosedDays[]) => onChange({ ...value, closed: next })
  const set = (index: number, part: Partial<ClosedDays>) =>
    put(closed.map((one, at) => (at === index ? { ...one, ...part } : one)))
  return (
    <fieldset className="entry-day">
      <legend>{t('workspace.entry.closed')}</legend>
      {closed.map((one, index) => (
        <div key={index} className="entry-times">
          <Field
            type="date"
            label={t('workspace.entry.closed.from')}
            value={one.from}
            onChange={(from) => set(index, { from, to: one.to || from })}
          />
          <Field
            type="date"
            label={t('workspace.entry.closed.to')}
            value={one.to}
            onChange={(to) => set(index, { to })}
          />
          <Button
            small
            kind="quiet"
            aria-label={t('workspace.entry.closed.remove', { nth: index + 1 })}
            onPress={() => put(closed.filter((_one, at) => at !== index))}
          >
            {t('workspace.entry.remove')}
          </Button>
        </div>
      ))}
      {closed.length < mostClosed && (
        <div className="row">
          <Button small kind="quiet" onPress={() => put([...closed, { from: '', to: '' }])}>
            {t('workspace.entry.closed.add')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}
