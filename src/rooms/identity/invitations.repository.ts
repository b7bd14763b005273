import { sql } from 'kysely'
import type { OrganisationKind, Role } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type NewInvitation = {
  tokenHash: string
  memberId: string
  teamId: string
  organisationId: string
  roles: Role[]
  invitedBy: string | null
  hours: number
}

/** Returns the moment at which it ends. */
export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<Date> {
  const { rows } = await sql<{ expires_at: Date }>`
    insert into identity.invitations
      (token_hash, member_id, team_id, organisation_id, roles, invited_by, expires_at)
    values (${invitation.tokenHash}, ${invitation.memberId}, ${invitation.teamId}, ${invitation.organisationId},
      ${invitation.roles}, ${invitation.invitedBy}, now() + make_interval(hours => ${invitation.hours}))
    returning expires_at`.execute(tx)
  return rows[0]?.expires_at ?? new Date(0)
}

export type Invitation = {
  memberId: string
  teamId: string
  team: string
  roles: Role[]
  organisationId: string
  organisation: string
  organisationKind: OrganisationKind
  demo: boolean
  /** Whether an administrator allows generated passphrases. */
  passphrases: boolean
  name: string
  handle: string
  expiresAt: Date
}

/** An invitation that can still be accepted. */
export async function findInvitation(tx: Tx, tokenHash: string): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select i.member_id as "memberId", i.team_id as "teamId", t.name as team, i.roles,
      i.organisation_id as "organisationId", o.name as organisation, o.kind as "organisationKind", o.demo,
      o.passphrases, p.name, p.handle, i.expires_at as "expiresAt"
    from identity.invitations i
    join identity.members p on p.id = i.member_id
    join identity.teams t on t.id = i.team_id
    join identity.organisations o on o.id = i.organisation_id
    where i.token_hash = ${tokenHash} and i.used_at is null and i.expires_at > now()`.execute(tx)
  return rows[0]
}

/** Spends it. False when it was spent, withdrawn or has ended: of two at once, one gets true. */
export async function spendInvitation(tx: Tx, tokenHash: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.invitations set used_at = now()
    where token_hash = ${tokenHash} and used_at is null and expires_at > now()`.execute(tx)
  return numAffectedRows === 1n
}

/** Takes back what was not accepted yet, when the same person is invited anew. */
export async function withdrawInvitations(tx: Tx, memberId: string): Promise<void> {
  await sql`delete from identity.invitations where member_id = ${memberId} and used_at is null`.execute(tx)
}

/** Removes ended invitations and the members who never joined; for the clockwork. */
export async function forgetEndedInvitations(tx: Tx): Promise<void> {
  await sql`delete from identity.invitations where used_at is null and expires_at < now()`.execute(tx)
  await sql`delete from identity.members p where p.joined_at is null
    and not exists (select from identity.invitations i where i.member_id = p.id)`.execute(tx)
}
