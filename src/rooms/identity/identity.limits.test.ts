import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identityLimits } from './identity.limits.ts'

type Attempt = { succeeded: () => void } | undefined
const quietly = (work: () => { succeeded: () => void }): Attempt => {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** An attacker at some networks who waits as they like between tries. */
const campaign = fc.array(
  fc.record({ network: fc.nat(400), wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4_000 })) }),
  { minLength: 50, maxLength: 1_500 },
)

describe('guessing passphrases', () => {
  it('on one account stays below the account’s bound, over however many networks it is spread', () => {
    fc.assert(
      fc.property(campaign, (tries) => {
        let time = 0
        const limits = identityLimits(() => time)
        let through = 0
        for (const { network, wait } of tries) {
          time += wait
          if (quietly(() => limits.tryPassphrase('ada', `n${network}`))) through++
          expect(through).toBeLessThanOrEqual(60 + (time * 20) / 60_000 + 1e-6)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('on every account at once stays below one bound for all, and from one network below its own', () => {
    fc.assert(
      fc.property(campaign, fc.boolean(), (tries, alone) => {
        let time = 0
        const limits = identityLimits(() => time)
        const [burst, perMinute] = alone ? [40, 20] : [600, 600]
        let through = 0
        for (const [i, { network, wait }] of tries.entries()) {
          time += wait
          if (quietly(() => limits.tryPassphrase(`h${i}`, alone ? 'one' : `n${network}`))) through++
          expect(through).toBeLessThanOrEqual(burst + (time * perMinute) / 60_000 + 1e-6)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('from all the /64 networks of one /48 stays below one bound', () => {
    const limits = identityLimits(() => 0)
    const through = Array.from({ length: 2_000 }, (_, i) =>
      quietly(() => limits.tryPassphrase(`h${i}`, `sixty-four${i}.forty-eight.thirty-two`)),
    ).filter(Boolean)
    expect(through).toHaveLength(160)
    expect(quietly(() => limits.tryPassphrase('ada', 'elsewhere.another.thirty-two'))).toBeDefined()
  })

  it('never keeps out the owner, from where they signed in before', () => {
    fc.assert(
      fc.property(campaign, (tries) => {
        let time = 0
        const limits = identityLimits(() => time)
        const own = () => quietly(() => limits.tryPassphrase('ada', 'home'))
        own()?.succeeded()
        for (const { network, wait } of tries) {
          time += wait
          quietly(() => limits.tryPassphrase('ada', `n${network}`))
          quietly(() => limits.tryPassphrase(`someone${network}`, `n${network}`))
        }
        const attempt = own()
        expect(attempt).toBeDefined()
        attempt?.succeeded()
      }),
      { numRuns: 40 },
    )
  })

  it('from where the owner signs in is bounded all the same: six at once, then three a minute', () => {
    let time = 0
    const limits = identityLimits(() => time)
    quietly(() => limits.tryPassphrase('ada', 'home'))?.succeeded()
    const burst = () =>
      Array.from({ length: 20 }, () => quietly(() => limits.tryPassphrase('ada', 'home'))).filter(Boolean)
        .length
    expect(burst()).toBe(6)
    time += 60_000
    expect(burst()).toBe(3)
  })

  it('leaves passkeys alone, however many guess', () => {
    const limits = identityLimits(() => 0)
    for (let i = 0; i < 5_000; i++) quietly(() => limits.tryPassphrase(`h${i}`, `n${i}`))
    expect(quietly(() => limits.tryPassphrase('new', 'new'))).toBeUndefined()
    expect(quietly(() => limits.tryPasskey('office'))).toBeDefined()
  })
})
