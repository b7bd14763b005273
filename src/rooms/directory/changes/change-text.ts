import type { EntryField } from '../../../contracts/directory-changes.ts'
import { formatDate, type Translate } from '../../../i18n/index.ts'
import { weekLines } from '../hours/hours-text.ts'
import { dateOf, dayAt, type Rule } from '../hours/rules.ts'
import type { PublishedPhone } from '../publish/published.ts'
import type { Said, SaidOf } from './said.ts'

/** What an entry says in a field, line by line, in the reader's words; none where it says nothing. */
export function linesOf(t: Translate, field: EntryField, said: SaidOf | null, now: Date): string[] {
  if (said === null) return []
  if (field === 'hours') return hoursLines(t, said as Said['hours'], now)
  if (field === 'phones') return (said as PublishedPhone[]).map((phone) => phoneLine(t, phone))
  return String(said).split('\n').filter(Boolean)
}

function hoursLines(t: Translate, { rules, gap, text }: Said['hours'], now: Date): string[] {
  const today = dayAt(now)
  const shut = rules.filter((rule) => rule.closed && !rule.days && (rule.to ?? today) >= today)
  const week = rules.filter((rule) => !rule.closed)
  return [
    // Days that are closed are said by themselves, so that the week is the same whenever it is looked at.
    ...(week.length > 0 ? weekLines(t, { rules: week, gap, zone: 'UTC' }, now) : []),
    ...shut.map((rule) => closedLine(t, rule)),
    ...(text ? [t('directory.hours_said', { hours: text })] : []),
    ...(gap && !text ? [t('directory.hours_unknown')] : []),
  ]
}

function closedLine(t: Translate, { from, to }: Rule): string {
  const date = (day: number) => formatDate(t.locale, new Date(dateOf(day)), 'UTC', true)
  if (to === undefined) return t('directory.hours_closed')
  if (from === to) return t('directory.change.closed_on', { on: date(to) })
  return from === undefined
    ? t('directory.change.closed_until', { to: date(to) })
    : t('directory.change.closed_days', { from: date(from), to: date(to) })
}

function phoneLine(t: Translate, { number, extension, kind, description }: PublishedPhone): string {
  const parts = [
    kind === 'voice' || kind === 'other' ? '' : t(`directory.change.phone.${kind}`),
    description ?? '',
  ]
  const about = parts.filter(Boolean).join(', ')
  return `${number}${extension ? ` #${extension}` : ''}${about ? ` (${about})` : ''}`
}
