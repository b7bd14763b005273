import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, readsSealed, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  allowPassphrases,
  changeRoles,
  listTeamMembers,
  removeMember,
} from '../../contracts/identity.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyRoles, notifyTeam } from './identity.events.ts'
import { isOwnTeam, leads, ledTeams, mayAdminister, mayChangeRoles, mayGrant } from './identity.policy.ts'
import {
  countLeaders,
  endMembership,
  findMembership,
  listColleagues,
  setRoles,
  type MembershipRow,
} from './members.repository.ts'
import { findTeam, setPassphrases, type Team } from './organisations.repository.ts'
import { endSessionsOf } from './sessions.repository.ts'

const page = 200

/** Active members of one's own team, with the public keys that an epoch is sealed to. */
export async function showTeamMembers(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, after }: z.output<(typeof listTeamMembers)['input']>,
): Promise<OutputOf<typeof listTeamMembers>> {
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const found = await deps.database.as(actor, (tx) => listColleagues(tx, teamId, after ?? '', page))
  const members = found.map(({ publicKey, signPublicKey, ...member }) => ({
    ...member,
    reads: readsSealed(member.roles),
    publicKey: publicKey && bytesToBase64Url(publicKey),
    signPublicKey: signPublicKey && bytesToBase64Url(signPublicKey),
  }))
  return { members, next: found.length === page ? (found.at(-1)?.memberId ?? null) : null }
}

/**
 * Ends a membership at once, the member's sessions and streams with it. What
 * the member's keys open already stays open to them; the next epoch shuts them
 * out of everything after.
 */
export async function dismiss(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, memberId }: z.output<(typeof removeMember)['input']>,
): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const { team, membership } = await findLed(tx, actor, teamId, memberId)
    if (!mayGrant(actor, team, membership.roles)) throw new NorthlineError(identityErrors.roles_not_yours)
    await keepALeader(tx, membership)
    if (!(await endMembership(tx, teamId, memberId))) throw new NorthlineError(identityErrors.no_such_member)
    await endSessionsOf(tx, memberId)
    await deps.audit.record(tx, {
      action: 'identity.remove_member',
      subject: { kind: 'member', id: memberId },
    })
    await notifyTeam(tx, teamId)
  })
}

/**
 * Gives a colleague other roles: from their next request on, and their streams look
 * again. Whoever no longer reads is not in the team's next epoch. Never one's own.
 */
export async function reassign(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, memberId, roles }: z.output<(typeof changeRoles)['input']>,
): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const { team, membership } = await findLed(tx, actor, teamId, memberId)
    const wanted = [...new Set(roles)]
    if (!mayChangeRoles(actor, team, { memberId, roles: membership.roles }, wanted))
      throw new NorthlineError(identityErrors.roles_not_yours)
    if (!leads(wanted)) await keepALeader(tx, membership)
    if (!(await setRoles(tx, teamId, memberId, wanted)))
      throw new NorthlineError(identityErrors.no_such_member)
    await deps.audit.record(tx, {
      action: 'identity.change_roles',
      subject: { kind: 'member', id: memberId },
    })
    await notifyRoles(tx, memberId)
    await notifyTeam(tx, teamId)
  })
}

async function findLed(
  tx: Tx,
  actor: StaffActor,
  teamId: string,
  memberId: string,
): Promise<{ team: Team; membership: MembershipRow }> {
  const team = await findTeam(tx, teamId, ledTeams(actor))
  if (!team)
    throw new NorthlineError(identityErrors[isOwnTeam(actor, teamId) ? 'roles_not_yours' : 'no_such_team'])
  const membership = await findMembership(tx, teamId, memberId)
  if (!membership) throw new NorthlineError(identityErrors.no_such_member)
  return { team, membership }
}

/** Refuses to take the last one of an organisation who could invite others. */
async function keepALeader(tx: Tx, { organisationId, roles }: MembershipRow): Promise<void> {
  if (leads(roles) && (await countLeaders(tx, organisationId)) < 2)
    throw new NorthlineError(identityErrors.last_leader)
}

/** Whether newcomers of an organisation may use a generated passphrase; said by an administrator of it. */
export async function sayPassphrases(
  deps: IdentityDeps,
  actor: StaffActor,
  { organisationId, allowed }: z.output<(typeof allowPassphrases)['input']>,
): Promise<void> {
  const administers = mayAdminister(actor, organisationId)
  await deps.database.as(actor, async (tx) => {
    if (!administers || !(await setPassphrases(tx, organisationId, allowed)))
      throw new NorthlineError(identityErrors.no_such_organisation)
    await deps.audit.record(tx, {
      action: allowed ? 'identity.allow_passphrases' : 'identity.forbid_passphrases',
      subject: { kind: 'organisation', id: organisationId },
    })
  })
}
