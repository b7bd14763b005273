import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, randomId, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  handOverShares,
  recoveryShares,
  recoverySlots,
  recoveryTeam,
  restoreEpochs,
  startCodeRecovery,
  startRecovery,
} from '../../contracts/identity.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam, mayLead } from './identity.policy.ts'
import { unwrapRecovery, wrapEpochSlot, wrapRecovery } from './identity.secrets.ts'
import { findTeam } from './organisations.repository.ts'
import { addEpochSlots, countTeamEpochs, isReader, listReaders } from './past.repository.ts'
import { bytesOrRefuse, pointOrRefuse } from './points.ts'
import {
  countStartable,
  endRecovery,
  findRunning,
  hasShares,
  insertConfirmation,
  insertRecovery,
  insertShares,
  isRunning,
  listRecoverySlots,
  listShares,
  type RecoveryRow,
} from './recoveries.repository.ts'
import { findCodePlan, holdsPart, markCodeUsed } from './recovery-plans.repository.ts'

const page = 100

const unknown = () => new NorthlineError(identityErrors.no_such_recovery)
const notAHolder = () => new NorthlineError(identityErrors.not_a_holder)

const epochOf = ({ id, number, publicKey }: { id: string; number: number; publicKey: Uint8Array }) => ({
  id,
  number,
  publicKey: bytesToBase64Url(publicKey),
})

/** The running recovery in which the asker has this part; throws `no_such_recovery` for any other. */
async function running(
  tx: Tx,
  actor: StaffActor,
  id: string,
  part: 'first' | 'second',
): Promise<RecoveryRow> {
  const found = await findRunning(tx, id)
  const who = part === 'first' ? found?.startedBy : found?.secondBy
  if (!found || who !== actor.memberId) throw unknown()
  return found
}

async function start(
  tx: Tx,
  deps: IdentityDeps,
  actor: StaffActor,
  act: { teamId: string; kind: 'people' | 'code'; reason: string },
): Promise<string> {
  if (await isRunning(tx, act.teamId)) throw new NorthlineError(identityErrors.recovery_running)
  const id = randomId()
  await insertRecovery(tx, { ...act, id, startedBy: actor.memberId })
  await deps.audit.record(tx, {
    action: `identity.${act.kind === 'code' ? 'use_team_code' : 'start_recovery'}`,
    subject: { kind: 'team', id: act.teamId },
    purpose: act.reason,
  })
  await notifyTeam(tx, act.teamId)
  return id
}

/** The first of two starts. Nothing is opened yet; the team is told. */
export async function startByHolder(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, reason }: z.output<(typeof startRecovery)['input']>,
): Promise<{ recoveryId: string }> {
  const recoveryId = await deps.database.as(actor, async (tx) => {
    const team = await findTeam(tx, teamId)
    const ours = actor.teams.some(({ organisationId }) => organisationId === team?.organisationId)
    if (!ours) throw new NorthlineError(identityErrors.no_such_team)
    if (!(await holdsPart(tx, teamId, actor.memberId))) throw notAHolder()
    await requireFresh(tx, deps, actor)
    return start(tx, deps, actor, { teamId, kind: 'people', reason })
  })
  return { recoveryId }
}

/** A member has typed the team's code. It counts as used from now on. */
export async function startByCode(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof startCodeRecovery)['input']>,
): Promise<{ recoveryId: string }> {
  const { teamId, reason } = input
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const publicKey = await pointOrRefuse(input.publicKey)
  const recoveryId = await deps.database.as(actor, async (tx) => {
    if (!(await isReader(tx, teamId, actor.memberId))) throw new NorthlineError(identityErrors.no_such_team)
    const planId = await findCodePlan(tx, teamId, publicKey)
    if (planId === undefined) throw new NorthlineError(identityErrors.no_such_plan)
    await requireFresh(tx, deps, actor)
    await markCodeUsed(tx, planId)
    return start(tx, deps, actor, { teamId, kind: 'code', reason })
  })
  return { recoveryId }
}

/** What the one who started takes the outer seal off; by a code, what the code opens. */
export async function showRecoverySlots(
  deps: IdentityDeps,
  actor: StaffActor,
  { recoveryId, after = 0 }: z.output<(typeof recoverySlots)['input']>,
): Promise<OutputOf<typeof recoverySlots>> {
  const found = await deps.database.as(actor, async (tx) => {
    const { teamId, kind } = await running(tx, actor, recoveryId, 'first')
    const first = kind === 'code' ? '' : actor.memberId
    return listRecoverySlots(tx, { teamId, first, after, epochs: page })
  })
  const slots = found.map(async ({ epoch, planId, firstId, secondId, bytes }) => {
    const place = `slot ${epoch.id} ${planId} ${firstId} ${secondId}`
    const slot = await unwrapRecovery(deps.outerKeys.staff, place, bytes)
    return { epoch: epochOf(epoch), secondId: secondId || null, bytes: bytesToBase64Url(slot) }
  })
  const full = new Set(found.map(({ epoch }) => epoch.id)).size === page
  return { slots: await Promise.all(slots), next: full ? (found.at(-1)?.epoch.number ?? null) : null }
}

/** Keeps what came out of the outer seals until the recovery ends. */
export async function keepShares(
  deps: IdentityDeps,
  actor: StaffActor,
  { recoveryId, shares }: z.output<(typeof handOverShares)['input']>,
): Promise<void> {
  const { staff } = deps.outerKeys
  const wrapped = shares.map(async ({ epochId, secondId, bytes }) => {
    const place = `share ${recoveryId} ${epochId} ${secondId}`
    return { epochId, secondId, bytes: await wrapRecovery(staff, place, bytesOrRefuse(bytes)) }
  })
  const rows = await Promise.all(wrapped)
  await deps.database.as(actor, async (tx) => {
    const { teamId } = await running(tx, actor, recoveryId, 'first')
    const place = { teamId, first: actor.memberId }
    const pairs = new Set(shares.map(({ epochId, secondId }) => `${epochId} ${secondId}`))
    if ((await countStartable(tx, place, shares)) !== pairs.size) throw unknown()
    await insertShares(tx, recoveryId, rows)
  })
}

/** The second of two confirms. */
export async function confirm(deps: IdentityDeps, actor: StaffActor, recoveryId: string): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const found = await findRunning(tx, recoveryId)
    const holds = found && (await holdsPart(tx, found.teamId, actor.memberId))
    const ours = found && (await isOurs(tx, actor, found.teamId))
    if (!found || !ours) throw unknown()
    if (!holds || found.startedBy === actor.memberId || !(await hasShares(tx, recoveryId, actor.memberId)))
      throw notAHolder()
    await requireFresh(tx, deps, actor)
    if (!(await insertConfirmation(tx, recoveryId, actor.memberId))) throw unknown()
    await deps.audit.record(tx, {
      action: 'identity.confirm_recovery',
      subject: { kind: 'team', id: found.teamId },
      purpose: found.reason,
    })
    await notifyTeam(tx, found.teamId)
  })
}

async function isOurs(tx: Tx, actor: StaffActor, teamId: string): Promise<boolean> {
  const team = await findTeam(tx, teamId)
  return actor.teams.some(({ organisationId }) => organisationId === team?.organisationId)
}

/** The shares for the one who confirmed. */
export async function showShares(
  deps: IdentityDeps,
  actor: StaffActor,
  { recoveryId, after = 0 }: z.output<(typeof recoveryShares)['input']>,
): Promise<OutputOf<typeof recoveryShares>> {
  const found = await deps.database.as(actor, async (tx) => {
    await running(tx, actor, recoveryId, 'second')
    return listShares(tx, { recoveryId, second: actor.memberId, after, epochs: page })
  })
  const shares = found.map(async ({ epoch, firstId, secondId, bytes }) => {
    const share = await unwrapRecovery(
      deps.outerKeys.staff,
      `share ${recoveryId} ${epoch.id} ${secondId}`,
      bytes,
    )
    return { epoch: epochOf(epoch), firstId, bytes: bytesToBase64Url(share) }
  })
  return {
    shares: await Promise.all(shares),
    next: found.length === page ? (found.at(-1)?.epoch.number ?? null) : null,
  }
}

/** To whom the recovered epochs are sealed. */
export async function showRecoveryTeam(
  deps: IdentityDeps,
  actor: StaffActor,
  recoveryId: string,
): Promise<OutputOf<typeof recoveryTeam>> {
  return deps.database.as(actor, async (tx) => {
    const { teamId } = await running(tx, actor, recoveryId, 'second')
    const readers = await listReaders(tx, teamId)
    return {
      teamId,
      readers: readers.map((reader) => ({ ...reader, publicKey: bytesToBase64Url(reader.publicKey) })),
    }
  })
}

/** Recovered epochs for the team's readers of today, and for nobody else. */
export async function restore(
  deps: IdentityDeps,
  actor: StaffActor,
  { recoveryId, slots }: z.output<(typeof restoreEpochs)['input']>,
): Promise<void> {
  const { staff } = deps.outerKeys
  const wrapped = slots.map(async ({ epochId, memberId, bytes }) => ({
    epochId,
    memberId,
    bytes: await wrapEpochSlot(staff, epochId, memberId, bytesOrRefuse(bytes)),
  }))
  const rows = await Promise.all(wrapped)
  await deps.database.as(actor, async (tx) => {
    const { teamId } = await running(tx, actor, recoveryId, 'second')
    const readers = new Set((await listReaders(tx, teamId)).map(({ memberId }) => memberId))
    const epochIds = [...new Set(slots.map(({ epochId }) => epochId))]
    const foreign = slots.some(({ memberId }) => !readers.has(memberId))
    if (foreign || (await countTeamEpochs(tx, teamId, epochIds)) !== epochIds.length)
      throw new NorthlineError(identityErrors.epoch_readers)
    await addEpochSlots(tx, rows)
  })
}

/** Everything was sealed to the team. */
export async function finish(deps: IdentityDeps, actor: StaffActor, recoveryId: string): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const { teamId, reason } = await running(tx, actor, recoveryId, 'second')
    await endRecovery(tx, recoveryId, 'finished')
    await deps.audit.record(tx, {
      action: 'identity.finish_recovery',
      subject: { kind: 'team', id: teamId },
      purpose: reason,
    })
    await notifyTeam(tx, teamId)
  })
}

/** One of the two, another holder or a leader of the team calls it off. */
export async function stop(deps: IdentityDeps, actor: StaffActor, recoveryId: string): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const found = await findRunning(tx, recoveryId)
    const team = found && (await findTeam(tx, found.teamId))
    const part = found?.startedBy === actor.memberId || found?.secondBy === actor.memberId
    const mine =
      found && team && (part || mayLead(actor, team) || (await holdsPart(tx, found.teamId, actor.memberId)))
    if (!found || !mine) throw unknown()
    await endRecovery(tx, recoveryId, 'stopped')
    await deps.audit.record(tx, {
      action: 'identity.stop_recovery',
      subject: { kind: 'team', id: found.teamId },
    })
    await notifyTeam(tx, found.teamId)
  })
}
