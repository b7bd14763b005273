import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from './conversations.limits.ts'

describe('a limit of tries', () => {
  it('lets so many through in a minute, for each key on its own, and more a minute later', () => {
    let now = 1_000_000 * 60_000
    const limiter = createLimiter(3, () => now)
    const take = (key: string) => Array.from({ length: 5 }, () => limiter.take(key))
    expect(take('a')).toEqual([true, true, true, false, false])
    expect(take('b')).toEqual([true, true, true, false, false])
    now += 120_000
    expect(take('a')).toEqual([true, true, true, false, false])
  })

  it('never lets more than twice the limit through in any minute, however the tries are timed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }),
        (most, pauses) => {
          let now = 0
          const limiter = createLimiter(most, () => now)
          const passed: number[] = []
          for (const pause of pauses) {
            now += pause
            if (limiter.take('k')) passed.push(now)
          }
          for (const at of passed) {
            expect(passed.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(
              2 * most,
            )
          }
        },
      ),
    )
  })

  it('does not grow without end under a flood of keys', () => {
    const limiter = createLimiter(1, () => 0)
    for (let i = 0; i < 50_000; i++) limiter.take(`k${i}`)
    expect(limiter.take('one more')).toBe(true)
    expect(limiter.take('and another')).toBe(false)
  })
})
