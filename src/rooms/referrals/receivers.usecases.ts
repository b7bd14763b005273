import { bytesToBase64Url, NorthlineError, type Actor } from '../../kernel/index.ts'
import type { NamedReceiver } from '../../contracts/referrals.ts'
import type { Tx } from '../../database/index.ts'
import { serviceNames } from '../directory/index.ts'
import { currentEpoch, findTeam } from '../identity/index.ts'
import { findReceivers, pageOfReceivers, removeReceiver, saveReceiver } from './receivers.repository.ts'
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

const page = 100

/** The services that have a receiving team, with it: of those asked for, or a page of all. */
export async function listReceivers(
  deps: Pick<ReferralDeps, 'database'>,
  actor: Actor,
  { serviceIds, after }: { serviceIds?: readonly string[] | undefined; after?: string | undefined },
): Promise<{ receivers: NamedReceiver[]; next: string | null }> {
  permit(mayNameReceivers(actor))
  return deps.database.as(actor, async (tx) => {
    const found = serviceIds
      ? await findReceivers(tx, serviceIds)
      : await pageOfReceivers(tx, after ?? '', page)
    const names = await serviceNames(
      tx,
      found.map(({ serviceId }) => serviceId),
    )
    const teams = new Map<string, { team: string; organisation: string; hasKey: boolean }>()
    for (const { teamId } of found) {
      if (teams.has(teamId)) continue
      const team = await findTeam(tx, teamId)
      const hasKey = (await currentEpoch(tx, teamId)) !== undefined
      teams.set(teamId, { team: team?.name ?? '', organisation: team?.organisation ?? '', hasKey })
    }
    const receivers = found.map(({ serviceId, teamId }): NamedReceiver => {
      const service = names.find((name) => name.serviceId === serviceId)
      return {
        serviceId,
        ...(service && { service: { name: service.name, organisation: service.organisation } }),
        teamId,
        ...(teams.get(teamId) ?? { team: '', organisation: '', hasKey: false }),
      }
    })
    const full = serviceIds === undefined && found.length === page
    return { receivers, next: full ? (found.at(-1)?.serviceId ?? null) : null }
  })
}

/**
 * Names the team that receives for a service, or (without a team) none. By a
 * coordinator or administrator of the line: a service of the register, and a
 * provider's team that has a key. By the system when it is set up, which may also
 * name a team whose first member has not joined yet.
 */
export async function setReceiver(
  deps: Pick<ReferralDeps, 'database' | 'audit'>,
  actor: Actor,
  { serviceId, teamId }: { serviceId: string; teamId?: string | undefined },
): Promise<void> {
  permit(mayNameReceivers(actor))
  await deps.database.as(actor, async (tx) => {
    if (teamId === undefined) await removeReceiver(tx, serviceId)
    else {
      if (actor.kind !== 'system') await mustBeAble(tx, serviceId, teamId)
      await saveReceiver(tx, { serviceId, teamId })
    }
    await deps.audit.record(tx, {
      action: teamId === undefined ? 'referrals.remove_receiver' : 'referrals.set_receiver',
      subject: { kind: 'service', id: serviceId },
    })
    // An entry has one subject: the team that was named has an entry of its own, in the same transaction.
    if (teamId !== undefined)
      await deps.audit.record(tx, {
        action: 'referrals.named_receiver',
        subject: { kind: 'team', id: teamId },
      })
  })
}

async function mustBeAble(tx: Tx, serviceId: string, teamId: string): Promise<void> {
  if ((await serviceNames(tx, [serviceId])).length === 0) throw new NorthlineError(referralErrors.not_found)
  const team = await findTeam(tx, teamId)
  if (team?.organisationKind !== 'provider' || !(await currentEpoch(tx, teamId)))
    throw new NorthlineError(referralErrors.phone_only)
}
