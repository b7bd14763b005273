import type { InputOf, OutputOf } from '../../contracts/route.ts'
import type { whyReferral as contract } from '../../contracts/referrals.ts'
import { NorthlineError, type Actor, type StaffActor } from '../../kernel/index.ts'
import { serviceNames } from '../directory/index.ts'
import { findTeam, teamMembers } from '../identity/index.ts'
import { findPacketTo } from './packets.repository.ts'
import { servicesReceivedBy } from './receivers.repository.ts'
import { nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { isClosed, referralStateAt } from './referrals.lifecycle.ts'
import { receivingTeams } from './referrals.policy.ts'

/**
 * Who of the receiving team can open a referral, by the very rule that opens it, and what brought it to that team:
 * the services for which the line has named it. What the person agreed to is inside the sealed packet, so the
 * browser that opened it says that part. Whoever may not open it learns what they would of one that never was.
 */
export async function whyReferral(
  deps: Pick<ReferralDeps, 'database' | 'now'>,
  actor: Actor,
  { referralId }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  return deps.database.as(actor, async (tx) => {
    const row = await findPacketTo(tx, referralId, receivingTeams(actor))
    if (!row) throw new NorthlineError(referralErrors.not_found)
    const closed = isClosed(referralStateAt(row, nowOf(deps)))
    const team = await findTeam(tx, row.toTeam)
    const members = await teamMembers(tx, row.toTeam)
    const named = await serviceNames(tx, await servicesReceivedBy(tx, row.toTeam))
    return {
      team: team?.name ?? '',
      organisation: team?.organisation ?? '',
      services: named.map(({ serviceId, name }) => ({ serviceId, name })),
      people: members.map(({ memberId, name, roles }) => {
        const held = { teamId: row.toTeam, organisationId: '', organisationKind: 'provider' as const, roles }
        const asActor: StaffActor = { kind: 'staff', memberId, sessionId: '', teams: [held] }
        return { memberId, name, roles, opens: !closed && receivingTeams(asActor).includes(row.toTeam) }
      }),
    }
  })
}
