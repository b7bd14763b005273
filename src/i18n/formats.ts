import { type Locale, localeFacts } from './locales.ts'

const made = new Map<string, unknown>()

// Making an Intl formatter costs far more than using one.
function once<Formatter>(
  name: string,
  locale: Locale,
  detail: string,
  make: (tag: string) => Formatter,
): Formatter {
  const key = `${name}|${locale}|${detail}`
  let formatter = made.get(key) as Formatter | undefined
  if (!formatter) made.set(key, (formatter = make(localeFacts(locale).format)))
  return formatter
}

function moment(locale: Locale, date: Date, zone: string, options: Intl.DateTimeFormatOptions): string {
  return once(
    'date',
    locale,
    zone + JSON.stringify(options),
    (tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone: zone }),
  ).format(date)
}

/** The time of day in an IANA zone: “8:05 p.m.”, « 20 h 05 ». */
export function formatTime(locale: Locale, date: Date, zone: string): string {
  return moment(locale, date, zone, { timeStyle: 'short' })
}

/** The day in an IANA zone: “Friday, March 6”; with the year where `year` asks for it. */
export function formatDate(locale: Locale, date: Date, zone: string, year = false): string {
  return moment(locale, date, zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(year ? { year: 'numeric' } : {}),
  })
}

/** A day that lies months away, without its weekday: “March 6, 2027”. */
export function formatLongDate(locale: Locale, date: Date, zone: string): string {
  return moment(locale, date, zone, { dateStyle: 'long' })
}

/** Day and time in an IANA zone, with the zone's short name: for the end of a hold or a consent. */
export function formatDateTime(locale: Locale, date: Date, zone: string): string {
  return moment(locale, date, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  })
}

function unit(locale: Locale, value: number, name: string, digits = 0): string {
  return once(
    'unit',
    locale,
    `${name}${digits}`,
    (tag) =>
      new Intl.NumberFormat(tag, {
        style: 'unit',
        unit: name,
        unitDisplay: name.endsWith('meter') ? 'short' : 'long',
        maximumFractionDigits: digits,
      }),
  ).format(value)
}

/** How long someone has waited, from whole seconds: “40 seconds”, “3 minutes”, “1 hour, 5 minutes”. Never rounded up. */
export function formatWait(locale: Locale, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return unit(locale, whole, 'second')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return unit(locale, minutes, 'minute')
  const parts = [unit(locale, Math.floor(minutes / 60), 'hour')]
  if (minutes % 60 > 0) parts.push(unit(locale, minutes % 60, 'minute'))
  return once(
    'list',
    locale,
    'unit',
    (tag) => new Intl.ListFormat(tag, { type: 'unit', style: 'long' }),
  ).format(parts)
}

/** A distance from kilometres: “350 m”, “4.2 km”, “120 km”. No finer than 50 m, so that it points at nobody's door. */
export function formatDistance(locale: Locale, km: number): string {
  const metres = Math.max(50, Math.round((km * 1000) / 50) * 50)
  if (metres < 1000) return unit(locale, metres, 'meter')
  return unit(locale, metres / 1000, 'kilometer', metres < 10_000 ? 1 : 0)
}

/** A whole or decimal number in the reader's habit. */
export function formatNumber(locale: Locale, value: number): string {
  return once('number', locale, '', (tag) => new Intl.NumberFormat(tag)).format(value)
}

/** “a, b and c”. */
export function formatList(locale: Locale, items: readonly string[]): string {
  return once('list', locale, 'and', (tag) => new Intl.ListFormat(tag, { type: 'conjunction' })).format(items)
}

/** The name of any language (BCP 47 tag) in the reader's; the tag itself where nobody knows it. */
export function languageName(locale: Locale, tag: string): string {
  const names = once('language', locale, '', (own) => new Intl.DisplayNames(own, { type: 'language' }))
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}

const weekdays = new Map<string, string[]>()

/** A weekday's name; 0 is Monday. */
export function weekdayName(locale: Locale, index: number, width: 'short' | 'long'): string {
  const key = `${locale} ${width}`
  let names = weekdays.get(key)
  if (!names) {
    const format = new Intl.DateTimeFormat(localeFacts(locale).format, { weekday: width, timeZone: 'UTC' })
    // 2024-01-01 was a Monday.
    names = Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))))
    weekdays.set(key, names)
  }
  return names[index] ?? ''
}
