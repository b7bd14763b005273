import { formatDate, formatTime, weekdayName, type Locale, type Translate } from '../../../i18n/index.ts'
import { minutesOfDay } from './rules.ts'
import { localOf } from './clock.ts'
import { openingsOn, stateAndChange, type Hours, type Interval, type State } from './state.ts'

export type OpenText = { state: State; changes?: Date; zone: string; text: string }

/**
 * The state at a moment, in words: “Open now until 10 p.m.”. `asked` is set
 * where the moment was asked for and is not now. `hoursText`: hours in the
 * provider's words, shown where ours say nothing.
 */
export function openText(
  t: Translate,
  hours: Hours,
  at: Date,
  options: { asked?: boolean; hoursText?: string | undefined } = {},
): OpenText {
  const { zone } = hours
  const { state, changes } = stateAndChange(hours, at)
  const shared = { state, zone, ...(changes ? { changes } : {}) }
  if (state === 'unknown') {
    const text = options.hoursText
      ? t('directory.hours_said', { hours: options.hoursText.slice(0, 200) })
      : t('directory.hours_unknown')
    return { state, zone, text }
  }
  if (options.asked) {
    const values = { time: formatTime(t.locale, at, zone) }
    return {
      ...shared,
      text: state === 'open' ? t('directory.open_then', values) : t('directory.closed_then', values),
    }
  }
  return {
    ...shared,
    text: state === 'open' ? openUntil(t, at, changes, zone) : closedUntil(t, at, changes, zone),
  }
}

function openUntil(t: Translate, at: Date, changes: Date | undefined, zone: string): string {
  if (!changes) return t('directory.open_always')
  const time = formatTime(t.locale, changes, zone)
  // A night that ends tomorrow morning needs no date.
  if (changes.getTime() - at.getTime() < 18 * 3_600_000) return t('directory.open_until', { time })
  return t('directory.open_until_day', { time, day: formatDate(t.locale, changes, zone) })
}

function closedUntil(t: Translate, at: Date, changes: Date | undefined, zone: string): string {
  if (!changes) return t('directory.closed')
  const time = formatTime(t.locale, changes, zone)
  const days = localOf(changes, zone).day - localOf(at, zone).day
  if (days === 0) return t('directory.closed_until', { time })
  if (days === 1) return t('directory.closed_until_tomorrow', { time })
  return t('directory.closed_until_day', { time, day: formatDate(t.locale, changes, zone) })
}

/** The seven days from a moment on, a line for each run of days with the same hours; empty where nothing is known. */
export function weekLines(t: Translate, hours: Hours, at: Date): string[] {
  if (hours.rules.length === 0) return []
  const { day: today } = localOf(at, hours.zone)
  // From Monday on, as a week is read; days that are over show next week's hours.
  const monday = today - ((today + 3) % 7)
  const days = Array.from({ length: 7 }, (_, index) =>
    monday + index < today ? monday + index + 7 : monday + index,
  )
  const runs: { from: number; to: number; text: string }[] = []
  days.forEach((day, index) => {
    const text = timesText(t, openingsOn(hours.rules, day))
    const last = runs.at(-1)
    if (last && last.text === text) last.to = index
    else runs.push({ from: index, to: index, text })
  })
  return runs.map(({ from, to, text }) => {
    const name = (index: number) => weekdayName(t.locale, index, 'short')
    const days_ = from === to ? name(from) : t('directory.hours_days', { from: name(from), to: name(to) })
    return t('directory.hours_line', { days: days_, times: text })
  })
}

function timesText(t: Translate, intervals: readonly Interval[]): string {
  if (intervals.length === 0) return t('directory.hours_closed')
  if (intervals.some(({ opens, closes }) => opens === 0 && closes === minutesOfDay))
    return t('directory.hours_all_day')
  return intervals
    .map(({ opens, closes }) =>
      t('directory.hours_times', { from: clockText(t.locale, opens), to: clockText(t.locale, closes) }),
    )
    .join(', ')
}

function clockText(locale: Locale, minutes: number): string {
  return formatTime(locale, new Date(minutes * 60_000), 'UTC')
}
