import { createHash } from 'node:crypto'
import { randomId, type OrganisationKind, type Role, type StaffActor } from '../../kernel/index.ts'

/** Outer keys of which every month has its own; the same again for the same seed. */
export const keysOf = (seed: number) => ({
  audit: new Uint8Array(32).fill(seed),
  forMonth: (month: string) => new Uint8Array(createHash('sha256').update(`${seed} ${month}`).digest()),
})

/** A member of one organisation. */
export function memberOf(organisationId: string, ...roles: Role[]): StaffActor {
  const organisationKind: OrganisationKind = 'hotline'
  const team = { teamId: randomId(), organisationId, organisationKind, roles }
  return { kind: 'staff', memberId: randomId(), sessionId: randomId(), teams: [team] }
}
