import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newReceipt, receiptToDigits } from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import { createNoScriptAgent } from './conversations.no-script.ts'
import { createDerivation } from './no-script.derivation.ts'
import { openWorld, type World } from './testing.ts'

const receipt = newReceipt()
const slow = { iterations: 20_000, atOnce: 1 }
const busy = expect.objectContaining({ kind: conversationErrors.words_busy })

describe('working words out', () => {
  it('refuses at once whoever would wait too long, and says when to try again', async () => {
    const derivation = createDerivation(2, slow)
    const taken = [1, 2, 3].map(() => derivation.receipt(receipt, 'waits'))
    const refused = await derivation.receipt(receipt, 'waits').catch((error: unknown) => error)
    expect(refused).toEqual(busy)
    expect(refused).toMatchObject({ facts: { retryAfter: 1 } })
    expect(() => derivation.requireRoom()).toThrow()
    await Promise.all(taken)
    expect(() => derivation.requireRoom()).not.toThrow()
    await derivation.receipt(receipt, 'waits')
  })

  it('finishes what it took on: the second secret of an admitted form is not refused', async () => {
    const derivation = createDerivation(1, slow)
    const taken = [1, 2].map(() => derivation.receipt(receipt, 'waits'))
    await expect(derivation.keep(receipt, 'kettle', 'admitted')).resolves.toBeDefined()
    await Promise.all(taken)
  })

  it('lets nobody who waits come after what may come later', async () => {
    const derivation = createDerivation(10, slow)
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    await Promise.all([
      derivation.receipt(receipt, 'waits').then(note('first')),
      derivation.receipt(receipt, 'later').then(note('later')),
      derivation.receipt(receipt, 'later').then(note('later')),
      derivation.receipt(receipt, 'waits').then(note('second')),
      derivation.receipt(receipt, 'waits').then(note('third')),
    ])
    expect(order).toEqual(['first', 'second', 'third', 'later', 'later'])
  })
})

describe('words that were shown', () => {
  it('begin to work although people keep coming', async () => {
    const derivation = createDerivation(100, slow)
    let left = 12
    const people = Array.from({ length: 12 }, () => derivation.receipt(receipt, 'waits').then(() => left--))
    await derivation.receipt(receipt, 'later')
    expect(left).toBeGreaterThan(4)
    await Promise.all(people)
  })
})

describe('a flood of people who come back without script', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ wordsWaiting: 1, returnsPerMinute: 3 })
  })
  afterAll(() => world.close())

  it('is told to try again; a try that could not be made is not counted', async () => {
    const agent = createNoScriptAgent(world.room, { iterations: 300_000, atOnce: 1 })
    const typed = receiptToDigits(receipt)
    const come = () =>
      agent
        .returnWithWords({ typed, locale: 'en', warned: true, clientKey: 'one shelter' })
        .catch((error: { kind: { code: string } }) => error.kind.code)
    const all = await Promise.all(Array.from({ length: 8 }, come))
    expect(all.filter((code) => code === 'conversations.words_unknown')).toHaveLength(2)
    expect(all.filter((code) => code === 'conversations.words_busy')).toHaveLength(6)
    expect(await come()).toBe('conversations.words_unknown')
    expect(await come()).toBe('conversations.too_many_tries')
  })
})
