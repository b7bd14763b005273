import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDate,
  formatDateTime,
  formatDistance,
  formatList,
  formatNumber,
  formatTime,
  formatWait,
  languageName,
} from './formats.ts'
import { locales } from './locales.ts'

const evening = new Date('2026-03-07T01:05:00Z')
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('in the reader’s habit', () => {
  it('a time is the wall clock of the place', () => {
    expect(plain(formatTime('en', evening, 'America/Toronto'))).toBe('8:05 p.m.')
    expect(plain(formatTime('fr', evening, 'America/Toronto'))).toBe('20 h 05')
    expect(plain(formatTime('en', evening, 'America/St_Johns'))).toBe('9:35 p.m.')
  })

  it('a date is the day at the place, not in London', () => {
    expect(formatDate('en', evening, 'America/Toronto')).toBe('Friday, March 6')
    expect(formatDate('fr', evening, 'America/Toronto', true)).toBe('vendredi 6 mars 2026')
    expect(formatDateTime('en', evening, 'America/Toronto')).toContain('EST')
  })

  it('a wait is in words and never rounded up', () => {
    expect([0, 59.9, 60, 3599, 3600, 3900].map((seconds) => formatWait('en', seconds))).toEqual([
      '0 seconds',
      '59 seconds',
      '1 minute',
      '59 minutes',
      '1 hour',
      '1 hour, 5 minutes',
    ])
    expect(plain(formatWait('fr', 130))).toBe('2 minutes')
  })

  it('a distance is no finer than 50 metres', () => {
    expect([0, 0.333, 0.99, 4.21, 119.6].map((km) => plain(formatDistance('en', km)))).toEqual([
      '50 m',
      '350 m',
      '1 km',
      '4.2 km',
      '120 km',
    ])
    expect(plain(formatDistance('fr', 4.21))).toBe('4,2 km')
  })

  it('numbers, lists and languages have their own shape', () => {
    expect(formatNumber('en', 1234.5)).toBe('1,234.5')
    expect(formatList('fr', ['a', 'b', 'c'])).toBe('a, b et c')
    expect([languageName('fr', 'pa'), languageName('en', 'zh-Hans'), languageName('en', '!')]).toEqual([
      'pendjabi',
      'Simplified Chinese',
      '!',
    ])
  })

  it('every shipped locale writes every value, with Western digits or in words', () => {
    fc.assert(
      fc.property(fc.constantFrom(...locales), fc.nat(200_000), (locale, n) => {
        const written = [
          formatWait(locale, n),
          formatDistance(locale, n / 1000),
          formatTime(locale, evening, 'UTC'),
        ]
        // Arabic says one and two in the noun itself, without a digit.
        for (const text of written) expect(text).toMatch(/^(?=.*\p{L}|.*[0-9])(?!.*(?![0-9])\p{Nd})/u)
      }),
    )
  })
})
