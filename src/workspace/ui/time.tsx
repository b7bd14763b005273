import { useEffect, useSyncExternalStore } from 'react'
import { formatDate, formatDateTime, formatTime, formatWait } from '../../i18n/workspace.ts'
import { useT } from '../app/language.ts'
import { createStore } from '../app/store.ts'

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const second = createStore(Date.now())
let watchers = 0
let ticking: ReturnType<typeof setInterval> | undefined

/** The time, to the second; one clock for all. */
export function useNow(): number {
  useEffect(() => {
    if (++watchers === 1) ticking = setInterval(() => second.set(Date.now()), 1_000)
    return () => {
      if (--watchers === 0) clearInterval(ticking)
    }
  }, [])
  return useSyncExternalStore(second.subscribe, second.get)
}

type Reader = Parameters<typeof formatDate>[0]

/** A moment by its day and time. */
export function momentText(locale: Reader, at: string): string {
  return formatDateTime(locale, new Date(at), zone)
}

/** A day that the server names (`YYYY-MM-DD`, UTC), wherever the reader is. */
export function dayText(locale: Reader, day: string): string {
  return formatDate(locale, new Date(day), 'UTC', true)
}

/** The day (`YYYY-MM-DD`, UTC) so many days from now, as a date field wants it. */
export function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** How long since a moment, and counting. */
export function Since({ moment }: { moment: string }) {
  const { locale } = useT()
  const seconds = (Math.max(useNow(), Date.parse(moment)) - Date.parse(moment)) / 1_000
  return <span className="nowrap">{formatWait(locale, seconds)}</span>
}

/** How long until a moment, and counting down; nothing once it has passed. */
export function Until({ moment }: { moment: string }) {
  const { locale } = useT()
  const seconds = (Date.parse(moment) - useNow()) / 1_000
  return seconds > 0 ? <span className="nowrap">{formatWait(locale, seconds)}</span> : null
}

/** A moment of today by its time, any other with its day. */
export function Moment({ at }: { at: Date | string }) {
  const { locale } = useT()
  const date = new Date(at)
  const today = new Date().toDateString() === date.toDateString()
  return (
    <time dateTime={date.toISOString()}>
      {today ? formatTime(locale, date, zone) : formatDateTime(locale, date, zone)}
    </time>
  )
}
