import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, type Actor, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { epochIdOf } from '../../sealing/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  createEpoch,
  currentEpochs,
  earlierEpochs,
  listReceivingTeams,
  teamKey,
  teamProof,
} from '../../contracts/identity.ts'
import {
  findCurrentEpoch,
  findOwnCurrentEpochs,
  insertEpoch,
  insertEpochSlots,
  listEpochReaders,
  listKeyedMembers,
  listOwnEpochs,
  type OwnEpoch,
  type PublicEpoch,
} from './epochs.repository.ts'
import { findEpochProof, keepEpochStatement } from './epoch-proofs.usecases.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyEpoch } from './identity.events.ts'
import { isOwnTeam } from './identity.policy.ts'
import { unwrapEpochSlot, wrapEpochSlot } from './identity.secrets.ts'
import { findTeam, listProviderTeams } from './organisations.repository.ts'
import { bytesOrRefuse, pointOrRefuse } from './points.ts'
import { findCurrentPlans } from './recovery-plans.repository.ts'
import { prepareEpochRecovery, readersOf } from './recovery-slots.usecases.ts'
import { refusingTwice } from './unique.ts'

const page = 200

const shown = ({ id, number, publicKey }: PublicEpoch) => ({
  id,
  number,
  publicKey: bytesToBase64Url(publicKey),
})

async function slotOf(deps: IdentityDeps, memberId: string, { id, slot }: OwnEpoch): Promise<string | null> {
  return slot ? bytesToBase64Url(await unwrapEpochSlot(deps.outerKeys.staff, id, memberId, slot)) : null
}

/** Whether a team needs a new epoch: its readers are not those who should read. */
async function isStale(tx: Tx, teamId: string, epochId: string | undefined): Promise<boolean> {
  const due = await listKeyedMembers(tx, teamId)
  if (epochId === undefined) return due.length > 0
  const readers = await listEpochReaders(tx, epochId)
  return due.join() !== readers.join()
}

/** Each of one's own teams with its current epoch and one's own slot in it. */
export async function showCurrentEpochs(
  deps: IdentityDeps,
  actor: StaffActor,
): Promise<OutputOf<typeof currentEpochs>> {
  const teamIds = actor.teams.map((team) => team.teamId)
  const found = await deps.database.as(actor, async (tx) => {
    const current = await findOwnCurrentEpochs(tx, teamIds, actor.memberId)
    const teams = []
    const plans = await findCurrentPlans(tx, teamIds)
    for (const teamId of teamIds) {
      const epoch = current.find((epoch) => epoch.teamId === teamId)
      const recovery = readersOf(plans.find((plan) => plan.teamId === teamId))
      teams.push({ teamId, epoch, stale: await isStale(tx, teamId, epoch?.id), recovery })
    }
    return teams
  })
  const epochs = found.map(async ({ teamId, epoch, ...rest }) => ({
    teamId,
    epoch: epoch ? { ...shown(epoch), slot: await slotOf(deps, actor.memberId, epoch) } : null,
    ...rest,
  }))
  return { epochs: await Promise.all(epochs) }
}

/** The epochs of a team that one holds, newest first. */
export async function showEarlierEpochs(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, before }: z.output<(typeof earlierEpochs)['input']>,
): Promise<OutputOf<typeof earlierEpochs>> {
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const range = { teamId, memberId: actor.memberId, before: before ?? 2 ** 31 - 1, limit: page }
  const found = await deps.database.as(actor, (tx) => listOwnEpochs(tx, range))
  const epochs = found.map(async (epoch) => ({
    ...shown(epoch),
    slot: (await slotOf(deps, actor.memberId, epoch)) ?? '',
  }))
  return {
    epochs: await Promise.all(epochs),
    next: found.length === page ? (found.at(-1)?.number ?? null) : null,
  }
}

/**
 * Starts a team's next epoch. Of two who do so at once the later gets
 * `epoch_exists` and reads the other's; slots for anyone but exactly the active
 * members with keys are refused, so that nobody is shut out or let in by mistake.
 */
export async function startEpoch(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof createEpoch)['input']>,
): Promise<void> {
  const { teamId, number, id } = input
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const publicKey = await pointOrRefuse(input.publicKey)
  if ((await epochIdOf(publicKey)) !== id) throw new NorthlineError(identityErrors.bad_key)
  const slots = input.slots.map(async ({ memberId, bytes }) => ({
    memberId,
    bytes: await wrapEpochSlot(deps.outerKeys.staff, id, memberId, bytesOrRefuse(bytes)),
  }))
  const wrapped = await Promise.all(slots)
  const keepRecovery = await prepareEpochRecovery(deps, teamId, id, input.recovery)
  const readers = wrapped.map((slot) => slot.memberId).sort()
  const started = deps.database.as(actor, async (tx) => {
    const current = await findCurrentEpoch(tx, teamId)
    if (number !== (current?.number ?? 0) + 1) throw new NorthlineError(identityErrors.epoch_exists)
    const due = (await listKeyedMembers(tx, teamId)).sort()
    if (!due.includes(actor.memberId)) throw new NorthlineError(identityErrors.no_member_keys)
    if (readers.join() !== due.join()) throw new NorthlineError(identityErrors.epoch_readers)
    await insertEpoch(tx, { id, teamId, number, publicKey }, actor.memberId)
    await insertEpochSlots(tx, id, wrapped)
    if (input.signed)
      await keepEpochStatement(tx, actor, { id, teamId, number, publicKey }, current?.id ?? '', input.signed)
    await keepRecovery(tx)
    await deps.audit.record(tx, { action: 'identity.create_epoch', subject: { kind: 'epoch', id } })
    await notifyEpoch(tx, teamId, id)
  })
  await refusingTwice(started, identityErrors.epoch_exists)
}

/** Teams of provider organisations, for a responder who looks for a receiver. */
export async function showReceivingTeams(
  deps: IdentityDeps,
  actor: Actor,
  after: string | undefined,
): Promise<OutputOf<typeof listReceivingTeams>> {
  const teams = await deps.database.as(actor, (tx) => listProviderTeams(tx, after ?? '', page))
  return { teams, next: teams.length === page ? (teams.at(-1)?.teamId ?? null) : null }
}

/** The key to seal to, of any team. Absent teams and teams without a key answer alike. */
export async function showTeamKey(
  deps: IdentityDeps,
  actor: Actor,
  teamId: string,
): Promise<OutputOf<typeof teamKey>> {
  const { team, epoch } = await deps.database.as(actor, async (tx) => ({
    team: await findTeam(tx, teamId),
    epoch: await findCurrentEpoch(tx, teamId),
  }))
  if (!team || !epoch) throw new NorthlineError(identityErrors.no_team_key)
  return { teamId, name: team.name, organisation: team.organisation, epoch: shown(epoch) }
}

/** What shows whose key an epoch is; null for an epoch that nobody signed or that the asker may not know whose it is. */
export async function showTeamProof(
  deps: IdentityDeps,
  actor: Actor,
  epochId: string,
): Promise<OutputOf<typeof teamProof>> {
  const proof = await deps.database.as(actor, (tx) => findEpochProof(tx, epochId))
  if (!proof) return { proof: null }
  const { epoch, certificates, revocations } = proof
  return { proof: { epoch, certificates: [...certificates], revocations: [...revocations] } }
}
