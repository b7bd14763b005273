import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clock, readOpening, readTime } from './times.ts'

describe('a time of day', () => {
  it.each([
    ['9:00', 540],
    ['09:00:00', 540],
    ['10:00:00Z', 600],
    ['10:00+01:00', 600],
    ['9 AM', 540],
    ['5:30 p.m.', 1050],
    ['12 am', 0],
    ['12:15 PM', 735],
    ['17h30', 1050],
    ['17 h', 1020],
    ['00:00', 0],
    ['24:00', 1440],
  ])('%s is read', (text, minutes) => expect(readTime(text)).toBe(minutes))

  it.each([
    '',
    'noon',
    '9',
    '25:00',
    '24:01',
    '12:60',
    '13 pm',
    '0 am',
    '9:5',
    'by appointment',
    '9:00 to 5:00',
  ])('%s is not a time', (text) => expect(readTime(text)).toBeUndefined())

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1440 }), (minutes) => {
        expect(readTime(clock(minutes))).toBe(minutes)
      }),
    )
  })
})

describe('an opening', () => {
  it('that ends 23:59 goes to the end of the day', () => {
    expect(readOpening(0, 1439)).toEqual({ opens: 0, closes: 1440 })
    expect(readOpening(540, 1439)).toEqual({ opens: 540, closes: 1440 })
  })

  it('that closes before it opens runs past midnight', () => {
    expect(readOpening(1320, 360)).toEqual({ opens: 1320, closes: 1800 })
    expect(readOpening(1320, 0)).toEqual({ opens: 1320, closes: 1440 })
  })

  it('from midnight to midnight is all day', () => {
    expect(readOpening(0, 0)).toEqual({ opens: 0, closes: 1440 })
    expect(readOpening(0, 1440)).toEqual({ opens: 0, closes: 1440 })
  })

  it('with two equal times says nothing', () => expect(readOpening(540, 540)).toBeUndefined())
})
