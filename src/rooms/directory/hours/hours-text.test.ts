import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { translator } from '../../../i18n/index.ts'
import { openText, weekLines } from './hours-text.ts'
import type { Rule } from './rules.ts'
import type { Hours } from './state.ts'

const en = translator('en')
const fr = translator('fr')
const hours = (...rules: Rule[]): Hours => ({ rules, gap: false, zone: 'America/Toronto' })
const at = (local: string) => DateTime.fromISO(local, { zone: 'America/Toronto' }).toJSDate()
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
const office = hours({ days: [1, 2, 3, 4, 5], opens: 540, closes: 1020 })

describe('the state in words', () => {
  it.each([
    ['2026-11-24T10:00', 'Open now until 5:00 p.m.', 'Ouvert maintenant jusqu’à 17 h 00'],
    ['2026-11-24T08:00', 'Closed now. Opens at 9:00 a.m.', 'Fermé maintenant. Ouvre à 09 h 00'],
    [
      '2026-11-24T18:00',
      'Closed now. Opens tomorrow at 9:00 a.m.',
      'Fermé maintenant. Ouvre demain à 09 h 00',
    ],
    [
      '2026-11-27T18:00',
      'Closed now. Opens Monday, November 30 at 9:00 a.m.',
      'Fermé maintenant. Ouvre lundi 30 novembre à 09 h 00',
    ],
  ])('at %s is “%s”', (moment, english, french) => {
    expect(plain(openText(en, office, at(moment)).text)).toBe(english)
    expect(plain(openText(fr, office, at(moment)).text)).toBe(french)
  })

  it('of a night names the morning in which it ends, and of days the day', () => {
    const night = hours({ opens: 1320, closes: 1980 })
    expect(plain(openText(en, night, at('2026-11-24T23:00')).text)).toBe('Open now until 9:00 a.m.')
    const week = hours({ days: [1, 2, 3], opens: 0, closes: 1440 }, { days: [5], opens: 0, closes: 600 })
    expect(plain(openText(en, week, at('2026-11-23T12:00')).text)).toBe(
      'Open now until Thursday, November 26, 12:00 a.m.',
    )
  })

  it('that never changes, or is not known, says just that', () => {
    expect(openText(en, hours({ opens: 0, closes: 1440 }), at('2026-11-24T10:00')).text).toBe(
      'Open day and night',
    )
    expect(openText(en, hours(), at('2026-11-24T10:00')).text).toBe('Hours not known. Ask first.')
    expect(openText(en, hours(), at('2026-11-24T10:00'), { hoursText: 'By appointment' }).text).toBe(
      'Hours not known for sure. They say: By appointment',
    )
  })

  it('at a time that was asked for says that time', () => {
    expect(plain(openText(en, office, at('2026-11-24T21:00'), { asked: true }).text)).toBe(
      'Closed at 9:00 p.m.',
    )
  })
})

describe('the week', () => {
  it('puts days with the same hours on one line', () => {
    expect(weekLines(en, office, at('2026-11-24T10:00')).map(plain)).toEqual([
      'Mon to Fri: 9:00 a.m. to 5:00 p.m.',
      'Sat to Sun: closed',
    ])
    expect(weekLines(fr, office, at('2026-11-24T10:00')).map(plain)).toEqual([
      'lun. à ven. : de 09 h 00 à 17 h 00',
      'sam. à dim. : fermé',
    ])
  })

  it('shows several openings of a day, all day, and nothing where nothing is known', () => {
    const two = hours({ opens: 540, closes: 720 }, { opens: 780, closes: 1020 })
    expect(weekLines(en, two, at('2026-11-24T10:00')).map(plain)).toEqual([
      'Mon to Sun: 9:00 a.m. to 12:00 p.m., 1:00 p.m. to 5:00 p.m.',
    ])
    expect(weekLines(en, hours({ opens: 0, closes: 1440 }), at('2026-11-24T10:00'))).toEqual([
      'Mon to Sun: all day',
    ])
    expect(weekLines(en, hours(), at('2026-11-24T10:00'))).toEqual([])
  })
})
