import { sql } from 'kysely'
import {
  organisationKinds,
  randomId,
  rolesOf,
  type OrganisationKind,
  type Role,
  type StaffActor,
} from '../../../src/kernel/index.ts'
import * as contract from '../../../src/contracts/identity.ts'
import { joinStaff } from '../../support/line/staff.ts'
import type { Who } from './oracle.ts'
import type { Stage } from './stage.ts'
import { createWire, type Wire } from './wire.ts'

/** A member with one role, in an organisation of their own with a second team and a colleague. */
export type Person = Who & {
  kind: 'staff'
  role: Role
  organisationKind: OrganisationKind
  organisationId: string
  teamId: string
  siblingTeamId: string
  memberId: string
  colleagueId: string
  /** A colleague of the other team. */
  deputyId: string
  /** A printed code that opens their keys, and one that opens the colleague’s. */
  slotId: string
  colleagueSlotId: string
  actor: StaffActor
  wire: Wire
  cookie: string
}

/** What is spoken at the line of whoever is hired first, and nowhere else. */
export const firstLanguage = 'cy'

let numbered = 0

/** A member whom nobody signs in as. */
export async function placeMember(
  { northline }: Stage,
  place: { teamId: string; organisationId: string; role: Role },
): Promise<string> {
  const memberId = randomId()
  const on = northline.database.unguarded
  await sql`insert into identity.members (id, handle, name, joined_at)
    values (${memberId}, ${`placed${numbered++}`}, ${`Placed ${memberId}`}, now())`.execute(on)
  await sql`insert into identity.memberships (id, member_id, team_id, organisation_id, roles)
    values (${randomId()}, ${memberId}, ${place.teamId}, ${place.organisationId}, ${[place.role]})`.execute(
    on,
  )
  return memberId
}

/** Somebody of this role, who signed in as anybody does. */
export async function hire(stage: Stage, kind: OrganisationKind, role: Role, first = false): Promise<Person> {
  const { identity } = stage.northline
  const name = `${role}@${kind}`
  const organisation = `Organisation of ${name} ${numbered}`
  // The first one's line is the only one of its language, so that conversations can be begun there.
  const languages = [first ? firstLanguage : 'en']
  const own = { organisation, kind, team: 'Desk', languages, passphrases: true }
  const { teamId, organisationId } = await identity.setUpTeam(own)
  const sibling = await identity.setUpTeam({ ...own, team: 'Sibling', languages: [] })
  const handle = `person${numbered++}`
  const { link } = await identity.invite({ kind: 'system' }, { teamId, roles: [role], name: handle, handle })
  const wire = createWire(stage.origins.workspace, stage.port)
  const token = new URL(link).hash.slice(1)
  const staff = await joinStaff(wire.client, { token, teamId, name: handle, organisation })
  const { session } = staff
  const printed = { kind: 'printed', bytes: 'A'.repeat(100) } as const
  const { slotId } = await wire.client.call(contract.addMemberSlot, printed)
  const colleagueRole = rolesOf[kind][0] ?? role
  return {
    name,
    kind: 'staff',
    role,
    organisationKind: kind,
    organisationId,
    teamId,
    siblingTeamId: sibling.teamId,
    memberId: session.member.id,
    colleagueId: await placeMember(stage, { teamId, organisationId, role: colleagueRole }),
    deputyId: await placeMember(stage, { teamId: sibling.teamId, organisationId, role: colleagueRole }),
    slotId,
    colleagueSlotId: randomId(),
    actor: {
      kind: 'staff',
      memberId: session.member.id,
      sessionId: session.sessionId,
      teams: [{ teamId, organisationId, organisationKind: kind, roles: [role] }],
    },
    wire,
    cookie: wire.cookie(),
  }
}

/** One person for every role that each kind of organisation has, as the code itself lists them; or those named only. */
export async function hireEverybody(stage: Stage, named?: readonly string[]): Promise<Person[]> {
  const people: Person[] = []
  for (const kind of organisationKinds)
    for (const role of rolesOf[kind])
      if (!named || named.includes(`${role}@${kind}`)) people.push(await hire(stage, kind, role))
  return people
}
