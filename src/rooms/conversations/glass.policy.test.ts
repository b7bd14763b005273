import fc from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Actor } from '../../kernel/index.ts'
import { anyActor, heldIn } from '../../kernel/actors.testing.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import * as policy from './glass.policy.ts'

const places = (['hotline', 'hotline', 'region', 'provider'] as const).map((organisationKind) => ({
  teamId: randomId(),
  organisationId: organisationKind,
  organisationKind,
}))
const teamIds = places.map(({ teamId }) => teamId)
const members = ['ada', 'ben', 'cleo']
const actor = anyActor(places, members)
const standing = fc.record({
  teamId: fc.constantFrom(...teamIds),
  askedBy: fc.constantFrom(...members),
  approvedBy: fc.constantFrom<string | null>(null, ...members),
  told: fc.constantFrom<string | null>(null, ...members),
})
type Row = policy.GlassStanding & { told: string | null }

/** The rule as people are told it. */
function oracle(who: Actor, { teamId, askedBy, approvedBy, told }: Row) {
  const me = who.kind === 'staff' ? who.memberId : undefined
  const held = heldIn(who, teamId)
  const answers = held.includes('supervisor') || held.includes('coordinator')
  const reviews = answers || held.includes('administrator')
  const asked = me === askedBy
  const supervisesTheLine =
    who.kind === 'staff' &&
    who.teams.some(
      ({ organisationKind, roles }) => organisationKind === 'hotline' && roles.includes('supervisor'),
    )
  return {
    answers,
    reviews,
    mayAsk: supervisesTheLine && !answers,
    decides: me !== undefined && answers && !asked,
    ends: me !== undefined && (asked || reviews),
    closes: me !== undefined && reviews && !asked && approvedBy !== null && me !== approvedBy,
    sees: me !== undefined && (asked || me === approvedBy || me === told || reviews),
  }
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** What conditions say of one ask and its decision; null lets nobody in, as WHERE does. */
async function asked<Name extends string>(
  { teamId, askedBy, approvedBy, told }: Row,
  rules: Record<Name, RawBuilder<boolean>>,
): Promise<Record<Name, boolean>> {
  const columns = Object.entries<RawBuilder<boolean>>(rules).map(
    ([name, rule]) => sql`coalesce(${rule}, false) as ${sql.id(name)}`,
  )
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<Record<Name, boolean>>`select ${sql.join(columns)}
      from (select ${teamId}::text as team_id, ${askedBy}::text as asked_by) g,
        (select ${approvedBy}::text as by_member, ${told}::text as told) d`.execute(tx),
  )
  return rows[0] as Record<Name, boolean>
}

describe('who asks for, decides, ends and reviews a break-glass', () => {
  it('is what people are told, as predicates', () => {
    fc.assert(
      fc.property(actor, standing, (who, row) => {
        const wanted = oracle(who, row)
        expect(policy.leadsTeam(who, row.teamId)).toBe(wanted.answers)
        expect(policy.reviewedTeams(who)).toEqual(
          who.kind === 'staff'
            ? who.teams
                .map(({ teamId }) => teamId)
                .filter((teamId) => oracle(who, { ...row, teamId }).reviews)
            : [],
        )
        expect(policy.mayAskGlass(who, row.teamId)).toBe(wanted.mayAsk)
        expect(policy.mayDecideGlass(who, row)).toBe(wanted.decides)
        expect(policy.mayEndGlass(who, row)).toBe(wanted.ends)
        expect(policy.mayReviewGlass(who, row)).toBe(wanted.closes)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is the same as SQL', async () => {
    await fc.assert(
      fc.asyncProperty(actor, standing, async (who, row) => {
        const { decides, ends, closes, sees } = oracle(who, row)
        const found = await asked(row, {
          sees: policy.visibleGlassSql(who),
          decides: policy.decidableGlassSql(who),
          ends: policy.endableGlassSql(who),
          closes: policy.reviewableGlassSql(who),
        })
        expect(found).toEqual({ sees, decides, ends, closes })
      }),
      { numRuns: 400 },
    )
  })

  it('is nobody for whoever is no member, whatever the row says', async () => {
    const nobody: Actor[] = [
      { kind: 'public' },
      { kind: 'system' },
      { kind: 'seeker', conversationId: 'c', visitId: 'v' },
    ]
    for (const who of nobody) {
      const { sql: text } = policy.visibleGlassSql(who).compile(database.unguarded)
      expect(text).toBe('1=0')
    }
  })
})
