import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roles, rolesOf, type Actor, type Membership, type Role } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import {
  isOwnTeam,
  leads,
  ledTeams,
  mayAdminister,
  mayChangeRoles,
  mayGrant,
  mayLead,
  type TeamPlace,
} from './identity.policy.ts'

/*
 * The rules against an oracle written the other way round: three organisations
 * of two teams, and any member of any of them with any roles.
 */
const places: TeamPlace[] = ['a', 'b', 'c'].flatMap((organisation) =>
  ['1', '2'].map((team) => ({
    teamId: organisation + team,
    organisationId: organisation,
    organisationKind: organisation === 'c' ? ('provider' as const) : ('hotline' as const),
  })),
)
const someRoles = fc.uniqueArray(fc.constantFrom(...roles), { minLength: 1 })
const membership = fc
  .tuple(fc.constantFrom(...places), someRoles)
  .map(([place, roles]): Membership => ({ ...place, roles }))
const staff = fc
  .uniqueArray(membership, { selector: (team) => team.teamId, maxLength: 4 })
  .map((teams): Actor => ({ kind: 'staff', memberId: 'm', sessionId: 's', teams }))
const nobody = fc.constantFrom<Actor>(
  { kind: 'public' },
  { kind: 'seeker', conversationId: 'c', visitId: 'v' },
)
const anyone = fc.oneof({ weight: 5, arbitrary: staff }, nobody, fc.constant<Actor>({ kind: 'system' }))
const place = fc.constantFrom(...places)

/** What each role held at `at` lets one do at `team`, as a table. */
function leadsBy(role: Role, at: Membership, team: TeamPlace): boolean {
  switch (role) {
    case 'administrator':
      return at.organisationId === team.organisationId
    case 'supervisor':
    case 'coordinator':
      return at.teamId === team.teamId
    case 'responder':
    case 'provider':
    case 'liaison':
    case 'analyst':
    case 'convenor':
      return false
  }
}

function oracle(actor: Actor, team: TeamPlace): boolean {
  if (actor.kind === 'system') return true
  if (actor.kind !== 'staff') return false
  return actor.teams.some((at) => at.roles.some((role) => leadsBy(role, at, team)))
}

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await database.as({ kind: 'system' }, async (tx) => {
    for (const { organisationId, organisationKind, teamId } of places) {
      await sql`insert into identity.organisations (id, name, kind) values (${organisationId}, 'o', ${organisationKind})
        on conflict do nothing`.execute(tx)
      await sql`insert into identity.teams (id, organisation_id, name) values (${teamId}, ${organisationId}, 't')`.execute(
        tx,
      )
    }
  })
})
afterAll(() => database.close())

describe('who leads a team', () => {
  it('is leaders of the team and administrators of its organisation, nobody without a role', () => {
    fc.assert(
      fc.property(anyone, place, (actor, team) => mayLead(actor, team) === oracle(actor, team)),
      {
        numRuns: 1_000,
      },
    )
  })

  it('is known by the role alone: supervisors, coordinators and administrators lead', () => {
    const leaders: readonly Role[] = ['supervisor', 'coordinator', 'administrator']
    for (const role of roles) expect(leads([role])).toBe(leaders.includes(role))
    expect(leads([])).toBe(false)
    expect(leads(['responder', 'supervisor'])).toBe(true)
  })

  it('is an administrator for the whole organisation, and nobody else but the machine’s own command', () => {
    fc.assert(
      fc.property(anyone, place, (actor, { organisationId }) => {
        const administers =
          actor.kind === 'staff' &&
          actor.teams.some((at) => at.organisationId === organisationId && at.roles.includes('administrator'))
        expect(mayAdminister(actor, organisationId)).toBe(actor.kind === 'system' || administers)
      }),
    )
  })

  it('matches no row at all for whoever leads nothing, and every row for the machine’s own command', () => {
    const ruleFor = (actor: Actor) => ledTeams(actor).compile(database.unguarded).sql
    expect(ruleFor({ kind: 'public' })).toBe('1=0')
    expect(ruleFor({ kind: 'staff', memberId: 'm', sessionId: 's', teams: [] })).toBe('1=0')
    expect(ruleFor({ kind: 'system' })).toBe('1=1')
  })

  it('is the same rule as SQL', async () => {
    await fc.assert(
      fc.asyncProperty(anyone, async (actor) => {
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<{
            id: string
          }>`select t.id from identity.teams t where ${ledTeams(actor)} order by t.id`.execute(tx),
        )
        expect(rows.map((row) => row.id)).toEqual(
          places.filter((team) => oracle(actor, team)).map((team) => team.teamId),
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe('who hands out which roles', () => {
  it('is who leads, only roles of the organisation’s kind, administrators only by administrators', () => {
    fc.assert(
      fc.property(anyone, place, someRoles, (actor, team, wanted) => {
        const administers =
          actor.kind === 'system' ||
          (actor.kind === 'staff' &&
            actor.teams.some(
              (at) => at.organisationId === team.organisationId && at.roles.includes('administrator'),
            ))
        const known = wanted.every((role) => rolesOf[team.organisationKind].includes(role))
        const allowed = oracle(actor, team) && known && (administers || !wanted.includes('administrator'))
        expect(mayGrant(actor, team, wanted)).toBe(allowed)
      }),
    )
  })

  it('lets no chain of invitations reach administrator that did not start with one', () => {
    fc.assert(
      fc.property(staff, place, someRoles, (actor, team, wanted) => {
        if (actor.kind !== 'staff' || !mayGrant(actor, team, wanted)) return
        const next: Actor = { ...actor, teams: [{ ...team, roles: wanted }] }
        const mayNow = mayGrant(actor, team, ['administrator'])
        expect(mayGrant(next, team, ['administrator']) && !mayNow).toBe(false)
      }),
    )
  })
})

describe('who changes a colleague’s roles', () => {
  const rolesOfPlace = fc.tuple(place, someRoles, someRoles)

  it('is who may hand out both the old ones and the new, and never oneself', () => {
    fc.assert(
      fc.property(
        anyone,
        rolesOfPlace,
        fc.constantFrom('m', 'another'),
        (actor, [team, held, wanted], memberId) => {
          const allowed = mayChangeRoles(actor, team, { memberId, roles: held }, wanted)
          const oneself = actor.kind === 'staff' && memberId === 'm'
          expect(allowed).toBe(!oneself && mayGrant(actor, team, held) && mayGrant(actor, team, wanted))
        },
      ),
    )
  })

  it('makes nobody a reader of their own accord, whatever they are', () => {
    fc.assert(
      fc.property(staff, rolesOfPlace, (actor, [team, held, wanted]) => {
        expect(mayChangeRoles(actor, team, { memberId: 'm', roles: held }, wanted)).toBe(false)
      }),
    )
  })
})

describe('one’s own team', () => {
  it('is one that a staff actor is a member of, whatever the role', () => {
    fc.assert(
      fc.property(anyone, place, (actor, { teamId }) => {
        const own = actor.kind === 'staff' && actor.teams.map((team) => team.teamId).includes(teamId)
        expect(isOwnTeam(actor, teamId)).toBe(own)
      }),
    )
  })
})
