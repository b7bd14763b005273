import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { organisationKinds, randomId, roles, type Actor, type StaffActor } from '../../../kernel/index.ts'
import { mayNominate, mayReview, mayVet } from './vetting.policy.ts'

const memberships = fc.array(
  fc.record({
    teamId: fc.constantFrom('a', 'b', 'c'),
    organisationId: fc.constant('o'),
    organisationKind: fc.constantFrom(...organisationKinds),
    roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
  }),
  { maxLength: 3 },
)
const staff = (teams: StaffActor['teams'], memberId = randomId()): StaffActor => ({
  kind: 'staff',
  memberId,
  sessionId: randomId(),
  teams,
})

it('is a matter of roles held at a line, whatever else somebody is elsewhere', () => {
  fc.assert(
    fc.property(memberships, (teams) => {
      const atTheLine = new Set(
        teams.filter(({ organisationKind }) => organisationKind === 'hotline').flatMap((team) => team.roles),
      )
      const vets = atTheLine.has('coordinator') || atTheLine.has('supervisor')
      expect(mayVet(staff(teams))).toBe(vets)
      expect(mayNominate(staff(teams))).toBe(vets || atTheLine.has('responder'))
    }),
    { numRuns: 500 },
  )
})

it('is nobody who is not staff, the clockwork included', () => {
  const strangers: Actor[] = [
    { kind: 'public' },
    { kind: 'system' },
    { kind: 'seeker', conversationId: 'c', visitId: 'v' },
  ]
  for (const actor of strangers)
    expect([
      mayVet(actor),
      mayNominate(actor),
      mayReview(actor, { openedBy: 'x', closed: false, reviewedBy: [] }),
    ]).toEqual([false, false, false])
})

it('is reviewed by those who did not open it and have not reviewed it, while it is open', () => {
  const team = {
    teamId: 't',
    organisationId: 'o',
    organisationKind: 'hotline',
    roles: ['supervisor'],
  } as const
  const me = staff([{ ...team, roles: [...team.roles] }], 'me')
  expect(mayReview(me, { openedBy: 'you', closed: false, reviewedBy: ['you'] })).toBe(true)
  expect(mayReview(me, { openedBy: 'me', closed: false, reviewedBy: [] })).toBe(false)
  expect(mayReview(me, { openedBy: 'you', closed: false, reviewedBy: ['me'] })).toBe(false)
  expect(mayReview(me, { openedBy: 'you', closed: true, reviewedBy: [] })).toBe(false)
})
