import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { randomId } from '../../kernel/index.ts'
import { ask as askShape } from '../../contracts/referrals.ts'
import { askCapacity, cancelAsk, listAsks } from './asks.usecases.ts'
import { answerAsk, extendHold, releaseHold } from './holds.usecases.ts'
import { inbox } from './provider.usecases.ts'
import { day, hour, minute } from './referrals.deps.ts'
import { sweepReferrals } from './referrals.sweep.ts'
import { asked, bedTonight, codeOf, makeWorld, member, type World } from './referrals.testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.database.close())
beforeEach(() => world.pass(day))

const yes = (holdMinutes: number) => ({ yes: true as const, holdMinutes })
const no = (reason: 'full' | 'too_far') => ({ yes: false as const, reason })
const answer = (askId: string, what: ReturnType<typeof yes> | ReturnType<typeof no>) =>
  answerAsk(world.deps, world.provider, { askId, answer: what })

describe('asking a service for capacity', () => {
  it('reaches the team that receives for the service, and the asking team sees its answer and hold', async () => {
    const { askId } = await asked(world)
    const waiting = (await inbox(world.deps, world.provider)).asks.find((one) => one.askId === askId)
    expect(waiting).toMatchObject({ kind: 'bed', people: 1, state: 'asked', fromTeamId: world.line })
    await answer(askId, yes(60))
    const { asks } = await listAsks(world.deps, world.responder, {})
    const holdUntil = new Date(world.clock.now.getTime() + hour).toISOString()
    expect(asks[0]).toMatchObject({ askId, state: 'held', holdUntil })
    expect(asks.every((one) => askShape.safeParse(one).success)).toBe(true)
  })

  it('has no column in which a person could be described', async () => {
    const { rows } = await sql<{ column_name: string }>`
      select column_name from information_schema.columns
      where table_schema = 'referrals' and table_name = 'asks' order by column_name`.execute(
      world.database.unguarded,
    )
    expect(rows.map((row) => row.column_name)).toEqual(
      ['answered_at', 'asked_at', 'closed_at', 'from_team', 'hold_until', 'id', 'kind', 'lapses_at']
        .concat(['late_told_at', 'needed_from', 'needed_until', 'people', 'reason', 'service_id', 'state'])
        .concat(['to_team']),
    )
  })

  it('is refused for a service that no team receives for: it is phoned', async () => {
    const ask = askCapacity(world.deps, world.responder, { ...bedTonight(world), serviceId: randomId() })
    expect(await codeOf(ask)).toBe('referrals.phone_only')
  })

  it('is refused in the name of a team that is not the asker’s, and to a provider', async () => {
    const foreign = { ...bedTonight(world), fromTeamId: randomId() }
    expect(await codeOf(askCapacity(world.deps, world.responder, foreign))).toBe('referrals.not_allowed')
    const own = { ...bedTonight(world), fromTeamId: world.shelter }
    expect(await codeOf(askCapacity(world.deps, world.provider, own))).toBe('referrals.not_allowed')
  })

  it('is refused for times that are past, upside down or too far ahead', async () => {
    const at = (milliseconds: number) => new Date(world.clock.now.getTime() + milliseconds).toISOString()
    const wrong = [
      { from: at(-2 * hour), until: at(hour) },
      { from: at(-minute), until: at(0) },
      { from: at(2 * hour), until: at(hour) },
      { from: at(hour), until: at(91 * day) },
    ]
    for (const times of wrong) {
      const ask = askCapacity(world.deps, world.responder, { ...bedTonight(world), ...times })
      expect(await codeOf(ask)).toBe('referrals.bad_times')
    }
  })

  it('asked again with the same id is the same ask; with other details it is refused', async () => {
    const input = bedTonight(world)
    const first = await askCapacity(world.deps, world.responder, input)
    expect(await askCapacity(world.deps, world.responder, input)).toEqual(first)
    const changed = askCapacity(world.deps, world.responder, { ...input, people: 2 })
    expect(await codeOf(changed)).toBe('referrals.already_used')
    const stranger = member(randomId(), 'responder', 'hotline')
    const fromTeamId = stranger.teams[0]?.teamId ?? ''
    expect(await codeOf(askCapacity(world.deps, stranger, { ...input, fromTeamId }))).toBe(
      'referrals.already_used',
    )
  })

  it('lists by pages, newest first, each ask once', async () => {
    const made: string[] = []
    for (let i = 0; i < 53; i++) made.unshift((await asked(world)).askId)
    const first = await listAsks(world.deps, world.responder, {})
    expect(first.asks).toHaveLength(50)
    const second = await listAsks(world.deps, world.responder, { page: first.next })
    const listed = [...first.asks, ...second.asks].map(({ askId }) => askId).filter((id) => made.includes(id))
    expect(listed.sort()).toEqual(made.sort())
    expect(await codeOf(listAsks(world.deps, world.responder, { page: 'nonsense' }))).toBe(
      'referrals.not_found',
    )
  })
})

describe('an answer to an ask', () => {
  it('is given by the receiving team only', async () => {
    const { askId } = await asked(world)
    const elsewhere = answerAsk(world.deps, world.other, { askId, answer: yes(60) })
    expect(await codeOf(elsewhere)).toBe('referrals.not_found')
    const byAsker = answerAsk(world.deps, world.responder, { askId, answer: yes(60) })
    expect(await codeOf(byAsker)).toBe('referrals.not_found')
    const administrator = member(world.shelter, 'administrator', 'provider')
    expect(await codeOf(answerAsk(world.deps, administrator, { askId, answer: yes(60) }))).toBe(
      'referrals.not_found',
    )
  })

  it('is given once: the same again is acknowledged, another is refused', async () => {
    const { askId } = await asked(world)
    const first = await answer(askId, no('full'))
    expect(first).toMatchObject({ state: 'refused', reason: 'full' })
    expect(await answer(askId, no('full'))).toEqual(first)
    expect(await codeOf(answer(askId, no('too_far')))).toBe('referrals.already_answered')
    expect(await codeOf(answer(askId, yes(60)))).toBe('referrals.already_answered')
  })

  it('comes too late for an ask that was cancelled', async () => {
    const { askId } = await asked(world)
    expect((await cancelAsk(world.deps, world.responder, { askId })).state).toBe('cancelled')
    expect((await cancelAsk(world.deps, world.responder, { askId })).state).toBe('cancelled')
    expect(await codeOf(answer(askId, yes(60)))).toBe('referrals.ask_closed')
  })
})

describe('a hold', () => {
  it('has an end, after which it is over for both sides even before a sweep', async () => {
    const { askId } = await asked(world)
    await answer(askId, yes(15))
    world.pass(15 * minute)
    const { asks } = await listAsks(world.deps, world.responder, {})
    expect(asks.find((one) => one.askId === askId)?.state).toBe('ended')
    const extend = extendHold(world.deps, world.provider, { askId, holdMinutes: 60 })
    expect(await codeOf(extend)).toBe('referrals.hold_over')
    expect(await codeOf(cancelAsk(world.deps, world.responder, { askId }))).toBe('referrals.ask_closed')
  })

  it('can be kept longer, never made shorter', async () => {
    const { askId } = await asked(world)
    const { holdUntil } = await answer(askId, yes(120))
    const shorter = await extendHold(world.deps, world.provider, { askId, holdMinutes: 15 })
    expect(shorter.holdUntil).toBe(holdUntil)
    const longer = await extendHold(world.deps, world.provider, { askId, holdMinutes: 180 })
    expect(longer.holdUntil).toBe(new Date(world.clock.now.getTime() + 3 * hour).toISOString())
  })

  it('can be released by the service before its end', async () => {
    const { askId } = await asked(world)
    await answer(askId, yes(120))
    expect((await releaseHold(world.deps, world.provider, { askId })).state).toBe('released')
    expect((await releaseHold(world.deps, world.provider, { askId })).state).toBe('released')
    expect(await codeOf(releaseHold(world.deps, world.other, { askId }))).toBe('referrals.not_found')
  })
})

describe('the sweep over asks', () => {
  it('tells the asking team once when nobody has answered for ten minutes, so that the next is offered', async () => {
    await sweepReferrals(world.deps)
    const heard: string[] = []
    const stop = await world.database.listen('referrals', (payload) => heard.push(payload))
    const { askId } = await asked(world)
    world.pass(10 * minute - 1)
    expect((await sweepReferrals(world.deps)).asksLate).toBe(0)
    world.pass(1)
    expect((await sweepReferrals(world.deps)).asksLate).toBe(1)
    expect((await sweepReferrals(world.deps)).asksLate).toBe(0)
    const { asks } = await listAsks(world.deps, world.responder, {})
    expect(asks.find((one) => one.askId === askId)).toMatchObject({ state: 'asked', unanswered: true })
    const line = JSON.stringify({ k: 'team', t: world.line })
    await expect.poll(() => heard.filter((payload) => payload === line)).toHaveLength(2)
    await stop()
  })

  it('lapses what nobody answered, ends holds, and erases both after their time', async () => {
    await sweepReferrals(world.deps)
    const unanswered = await asked(world)
    const held = await asked(world)
    await answer(held.askId, yes(1_440))
    world.pass(12 * hour)
    expect((await sweepReferrals(world.deps)).asksClosed).toBe(1)
    world.pass(12 * hour)
    expect((await sweepReferrals(world.deps)).asksClosed).toBe(1)
    const states = async () => {
      const { asks } = await listAsks(world.deps, world.responder, {})
      return [unanswered, held].map(({ askId }) => asks.find((one) => one.askId === askId)?.state)
    }
    expect(await states()).toEqual(['lapsed', 'ended'])
    world.pass(31 * day)
    await sweepReferrals(world.deps)
    expect(await states()).toEqual([undefined, undefined])
  })
})
