import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId, type Actor } from '../../kernel/index.ts'
import { anyActor } from '../../kernel/actors.testing.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import * as policy from './audit.policy.ts'

const organisations = ['line', 'region', 'shelter']
const places = organisations.flatMap((organisationId) =>
  [1, 2].map(() => ({ teamId: randomId(), organisationId, organisationKind: 'hotline' as const })),
)
const actor = anyActor(places, ['ada'])
const concerned = fc.uniqueArray(fc.constantFrom(...organisations), { maxLength: 3 })

/** Supervisors and administrators of an organisation read what its members did. */
function audits(who: Actor): string[] {
  return organisations.filter(
    (organisation) =>
      who.kind === 'staff' &&
      who.teams.some(
        ({ organisationId, roles }) =>
          organisationId === organisation &&
          (roles.includes('supervisor') || roles.includes('administrator')),
      ),
  )
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

describe('who reads the audit of an organisation', () => {
  it('is its supervisors and administrators, as a list, as a predicate and as capabilities', () => {
    fc.assert(
      fc.property(actor, concerned, (who, of) => {
        const wanted = audits(who)
        // Each once: two teams of one organisation make no two grants.
        expect(policy.auditedOrganisations(who).toSorted()).toEqual(wanted.toSorted())
        expect(policy.mayAudit(who, of)).toBe(wanted.some((one) => of.includes(one)))
        expect(policy.auditCapabilities(who).toSorted()).toEqual(
          wanted.map((one) => `audits:${one}`).toSorted(),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it('is the same as SQL, and no row at all for whoever audits nothing', async () => {
    await fc.assert(
      fc.asyncProperty(actor, concerned, async (who, of) => {
        const rule = policy.auditableSql(who)
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<{ may: boolean }>`
            select ${rule} as may from (select ${of}::text[] as organisations) e`.execute(tx),
        )
        expect(rows).toEqual([{ may: audits(who).some((one) => of.includes(one)) }])
        if (audits(who).length === 0) expect(rule.compile(database.unguarded).sql).toBe('1=0')
      }),
      { numRuns: 150 },
    )
  })
})
