import { fill, type Compact } from '../../i18n/fill.ts'
import type { PageData } from '../page-data.ts'

/** What the server put into the page for this script: texts of the locale, addresses, bounds. */
export const page = JSON.parse(element('page-data').textContent ?? '{}') as PageData

export type TextKey = keyof PageData['texts']

/** A text of the catalogue in the page's language. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const message: Compact = page.texts[key] ?? key
  return fill(page.format, message, values, page.rightToLeft)
}

/** An element the page always has. */
export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id)
  if (!found) throw new Error(`no #${id}`)
  return found as E
}

const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }
const formats = new Map<boolean, Intl.DateTimeFormat>()

/** Kept: the first of its kind costs an old phone a fifth of a second, in which Exit would wait. */
function formatOf(today: boolean): Intl.DateTimeFormat {
  const options = today ? clock : ({ weekday: 'short', day: 'numeric', month: 'short', ...clock } as const)
  const known = formats.get(today) ?? new Intl.DateTimeFormat(page.format, options)
  formats.set(today, known)
  return known
}

/** The time of day; with the day where it is not today. */
export function timeText(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  return formatOf(date.toDateString() === new Date().toDateString()).format(date)
}

/** A day as the server names it (`YYYY-MM-DD`), wherever the reader is. */
export function dayText(day: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeZone: 'UTC' }
  return new Intl.DateTimeFormat(page.format, options).format(new Date(day))
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
