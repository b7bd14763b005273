import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type { listTeamMembers, removeMember } from '../../contracts/identity.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam, leaderRoles, ledTeams, mayGrant, readsEpochs } from './identity.policy.ts'
import { countLeaders, endMembership, findMembership, listColleagues } from './members.repository.ts'
import { findTeam } from './organisations.repository.ts'
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
    reads: readsEpochs(member.roles),
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
    const team = await findTeam(tx, teamId, ledTeams(actor))
    if (!team)
      throw new NorthlineError(identityErrors[isOwnTeam(actor, teamId) ? 'roles_not_yours' : 'no_such_team'])
    const membership = await findMembership(tx, teamId, memberId)
    if (!membership) throw new NorthlineError(identityErrors.no_such_member)
    if (!mayGrant(actor, team, membership.roles)) throw new NorthlineError(identityErrors.roles_not_yours)
    const isLeader = membership.roles.some((role) => leaderRoles.some((leader) => leader === role))
    if (isLeader && (await countLeaders(tx, team.organisationId)) < 2) {
      throw new NorthlineError(identityErrors.last_leader)
    }
    if (!(await endMembership(tx, teamId, memberId))) throw new NorthlineError(identityErrors.no_such_member)
    await endSessionsOf(tx, memberId)
    await deps.audit.record(tx, {
      action: 'identity.remove_member',
      subject: { kind: 'member', id: memberId },
    })
    await notifyTeam(tx, teamId)
  })
}
