import type {
  AddressValue,
  EntryField,
  FieldValue,
  HoursValue,
  Opening,
  PhoneValue,
} from '../../../contracts/directory-changes.ts'
import { NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { dateOf, dayNumber, minutesOfDay, type Rule } from '../hours/rules.ts'
import { clock, readOpening, readTime } from '../hours/times.ts'
import { provinceOf } from '../places/provinces.ts'
import type { PublishedPhone } from '../publish/published.ts'
import type { Said, SaidOf } from './said.ts'

/** What a change can say of each field. */
export type Values = { [Field in EntryField]: NonNullable<Extract<FieldValue, { field: Field }>['value']> }

/** Refuses what no entry can say, before it is kept. */
export function checkValue({ field, value }: FieldValue): void {
  if (value === null) return
  if (field === 'hours') checkHours(value)
  if (field === 'phones' && value.some(({ number }) => number.replaceAll(/\D/g, '').length < 3))
    throw new NorthlineError(directoryErrors.entry_bad_phone)
  if (field === 'address' && provinceOf(value.province) === undefined)
    throw new NorthlineError(directoryErrors.entry_bad_province)
}

function checkHours({ kind, week, closed }: HoursValue): void {
  const bad =
    closed.some(({ from, to }) => to < from) ||
    (kind === 'week' && (week.length === 0 || week.some((one) => !minutesOf(one)) || overlap(week)))
  if (bad) throw new NorthlineError(directoryErrors.entry_bad_hours)
}

function minutesOf({ opens, closes }: Opening): { opens: number; closes: number } | undefined {
  const [from, to] = [readTime(opens), readTime(closes)]
  return from === undefined || to === undefined ? undefined : readOpening(from, to)
}

function overlap(week: readonly Opening[]): boolean {
  return [1, 2, 3, 4, 5, 6, 7].some((day) => {
    const list = week
      .filter((one) => one.day === day)
      .flatMap((one) => minutesOf(one) ?? [])
      .sort((a, b) => a.opens - b.opens)
    return list.some(({ opens }, index) => index > 0 && opens < (list[index - 1]?.closes ?? 0))
  })
}

const inOrder = (week: readonly Opening[]) =>
  week.toSorted((a, b) => a.day - b.day || a.opens.localeCompare(b.opens))

/** The rules that hours come to, the same opening on several days as one. */
export function rulesOf({ kind, week, closed }: HoursValue): Rule[] {
  if (kind === 'ask') return []
  const shut = closed.map(({ from, to }): Rule => ({
    closed: true,
    from: dayNumber(from),
    to: dayNumber(to),
  }))
  if (kind === 'always') return [{ opens: 0, closes: minutesOfDay }, ...shut]
  const days = new Map<string, Required<Pick<Rule, 'days' | 'opens' | 'closes'>>>()
  for (const one of inOrder(week)) {
    const minutes = minutesOf(one)
    if (!minutes) continue
    const key = `${minutes.opens} ${minutes.closes}`
    const rule = days.get(key) ?? { days: [], ...minutes }
    if (!rule.days.includes(one.day)) rule.days.push(one.day)
    days.set(key, rule)
  }
  return [...days.values()].map((rule) => ({ ...rule, days: rule.days.sort() })).concat(shut as never[])
}

const asPhone = ({ number, extension, kind, note }: PhoneValue): PublishedPhone => ({
  number,
  kind,
  ...(extension ? { extension } : {}),
  ...(note ? { description: note } : {}),
})

/** An address as one line, as it is published. */
export function addressLine({ line, town, province, postalCode }: AddressValue): string {
  const code = provinceOf(province) ?? province
  return [line, town, [code, postalCode].filter(Boolean).join(' ')].join(', ')
}

/** What a change says, in the shape in which all is compared and shown. */
export function saidBy({ field, value }: FieldValue): SaidOf | undefined {
  if (value === null) return undefined
  switch (field) {
    case 'hours':
      return {
        rules: rulesOf(value),
        gap: value.kind === 'ask',
        ...(value.kind === 'ask' && value.note ? { text: value.note } : {}),
      }
    case 'phones':
      return value.map(asPhone)
    case 'address':
      return addressLine(value)
    default:
      return value
  }
}

const onlyHas = (rule: Rule, keys: readonly (keyof Rule)[]) =>
  Object.keys(rule).every((key) => keys.includes(key as keyof Rule))

/** What a form begins with: what is published now, where the form can say it. */
export function formValue<Field extends EntryField>(field: Field, said: Said): Values[Field] | undefined
export function formValue(field: EntryField, said: Said): Values[EntryField] | undefined {
  switch (field) {
    case 'hours':
      return hoursForm(said.hours)
    case 'phones':
      return said.phones.flatMap(({ number, extension = '', kind, description = '' }) =>
        kind === 'other' ? [] : [{ number, extension, kind, note: description.slice(0, 120) }],
      )
    case 'address':
      // One line can't be parted again without guessing.
      return undefined
    default:
      return said[field]
  }
}

function hoursForm({ rules, gap, text }: Said['hours']): HoursValue | undefined {
  if (gap) return rules.length === 0 ? { kind: 'ask', week: [], closed: [], note: text ?? '' } : undefined
  const shut = rules.filter(
    (rule) => rule.closed && rule.to !== undefined && onlyHas(rule, ['closed', 'from', 'to']),
  )
  const open = rules.filter((rule) => !shut.includes(rule))
  if (!open.every((rule) => onlyHas(rule, ['days', 'opens', 'closes']))) return undefined
  // Published without its beginning once that has been.
  const closed = shut.map(({ from, to = 0 }) => ({ from: dateOf(from ?? to), to: dateOf(to) }))
  if (open.length === 1 && !open[0]?.days && open[0]?.opens === 0 && open[0].closes === minutesOfDay)
    return { kind: 'always', week: [], closed, note: '' }
  const week = open.flatMap(({ days = [1, 2, 3, 4, 5, 6, 7], opens = 0, closes = 0 }) =>
    days.map((day) => ({
      day,
      opens: clock(opens),
      closes: clock(closes % minutesOfDay),
    })),
  )
  return { kind: 'week', week: inOrder(week), closed, note: '' }
}
