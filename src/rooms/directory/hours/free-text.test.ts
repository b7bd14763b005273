import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHoursText } from './free-text.ts'
import texts from './hours-texts.json' with { type: 'json' }
import type { Rule } from './rules.ts'
import { clock } from './times.ts'

/* hours-texts.json: every distinct text on hours in two real registers, and what a person says that it says; null where they can't be sure. */

function written(rules: readonly Rule[] | undefined): string | null {
  if (!rules) return null
  return rules
    .map(({ days, opens = 0, closes = 0 }) => {
      if (!days) return 'always'
      return `${days.join('')} ${clock(opens)}-${clock(closes > 1440 ? closes - 1440 : closes)}`
    })
    .join(', ')
}

describe('hours as people write them', () => {
  it('of real registers are read rightly or not at all', () => {
    const entries = Object.entries(texts as Record<string, string | null>)
    const read = entries.flatMap(([text, label]) => {
      const found = written(readHoursText(text))
      return found === null ? [] : [{ text, found, label }]
    })
    expect(read.filter(({ found, label }) => found !== label)).toEqual([])
    const sure = entries.filter(([, label]) => label !== null).length
    // These figures stand in docs/directory.md.
    expect({ texts: entries.length, sure, read: read.length }).toEqual({ texts: 138, sure: 75, read: 66 })
  })

  it.each([
    ['Lun-ven 8 h 30 à 16 h 30', '12345 08:30-16:30'],
    ['du lundi au vendredi, de 9 h à 17 h', '12345 09:00-17:00'],
    ['lundi, mardi et jeudi : 8h30-12h et 13h-16h30', '124 08:30-12:00, 124 13:00-16:30'],
    ['24 h/24, 7 j/7', 'always'],
    ['Tous les jours de 7 h à 22 h', '1234567 07:00-22:00'],
    ['mer 13 h à 20 h; jeu fermé', '3 13:00-20:00'],
    ['Fri-Mon 10pm-6am', '1567 22:00-06:00'],
    ['noon to midnight daily', '1234567 12:00-24:00'],
    ['Mon-Fri 08:30-16:30', '12345 08:30-16:30'],
    ['Mon-Fri 11-1pm', '12345 11:00-13:00'],
    ['Sun 1-5pm', '7 13:00-17:00'],
  ])('reads “%s”', (text, label) => expect(written(readHoursText(text))).toBe(label))

  it.each([
    'Mon-Fri 9-5',
    'Mon-Fri 8:30-4:30',
    'Mon-Fri 8-9pm',
    'M-F 9am-5pm',
    'Mon-Fri 9am-5pm ET',
    'Mon-Fri 9am-5pm, by appointment',
    'Mon-Fri 9am-5pm, 2nd and 4th week',
    'Mon-Fri 9am-5pm (summer)',
    'Mon 9am-5pm, Mon 4pm-8pm',
    'Mon-Fri 9am',
    'Office: Mon-Fri 9am-5pm',
    '24/7 except holidays',
    '24/7 by phone, office Mon-Fri',
    'Closed',
    'Mon-Fri 25:00-26:00',
    'Mon-Fri 13pm-2pm',
    '',
  ])('leaves “%s” as it is', (text) => expect(readHoursText(text)).toBeUndefined())

  it('never throws, and an unknown word anywhere spoils it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 320 }), (text) => {
        readHoursText(text)
      }),
      { numRuns: 2_000 },
    )
    const sentence = 'Mon-Fri: 8:30 AM - 4:30 PM. Sat: 9 AM - 1 PM.'
    const words = sentence.split(' ')
    for (let at = 0; at <= words.length; at++)
      for (const word of ['sometimes', 'alternate', 'Oct', '(staff)', 'if', '3rd'])
        expect(readHoursText([...words.slice(0, at), word, ...words.slice(at)].join(' '))).toBeUndefined()
  })
})
