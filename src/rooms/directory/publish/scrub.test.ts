import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldPhrase } from '../words/fold.ts'
import { scrubber, withheld } from './scrub.ts'

const scrub = scrubber([
  {
    lines: ['17 Wrenfield Lane, unit 4', 'K7L 5Z9', 'c/o Lantern Trust'],
    latitude: 44.2391,
    longitude: -76.4913,
    town: 'Kingston',
  },
  { lines: ['12, rue des Ormes'], town: 'Kingston' },
])

describe('a confidential address', () => {
  it.each([
    ['We are at 17 Wrenfield Lane, unit 4.', `We are at ${withheld}.`],
    ['17 WRENFIELD LN', withheld],
    ['the house on Wrenfield lane, ring twice', `the house on ${withheld}, ring twice`],
    ['17, Wrenfield — third door', `${withheld} — third door`],
    ['https://maps.example/?q=17+Wrenfield+Lane&z=9', `https://maps.example/?q=${withheld}&z=9`],
    ['postal code k7l5z9', `postal code ${withheld}`],
    ['K7L-5Z9', withheld],
    ['au 12 rue des Ormes', `au ${withheld}`],
    ['la rue des ormes', `la ${withheld}`],
    ['at 44.2391, -76.4913', `at ${withheld}, -${withheld}`],
    ['44,239 / 76,491', `${withheld} / ${withheld}`],
    ['44° 14′ 21″ N', `${withheld} N`],
  ])('%j becomes %j', (text, scrubbed) => expect(scrub(text)).toBe(scrubbed))

  it.each([
    'Beds in Kingston',
    'Call 613-555-0101',
    'Open 17:00 to 9:00',
    '4 beds, 12 chairs',
    'K7L',
    'Elm Lane',
  ])('%j is left alone', (text) => expect(scrub(text)).toBe(text))

  it('is found whatever stands around it, and however it is written', () => {
    const around = fc.string({ unit: fc.constantFrom(...'abc é,.;:()-–"’\n\t') })
    const written = fc.constantFrom(
      '17 Wrenfield Lane',
      '17 WRENFIELD LANE',
      '17 Wrénfield  Lane',
      '17\nWrenfield-Lane',
      '#17, Wrenfield Ln.',
      '17\u00a0Wrenfield\u00a0Lane',
    )
    fc.assert(
      fc.property(around, written, around, (before, address, after) => {
        const text = scrub(`${before} ${address} ${after}`)
        expect(foldPhrase(text)).not.toMatch(/wrenfield/)
        expect(text.startsWith(before.trimEnd())).toBe(true)
      }),
    )
  })

  it('leaves every other text as it is', () => {
    fc.assert(
      fc.property(fc.lorem(), (text) => {
        expect(scrub(text)).toBe(text)
      }),
    )
  })
})

it('where nothing is secret, nothing is touched', () =>
  expect(scrubber([])('17 Wrenfield Lane')).toBe('17 Wrenfield Lane'))
