import * as fc from 'fast-check'
import { IntlMessageFormat } from 'intl-messageformat'
import { describe, expect, it } from 'vitest'
import { compact } from './compact.ts'
import { fill } from './fill.ts'
import { localeFacts, locales } from './locales.ts'

const messages = [
  'Plain words',
  'Hello {name}.',
  '{n, number} in line',
  '{n, plural, =0 {nobody} one {# person} two {# pair} few {# few} many {# many} other {# people, {name}}}',
  '{who, select, team {{n, plural, one {# hour} other {# hours}}} other {gone}}',
]

describe('a message for a script', () => {
  it('reads as the full ICU formatter would write it, in every shipped locale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...locales),
        fc.constantFrom(...messages),
        fc.nat(5000),
        fc.string(),
        fc.constantFrom('team', 'x'),
        (locale, message, n, name, who) => {
          const { format } = localeFacts(locale)
          const full = new IntlMessageFormat(message, format).format({ n, name, who })
          expect(fill(format, compact(message), { n, name, who })).toBe(full)
        },
      ),
    )
  })

  it('is plain text where nothing has to be filled in, and survives JSON', () => {
    expect(compact('It’s open')).toBe('It’s open')
    expect(compact('')).toBe('')
    const there = JSON.parse(JSON.stringify(compact('Hi {name}')))
    expect(fill('en', there, { name: 'A' })).toBe('Hi A')
  })

  it('keeps a name in its own order in a right-to-left sentence', () => {
    expect(fill('ar', compact('من {name}'), { name: 'A 1' }, true)).toBe('من \u2068A 1\u2069')
  })

  it('is refused where a script could not read it', () => {
    for (const message of ['{d, date, short}', '{n, selectordinal, other {#th}}', '{n, number, percent}'])
      expect(() => compact(message)).toThrow('cannot be sent to a script')
  })
})
