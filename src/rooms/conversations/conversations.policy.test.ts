import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, roles, type Actor, type Role, type StaffActor } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import * as policy from './conversations.policy.ts'
import { openWorld, type World } from './testing.ts'

const teams = [randomId(), randomId(), randomId()]
const members = [randomId(), randomId()]

const memberships = fc.uniqueArray(
  fc.record({
    teamId: fc.constantFrom(...teams),
    organisationId: fc.constant(randomId()),
    organisationKind: fc.constant('hotline' as const),
    roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
  }),
  { selector: ({ teamId }) => teamId, maxLength: 3 },
)

const staff: fc.Arbitrary<StaffActor> = fc.record({
  kind: fc.constant('staff' as const),
  memberId: fc.constantFrom(...members),
  sessionId: fc.constant(randomId()),
  teams: memberships,
})

const actor: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 8, arbitrary: staff },
  { weight: 1, arbitrary: fc.constant<Actor>({ kind: 'public' }) },
  { weight: 1, arbitrary: fc.constant<Actor>({ kind: 'seeker', conversationId: 'c', visitId: 'v' }) },
)

const standing = fc.record({
  id: fc.constant('c'),
  teamId: fc.constantFrom(...teams),
  claimedBy: fc.constantFrom<string | null>(null, ...members),
})

/** The rule in other words than the code's: what a person is told. */
function oracle(who: Actor, { teamId, claimedBy }: policy.Standing) {
  const held: Role[] =
    who.kind === 'staff' ? (who.teams.find((team) => team.teamId === teamId)?.roles ?? []) : []
  const supervisor = held.includes('supervisor')
  const onTheLine = supervisor || held.includes('responder')
  const theirs = who.kind === 'staff' && who.memberId === claimedBy
  return { queue: onTheLine, answer: onTheLine && theirs, read: supervisor || (onTheLine && theirs) }
}

let world: World
let database: Database
beforeAll(async () => {
  world = await openWorld()
  database = world.database
})
afterAll(() => world.close())

describe('who may see, read and answer a conversation', () => {
  it('is what the oracle says, as a predicate', () => {
    fc.assert(
      fc.property(actor, standing, (who, row) => {
        const wanted = oracle(who, row)
        expect(policy.mayQueue(who, row)).toBe(wanted.queue)
        expect(policy.mayRead(who, row)).toBe(wanted.read)
        expect(policy.mayAnswer(who, row)).toBe(wanted.answer)
        expect(policy.mayHandOver(who, row)).toBe(wanted.read)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the same as SQL, where an empty rule matches nothing', async () => {
    await fc.assert(
      fc.asyncProperty(actor, standing, async (who, row) => {
        const wanted = oracle(who, row)
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<Record<'queue' | 'read' | 'answer', boolean | null>>`
            select ${policy.queueableSql(who)} as queue, ${policy.readableSql(who)} as read,
              ${policy.answerableSql(who)} as answer
            from (select ${row.teamId}::text as team_id, ${row.claimedBy}::text as claimed_by) c`.execute(tx),
        )
        const { queue, read, answer } = rows[0] ?? {}
        // A rule that is null lets nobody in, as WHERE does.
        expect({ queue: queue === true, read: read === true, answer: answer === true }).toEqual(wanted)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same once more behind the code: row-level security alone, with no WHERE at all', async () => {
    await world.raw(
      `insert into conversations.conversations (id, team_id, language, epoch_id, destroy_month, state, claimed_by)
       select 'c' || lpad((row_number() over ())::text, 21, '0'), t, 'en', 'e', '2099-01',
         case when m is null then 'waiting' else 'claimed' end, m
       from unnest($1::text[]) t, unnest($2::text[]) m`,
      teams,
      [null, ...members],
    )
    await world.raw(
      `insert into conversations.envelopes (conversation_id, position, writer_id, sequence, generation, role, bytes, hash)
       select id, 1, id, 1, 1, 'seeker', '\\x00', decode(repeat('00', 32), 'hex') from conversations.conversations`,
    )
    const rows = await world.raw<policy.Standing>(
      `select id, team_id as "teamId", claimed_by as "claimedBy" from conversations.conversations`,
    )
    await fc.assert(
      fc.asyncProperty(actor, async (who) => {
        const seen = await database.as(
          who,
          async (tx) => {
            const queue = await sql<{ id: string }>`select id from conversations.conversations`.execute(tx)
            const read = await sql<{ id: string }>`
              select conversation_id as id from conversations.envelopes`.execute(tx)
            const changed = await sql<{ id: string }>`
              update conversations.conversations set touched_at = now() returning id`.execute(tx)
            return [queue, read, changed].map(({ rows: found }) => found.map(({ id }) => id).toSorted())
          },
          { capabilities: policy.deskCapabilities(who) },
        )
        const wanted = (rule: 'queue' | 'read') =>
          rows
            .filter((row) => oracle(who, row)[rule])
            .map(({ id }) => id)
            .toSorted()
        expect(seen).toEqual([wanted('queue'), wanted('read'), wanted('queue')])
      }),
      { numRuns: 200 },
    )
  })
})

describe('who sees, decides and lifts a legal hold', () => {
  it('is a supervisor or an administrator of the team, as a list, as SQL and as capabilities', async () => {
    await fc.assert(
      fc.asyncProperty(actor, fc.constantFrom(...teams), async (who, teamId) => {
        const held: Role[] =
          who.kind === 'staff' ? (who.teams.find((team) => team.teamId === teamId)?.roles ?? []) : []
        const may = held.includes('supervisor') || held.includes('administrator')
        expect(policy.heldTeams(who).includes(teamId)).toBe(may)
        const capabilities = policy.holdCapabilities(who)
        expect(capabilities.includes(`holds:${teamId}`)).toBe(may)
        expect(capabilities.includes(`supervises:${teamId}`)).toBe(held.includes('supervisor'))
        expect(capabilities.filter((one) => !/^(holds|supervises):[\w-]{22}$/.test(one))).toEqual([])
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<{ may: boolean }>`
            select ${policy.holdsSql(who)} as may from (select ${teamId}::text as team_id) h`.execute(tx),
        )
        expect(rows).toEqual([{ may }])
      }),
      { numRuns: 60 },
    )
  })
})
