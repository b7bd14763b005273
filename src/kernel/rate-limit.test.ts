import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateLimit } from './rate-limit.ts'

describe('a rate limit', () => {
  it('never allows more than the burst and what has been refilled since', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 60 }), (pauses) => {
        let at = 0
        const limit = createRateLimit({ perMinute: 12, burst: 3, now: () => at })
        let allowed = 0
        for (const pause of pauses) {
          at += pause
          if (limit.allows('one')) allowed++
          expect(allowed).toBeLessThanOrEqual(3 + (at / 60_000) * 12 + 1e-6)
        }
      }),
    )
  })

  it('counts each key by itself and lets a patient one go on', () => {
    let at = 0
    const limit = createRateLimit({ perMinute: 1, now: () => at })
    expect([limit.allows('a'), limit.allows('a'), limit.allows('b')]).toEqual([true, false, true])
    at = 60_000
    expect(limit.allows('a')).toBe(true)
  })

  it('remembers no more keys than it may', () => {
    const limit = createRateLimit({ perMinute: 1, keys: 2, now: () => 0 })
    for (const key of ['a', 'b', 'c']) limit.allows(key)
    expect([limit.allows('c'), limit.allows('b'), limit.allows('a')]).toEqual([false, false, true])
  })
})
