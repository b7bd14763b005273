import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Actor } from '../../kernel/index.ts'
import { anyActor, heldIn } from '../../kernel/actors.testing.ts'
import type { Database } from '../../database/index.ts'
import * as policy from './conversations.policy.ts'
import { openWorld, type World } from './testing.ts'

const teams = [randomId(), randomId(), randomId()]
const members = [randomId(), randomId()]

const actor = anyActor(
  teams.map((teamId) => ({ teamId, organisationId: randomId(), organisationKind: 'hotline' as const })),
  members,
)

const standing = fc.record({
  id: fc.constant('c'),
  teamId: fc.constantFrom(...teams),
  claimedBy: fc.constantFrom<string | null>(null, ...members),
})

/** The rule in other words than the code's: what a person is told. */
function oracle(who: Actor, { teamId, claimedBy }: policy.Standing) {
  const held = heldIn(who, teamId)
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

const glass = fc.uniqueArray(
  fc.record({
    teamId: fc.constantFrom(...teams),
    conversationId: fc.constantFrom<string | null>(null, 'c', 'd'),
    reason: fc.constantFrom('one', 'two'),
    endsAt: fc.constant(new Date('2026-11-24T03:00:00Z')),
  }),
  { maxLength: 3 },
)

describe('why somebody sees a conversation', () => {
  it('is every ground there is, in the order of their weight, and no other', () => {
    fc.assert(
      fc.property(actor, standing, glass, (who, row, open) => {
        const wanted = oracle(who, row)
        const letIn = open.filter(
          ({ teamId, conversationId }) =>
            teamId === row.teamId && (conversationId === null || conversationId === row.id),
        )
        expect(policy.groundsFor(who, row, open)).toEqual([
          ...(wanted.answer ? [{ by: 'has_it', reads: true }] : []),
          ...(heldIn(who, row.teamId).includes('supervisor') ? [{ by: 'supervises', reads: true }] : []),
          ...letIn.map(({ reason, endsAt }) => ({ by: 'break_glass', reads: true, reason, endsAt })),
          ...(wanted.queue && row.claimedBy === null ? [{ by: 'may_take_it', reads: false }] : []),
        ])
        expect(policy.mayRead(who, row, open)).toBe(wanted.read || letIn.length > 0)
        // Break-glass reads; it never answers, and hands nothing over.
        expect(policy.mayAnswer(who, row)).toBe(wanted.answer)
        expect(policy.mayHandOver(who, row)).toBe(wanted.read)
      }),
      { numRuns: 2_000 },
    )
  })

  it('lets break-glass into what it is for, as SQL, and into nothing without one', async () => {
    await fc.assert(
      fc.asyncProperty(standing, glass, async (row, open) => {
        const rule = policy.letInSql(open)
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<{ may: boolean }>`
            select ${rule} as may from (select ${row.id}::text as id, ${row.teamId}::text as team_id) c`.execute(
            tx,
          ),
        )
        const nobody: Actor = { kind: 'public' }
        expect(rows).toEqual([{ may: policy.mayRead(nobody, row, open) }])
        if (open.length === 0) expect(rule.compile(database.unguarded).sql).toBe('1=0')
      }),
      { numRuns: 150 },
    )
  })

  it('gives row-level security one capability for each team and each way, and no other', () => {
    fc.assert(
      fc.property(actor, (who) => {
        const may = (rule: 'queue' | 'read', teamId: string) =>
          oracle(who, { id: 'c', teamId, claimedBy: null })[rule]
        expect(policy.deskCapabilities(who).toSorted()).toEqual(
          teams
            .flatMap((team) => [
              ...(may('queue', team) ? [`answers:${team}`] : []),
              ...(may('read', team) ? [`supervises:${team}`] : []),
            ])
            .toSorted(),
        )
      }),
    )
  })
})

describe('who sees, decides and lifts a legal hold', () => {
  it('is a supervisor or an administrator of the team, as a list, as SQL and as capabilities', async () => {
    await fc.assert(
      fc.asyncProperty(actor, fc.constantFrom(...teams), async (who, teamId) => {
        const held = heldIn(who, teamId)
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
