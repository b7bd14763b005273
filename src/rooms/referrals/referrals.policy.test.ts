import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKind, randomId, roles, type Actor, type Role, type StaffActor } from '../../kernel/index.ts'
import { referralErrors } from './referrals.errors.ts'
import { askingTeams, mayNameReceivers, permit, receivingTeams } from './referrals.policy.ts'

const staff = (teams: StaffActor['teams']): StaffActor => ({
  kind: 'staff',
  memberId: randomId(),
  sessionId: randomId(),
  teams,
})
const memberships = fc.uniqueArray(
  fc.record({
    teamId: fc.constantFrom('a', 'b', 'c'),
    organisationId: fc.constant('o'),
    organisationKind: fc.constantFrom('hotline' as const, 'provider' as const),
    roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
  }),
  { selector: ({ teamId }) => teamId, maxLength: 3 },
)
const strangers: Actor[] = [{ kind: 'public' }, { kind: 'seeker', conversationId: 'c', visitId: 'v' }]

/** The rule in a table: which role gives which of the three in which kind of organisation. */
const asks: readonly Role[] = ['responder', 'supervisor', 'coordinator']
const names: readonly Role[] = ['coordinator', 'administrator']

describe('who asks, receives and names receivers', () => {
  it('is what the table says, for any member of any teams', () => {
    fc.assert(
      fc.property(memberships, (teams) => {
        const who = staff(teams)
        const with_ = (held: readonly Role[]) =>
          teams.filter((team) => held.some((role) => team.roles.includes(role))).map(({ teamId }) => teamId)
        expect(askingTeams(who)).toEqual(with_(asks))
        expect(receivingTeams(who)).toEqual(with_(['provider']))
        const line = teams.filter(({ organisationKind }) => organisationKind === 'hotline')
        expect(mayNameReceivers(who)).toBe(
          line.some((team) => names.some((role) => team.roles.includes(role))),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('is nobody who is not staff, but the machine’s own command', () => {
    for (const who of strangers)
      expect([askingTeams(who), receivingTeams(who), mayNameReceivers(who)]).toEqual([[], [], false])
    expect(mayNameReceivers({ kind: 'system' })).toBe(true)
    expect(askingTeams({ kind: 'system' })).toEqual([])
  })
})

it('a rule that says no is an error with its code; one that says yes is silent', () => {
  expect(() => permit(true)).not.toThrow()
  try {
    permit(false)
    expect.unreachable()
  } catch (error) {
    expect(isKind(error, referralErrors.not_allowed)).toBe(true)
  }
})
