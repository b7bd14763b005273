import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/identity.ts'
import { Browser, hire, newTeam, openWorld, random, refusal, type Hired, type World } from './testing.ts'

/*
 * Whether an account is there must not show in the time of the answer either. Pairs are measured one right
 * after the other, in random order, and only which of the two took longer counts (a sign test), so that a busy
 * machine disturbs both alike. The control shows that a millisecond would be seen.
 */

let world: World
let known: Hired
beforeAll(async () => {
  world = await openWorld()
  known = await hire(world, (await newTeam(world)).teamId, ['responder'])
})
afterAll(() => world.database.close())

const pairs = Number(process.env['TIMING_PAIRS'] ?? 250)
/** Five standard deviations of a fair coin: once in two million runs by chance. */
const fair = 5 * Math.sqrt(0.25 / pairs)

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

/** How much more often than by chance the first takes longer than the second. */
async function lean(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<number> {
  let longer = 0
  for (let i = -20; i < pairs; i++) {
    const firstBefore = Math.random() < 0.5
    const early = await timeOf(firstBefore ? first : second)
    const late = await timeOf(firstBefore ? second : first)
    const [one, two] = firstBefore ? [early, late] : [late, early]
    if (i >= 0 && one > two) longer++
  }
  return longer / pairs - 0.5
}

const attempt = (handle: string) => async () => {
  const answer = await refusal(
    new Browser(world.identity).call(contract.signInPassphrase, { handle, signInKey: random(32) }),
  )
  expect(answer).toBe('identity.sign_in_failed')
}
const salt = (handle: string) => () => new Browser(world.identity).call(contract.passphraseSalt, { handle })

describe('an account that is not there', () => {
  it('is refused as one that is there with a wrong passphrase, in words and in time', async () => {
    expect(Math.abs(await lean(attempt(known.handle), attempt('nobody')))).toBeLessThan(fair)
  })

  it('has a salt as one that is there, always the same, and as fast', async () => {
    const once = await salt('nobody')()
    expect(await salt('nobody')()).toEqual(once)
    expect(await salt('somebody')()).not.toEqual(once)
    expect(Object.keys(await salt(known.handle)())).toEqual(Object.keys(once))
    expect(Math.abs(await lean(salt(known.handle), salt('nobody')))).toBeLessThan(fair)
  })

  it('would be told apart by a millisecond, so that a fault of this test shows', async () => {
    const slower = async () => {
      await attempt(known.handle)()
      busy(1)
    }
    expect(await lean(slower, attempt('nobody'))).toBeGreaterThan(fair)
  })
})
