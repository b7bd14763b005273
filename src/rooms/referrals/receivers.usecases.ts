import { bytesToBase64Url, NorthlineError, type Actor } from '../../kernel/index.ts'
import { currentEpoch } from '../identity/index.ts'
import { findReceivers, removeReceiver, saveReceiver } from './receivers.repository.ts'
import type { ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { mayNameReceivers, permit } from './referrals.policy.ts'

export type ReceiverKey = { serviceId: string; teamId: string; epochId: string; epochPublicKey: string }

/** Teams that receive for these services and have a key. A service left out: phone hand-over only. */
export async function receiversOf(
  deps: ReferralDeps,
  actor: Actor,
  serviceIds: readonly string[],
): Promise<ReceiverKey[]> {
  return deps.database.as(actor, async (tx) => {
    const found: ReceiverKey[] = []
    for (const { serviceId, teamId } of await findReceivers(tx, serviceIds)) {
      const key = await currentEpoch(tx, teamId)
      if (!key) continue
      found.push({ serviceId, teamId, epochId: key.id, epochPublicKey: bytesToBase64Url(key.publicKey) })
    }
    return found
  })
}

/**
 * Names the team that receives for a service, or (without a team) none. By a
 * coordinator or administrator of the line, and by the system when it is set
 * up; only the system may name a team that has no key yet.
 */
export async function setReceiver(
  deps: Pick<ReferralDeps, 'database' | 'audit'>,
  actor: Actor,
  { serviceId, teamId }: { serviceId: string; teamId?: string | undefined },
): Promise<void> {
  permit(mayNameReceivers(actor))
  await deps.database.as(actor, async (tx) => {
    if (!teamId) await removeReceiver(tx, serviceId)
    else {
      if (actor.kind !== 'system' && !(await currentEpoch(tx, teamId)))
        throw new NorthlineError(referralErrors.phone_only)
      await saveReceiver(tx, { serviceId, teamId })
    }
    await deps.audit.record(tx, {
      action: 'referrals.set_receiver',
      subject: { kind: 'service', id: serviceId },
    })
  })
}
