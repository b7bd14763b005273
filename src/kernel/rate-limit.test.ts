import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateLimit, tieredLimit } from './rate-limit.ts'

describe('a rate limit', () => {
  it('never lets more through than the burst and what time has added, however tries are spread', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 120 }),
        gaps,
        (burst, perMinute, gaps) => {
          let time = 0
          let through = 0
          const limit = rateLimit({ burst, perMinute, now: () => time })
          for (const gap of gaps) {
            time += gap
            if (limit.take('key')) through++
            expect(through).toBeLessThanOrEqual(burst + (time * perMinute) / 60_000 + 1e-6)
          }
        },
      ),
    )
  })

  it('lets whoever waits long enough try again, the whole burst after a long rest', () => {
    let time = 0
    const limit = rateLimit({ burst: 3, perMinute: 2, now: () => time })
    const tries = () => Array.from({ length: 5 }, () => limit.take('key')).filter(Boolean).length
    expect(tries()).toBe(3)
    time += 29_000
    expect(tries()).toBe(0)
    time += 2_000
    expect(tries()).toBe(1)
    time += 3_600_000
    expect(tries()).toBe(3)
  })

  it('keeps keys apart', () => {
    const limit = rateLimit({ burst: 1, perMinute: 1, now: () => 0 })
    expect([limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([true, false, true])
  })

  it('counts failures only where successes are given back, and never above the burst', () => {
    const limit = rateLimit({ burst: 2, perMinute: 1, now: () => 0 })
    for (let i = 0; i < 50; i++) {
      expect(limit.take('key')).toBe(true)
      limit.giveBack('key')
      limit.giveBack('key')
    }
    expect([limit.take('key'), limit.take('key'), limit.take('key')]).toEqual([true, true, false])
  })

  it('remembers a bounded number of keys and forgets the longest unused', () => {
    const limit = rateLimit({ burst: 1, perMinute: 1, keys: 2, now: () => 0 })
    limit.take('a')
    limit.take('b')
    limit.take('a')
    limit.take('c')
    expect(limit.take('a')).toBe(false)
    expect(limit.take('b')).toBe(true)
  })
})

describe('a limit by tiers of networks', () => {
  const taken = (limit: ReturnType<typeof tieredLimit>, keys: readonly string[]) =>
    keys.filter((key) => limit.take(key)).length
  const rotating = (times: number, key: (n: number) => string) =>
    Array.from({ length: times }, (_, n) => key(n))

  it('holds against one address, against rotation inside a network, and inside a provider', () => {
    const fresh = () => tieredLimit({ burst: 10, perMinute: 1, now: () => 0 })
    expect(
      taken(
        fresh(),
        rotating(500, () => 'a.n.p'),
      ),
    ).toBe(10)
    expect(
      taken(
        fresh(),
        rotating(500, (n) => `a${n}.n.p`),
      ),
    ).toBe(40)
    expect(
      taken(
        fresh(),
        rotating(500, (n) => `a${n}.n${n}.p`),
      ),
    ).toBe(160)
    expect(
      taken(
        fresh(),
        rotating(500, (n) => `a${n}.n${n}.p${n}`),
      ),
    ).toBe(500)
  })

  it('leaves room for a neighbour whose network is loud, and for everybody elsewhere', () => {
    const limit = tieredLimit({ burst: 10, perMinute: 1, now: () => 0 })
    expect(
      taken(
        limit,
        rotating(500, () => 'loud.n.p'),
      ),
    ).toBe(10)
    expect([limit.take('quiet.n.p'), limit.take('far.m.q')]).toEqual([true, true])
  })

  it('takes nothing from a narrow tier when a wider one refuses, and gives every tier back', () => {
    const limit = tieredLimit({ burst: 1, perMinute: 0.001, now: () => 0 })
    expect(
      taken(
        limit,
        rotating(4, (n) => `a${n}.n.p`),
      ),
    ).toBe(4)
    expect(limit.take('b.n.p')).toBe(false)
    limit.giveBack('a0.n.p')
    expect([limit.take('b.n.p'), limit.take('c.n.p')]).toEqual([true, false])
  })

  it('takes a key of one part for what it is', () => {
    expect(
      taken(
        tieredLimit({ burst: 2, perMinute: 1, now: () => 0 }),
        rotating(5, () => 'only'),
      ),
    ).toBe(2)
  })
})
