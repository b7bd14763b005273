import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { crowdedFacts, type Proof } from '../../contracts/conversations.ts'
import {
  base64UrlToBytes,
  bytesToBase64Url,
  NorthlineError,
  randomId,
  type Bytes,
} from '../../kernel/index.ts'
import { isSolved, solvePuzzle } from '../../sealing/index.ts'
import { admit, type Purpose } from './admission.ts'
import { createNoScriptAgent } from './conversations.no-script.ts'
import type { Room } from './conversations.room.ts'
import { createCrowd } from './crowd.ts'
import { deskQueue } from './desk.usecases.ts'
import { createSlowLane, longestWait } from './slow-lane.ts'
import { fast, openWorld, type World } from './testing.ts'
import { availability } from './seeker.usecases.ts'

let world: World
let room: Room
beforeAll(async () => {
  world = await openWorld({ calmOpensPerMinute: 3, calmReturnsPerMinute: 3, slowLaneSeconds: 6 })
})
afterAll(() => world.close())

const bytes = (text: string): Bytes => base64UrlToBytes(text) ?? new Uint8Array()
let networks = 0
const network = () => `n${++networks}.m${networks}.w${networks}`

type Asked = { purpose?: Purpose; binding?: string; clientKey?: string; works?: boolean; proof?: Proof }
const ask = async ({
  purpose = 'open',
  binding = randomId(),
  clientKey = network(),
  works = true,
  proof,
}: Asked = {}) => admit(room, { purpose, binding, clientKey, works, ...(proof && { proof }) })

/** What a crowd asked for. */
async function refusedWith(asked: Asked) {
  const error: unknown = await ask(asked).catch((thrown: unknown) => thrown)
  if (!(error instanceof NorthlineError)) throw new Error('was let through')
  return { code: error.kind.code, ...crowdedFacts.partial().parse(error.facts) }
}

async function crowd(purpose: Purpose = 'open'): Promise<void> {
  room = world.another()
  for (let n = 0; n < 10; n++) await ask({ purpose }).catch(() => undefined)
}

async function solved(asked: Asked): Promise<Proof> {
  const { challenge = '' } = await refusedWith(asked)
  return { challenge, answer: bytesToBase64Url((await solvePuzzle(bytes(challenge))) ?? new Uint8Array()) }
}

describe('in calm', () => {
  it('nobody is asked for anything', async () => {
    room = world.another()
    for (let n = 0; n < 3; n++) await expect(ask()).resolves.toEqual({ crowd: false })
    for (let n = 0; n < 3; n++) await expect(ask({ purpose: 'words' })).resolves.toEqual({ crowd: false })
  })

  it('comes back by itself a few minutes after a crowd', () => {
    let now = 0
    const level = createCrowd(30, () => now)
    let crowded = false
    for (let n = 0; n < 1_000; n++) crowded = level.enter()
    expect(crowded).toBe(true)
    now += 5 * 60_000
    expect(level.enter()).toBe(false)
  })
})

describe('in a crowd', () => {
  it('a little work lets a conversation in, and the same work again only the same one', async () => {
    await crowd()
    const own = { binding: randomId(), clientKey: network() }
    const proof = await solved(own)
    await expect(ask({ ...own, proof })).resolves.toEqual({ crowd: false })
    await expect(ask({ ...own, proof })).resolves.toEqual({ crowd: false })
    expect(await refusedWith({ proof })).toMatchObject({ code: 'conversations.crowded', work: true })
  })

  it('work for a conversation serves no words, and work for one guess no other guess', async () => {
    await crowd('words')
    const guess = { purpose: 'words', binding: randomId() } as const
    const proof = await solved(guess)
    for (const other of [{ binding: randomId() }, { purpose: 'open' as const, binding: guess.binding }]) {
      await crowd(other.purpose ?? 'words')
      expect((await refusedWith({ ...guess, ...other, proof })).code).toBe('conversations.crowded')
    }
    await crowd('words')
    await expect(ask({ ...guess, proof })).resolves.toEqual({ crowd: false })
  })

  it('without script waiting serves, from the turn on and not before, on any server with the same keys', async () => {
    await crowd()
    const own = { binding: randomId(), clientKey: network(), works: false }
    const { challenge = '', retryAfter = 0 } = await refusedWith(own)
    expect(retryAfter).toBeGreaterThanOrEqual(6)
    expect(retryAfter).toBeLessThan(9)
    const proof = { challenge }
    expect((await refusedWith({ ...own, proof })).code).toBe('conversations.crowded')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + retryAfter * 1_000 })
    try {
      await expect(ask({ ...own, proof })).resolves.toEqual({ crowd: false })
      await crowd()
      await expect(ask({ ...own, proof })).resolves.toEqual({ crowd: false })
      vi.setSystemTime(Date.now() + 700_000)
      expect((await refusedWith({ ...own, proof })).code).toBe('conversations.crowded')
    } finally {
      vi.useRealTimers()
    }
  })

  it('nothing that was made up, changed, cut short or answered wrongly is let in, and it never fails otherwise', async () => {
    await crowd()
    const own = { binding: randomId(), clientKey: network() }
    const { challenge, answer = '' } = await solved(own)
    const changed = (text: string, at: number) => {
      const copy = bytes(text).slice()
      copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ 1
      return bytesToBase64Url(copy)
    }
    const proofs = fc.oneof(
      fc.nat(36).map((at) => ({ challenge: changed(challenge, at), answer })),
      fc.nat(31).map((at) => ({ challenge, answer: changed(answer, at) })),
      fc.uint8Array({ maxLength: 40 }).map((some) => ({ challenge: bytesToBase64Url(some) })),
      fc.uint8Array({ maxLength: 31 }).map((some) => ({ challenge, answer: bytesToBase64Url(some) })),
    )
    await fc.assert(
      fc.asyncProperty(proofs, async (proof) => {
        // One in 128 changed counters is as right as the one that was found.
        fc.pre(
          !(
            'answer' in proof &&
            proof.challenge === challenge &&
            (await isSolved(bytes(challenge), bytes(proof.answer)))
          ),
        )
        const { code } = await refusedWith({ ...own, clientKey: network(), proof })
        expect(['conversations.crowded', 'conversations.envelope_refused']).toContain(code)
      }),
      { numRuns: 25 },
    )
    await expect(ask({ ...own, proof: { challenge, answer } })).resolves.toEqual({ crowd: false })
  })

  it('a network that asks for very many turns gets few, and the others’ turns are as near as ever', async () => {
    await crowd()
    const loud = network()
    const turns = []
    for (let n = 0; n < 60; n++) turns.push(await refusedWith({ clientKey: loud, works: false }))
    // Six seconds apart, none further off than two minutes; the rest get none, and those with script need none.
    expect(turns.filter(({ challenge }) => challenge === undefined).length).toBeGreaterThan(30)
    expect(await refusedWith({ clientKey: loud })).toMatchObject({ work: true })
    const waits = turns.map(({ retryAfter = 0 }) => retryAfter)
    expect(Math.max(...waits)).toBeLessThanOrEqual(longestWait + 1)
    expect(new Set(waits).size).toBeLessThan(25)
    expect((await refusedWith({ works: false })).retryAfter).toBeLessThan(9)
  })

  it('too many from one network are still too many, with work done or not', async () => {
    const small = await openWorld({ calmOpensPerMinute: 3, opensPerMinute: 2 })
    try {
      room = small.another()
      for (let n = 0; n < 5; n++) await ask().catch(() => undefined)
      const clientKey = network()
      const codes: string[] = []
      for (let n = 0; n < 3; n++) {
        const own = { binding: randomId(), clientKey }
        const proof = await solved(own)
        codes.push(
          await ask({ ...own, proof }).then(
            () => 'in',
            (error: NorthlineError) => error.kind.code,
          ),
        )
      }
      expect(codes).toEqual(['in', 'in', 'conversations.too_many_tries'])
    } finally {
      await small.close()
    }
  })
})

describe('turns', () => {
  it('never come sooner than they may: of one network one each spacing, of a wide one sixteen times as many', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 200 }), (who) => {
        const lane = createSlowLane(() => 1_000)
        const turns = who.flatMap((n) => lane.turn(`a${n}.b${n % 2}.c`, 5, 8) ?? [])
        for (const turn of turns) expect(turn).toBeLessThanOrEqual(1_000 + longestWait)
        const at = turns.toSorted((a, b) => a - b)
        for (const [n, turn] of at.entries())
          if (n > 0) expect(turn - (at[n - 1] ?? 0)).toBeGreaterThanOrEqual(0.5 - 1e-9)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a flood from one network', () => {
  it('is shown as a group, does not ring one by one, and pushes nobody out of sight', async () => {
    const own = await openWorld({ calmOpensPerMinute: 2 })
    try {
      const loud = network()
      const agent = createNoScriptAgent(own.room, fast)
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
      const come = async (clientKey: string, text: string) => {
        const form = { conversationId: randomId(), pass: { ticket: randomId(), half: 'A'.repeat(43) } }
        const begin = (proof?: Proof) =>
          agent.begin({ language: 'en', text, form, clientKey, ...(proof && { proof }) })
        await begin().catch((error: NorthlineError) => {
          const { challenge = '', retryAfter } = crowdedFacts.parse(error.facts)
          vi.setSystemTime(Date.now() + retryAfter * 1_000)
          return begin({ challenge })
        })
        return form.conversationId
      }
      for (let n = 0; n < 12; n++) await come(loud, 'flood')
      const real = await come(network(), 'help')
      vi.useRealTimers()
      const { waiting, crowd } = await deskQueue(own.room, own.member())
      expect(waiting.map(({ conversationId }) => conversationId)).toContain(real)
      // The first few of a network count as somebody’s own: a shelter may share it.
      expect([waiting.length, crowd.waiting, crowd.first.length]).toEqual([5, 8, 8])
      expect(crowd.first.every(({ crowd }) => crowd)).toBe(true)
      // Whoever comes next is told of those before them, not of the flood.
      expect((await availability(own.room, 'en')).waiting).toBe(5)
      await agent.settled()
    } finally {
      vi.useRealTimers()
      await own.close()
    }
  })

  it('marks nobody in calm, however many come from one shelter', async () => {
    const own = await openWorld({ calmOpensPerMinute: 1_000 })
    const agent = createNoScriptAgent(own.room, fast)
    try {
      for (let n = 0; n < 8; n++) {
        const form = { conversationId: randomId(), pass: { ticket: randomId(), half: 'A'.repeat(43) } }
        await agent.begin({ language: 'en', text: 'help', form, clientKey: 'shelter.of.many' })
      }
      await agent.settled()
      const { waiting, crowd } = await deskQueue(own.room, own.member())
      expect([waiting.length, crowd.waiting]).toEqual([8, 0])
    } finally {
      await own.close()
    }
  })
})
