import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type { keyState, pastOf, sharePast } from '../../contracts/identity.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam } from './identity.policy.ts'
import { unwrapEpochSlot, wrapEpochSlot } from './identity.secrets.ts'
import {
  addEpochSlots,
  countHeld,
  isReader,
  listPastLacking,
  listStandings,
  type PastEpoch,
} from './past.repository.ts'
import { bytesOrRefuse } from './points.ts'

const page = 200
const newest = 2 ** 31 - 1

const noSuchTeam = () => new NorthlineError(identityErrors.no_such_team)
const noSuchMember = () => new NorthlineError(identityErrors.no_such_member)

/** An epoch with the asker's slot, its outer wrap off. */
export async function presentPast({ outerKeys }: IdentityDeps, memberId: string, epoch: PastEpoch) {
  const slot = await unwrapEpochSlot(outerKeys.staff, epoch.id, memberId, epoch.slot)
  return {
    id: epoch.id,
    number: epoch.number,
    publicKey: bytesToBase64Url(epoch.publicKey),
    slot: bytesToBase64Url(slot),
    since: epoch.since.toISOString(),
  }
}

/** What the asker could open to a colleague of the same team. */
export async function showPastOf(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, memberId, before }: z.output<(typeof pastOf)['input']>,
): Promise<OutputOf<typeof pastOf>> {
  if (!isOwnTeam(actor, teamId)) throw noSuchTeam()
  const found = await deps.database.as(actor, async (tx) => {
    if (!(await isReader(tx, teamId, memberId))) throw noSuchMember()
    const range = { teamId, mine: actor.memberId, theirs: memberId, before: before ?? newest, limit: page }
    return listPastLacking(tx, range)
  })
  return {
    epochs: await Promise.all(found.map((epoch) => presentPast(deps, actor.memberId, epoch))),
    next: found.length === page ? (found.at(-1)?.number ?? null) : null,
  }
}

/**
 * Seals earlier epochs to somebody who reads in the team. Only what the asker opens, and
 * only by hand: the person has shown within ten minutes that it is them.
 */
export async function openPastTo(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, memberId, slots }: z.output<(typeof sharePast)['input']>,
): Promise<void> {
  if (!isOwnTeam(actor, teamId)) throw noSuchTeam()
  const { staff } = deps.outerKeys
  const wrapped = slots.map(async ({ epochId, bytes }) => ({
    epochId,
    memberId,
    bytes: await wrapEpochSlot(staff, epochId, memberId, bytesOrRefuse(bytes)),
  }))
  const rows = await Promise.all(wrapped)
  await deps.database.as(actor, async (tx) => {
    await requireFresh(tx, deps, actor)
    if (!(await isReader(tx, teamId, memberId))) throw noSuchMember()
    const ids = [...new Set(slots.map(({ epochId }) => epochId))]
    if ((await countHeld(tx, teamId, actor.memberId, ids)) !== ids.length)
      throw new NorthlineError(identityErrors.epoch_not_yours)
    await addEpochSlots(tx, rows)
    await deps.audit.record(tx, { action: 'identity.share_past', subject: { kind: 'member', id: memberId } })
    await notifyTeam(tx, teamId)
  })
}

/** Who and what can open a team's past, and what is gone. */
export async function showKeyState(
  deps: IdentityDeps,
  actor: StaffActor,
  teamId: string,
): Promise<OutputOf<typeof keyState>> {
  if (!isOwnTeam(actor, teamId)) throw noSuchTeam()
  const all = await deps.database.as(actor, (tx) => listStandings(tx, teamId, actor.memberId))
  const lost = all.filter(({ readers, recoverable }) => readers === 0 && !recoverable)
  return {
    epochs: all.length,
    mine: all.filter(({ mine }) => mine).length,
    atRisk: all.filter(({ readers, recoverable }) => readers === 1 && !recoverable).length,
    recoverable: all.filter(({ readers, recoverable }) => readers === 0 && recoverable).length,
    lost:
      lost.length === 0
        ? null
        : {
            count: lost.length,
            from: lost[0]?.since.toISOString() ?? '',
            until: lost.at(-1)?.until?.toISOString() ?? null,
          },
  }
}
