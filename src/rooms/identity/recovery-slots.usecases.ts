import type * as z from 'zod'
import { bytesToBase64Url, NorthlineError, type Bytes, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { recoveryOrders } from '../../sealing/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type {
  coverEpochs,
  epochRecovery,
  recoveryReaders,
  uncoveredEpochs,
} from '../../contracts/identity.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { isOwnTeam } from './identity.policy.ts'
import { wrapRecovery } from './identity.secrets.ts'
import { countHeld, listUncovered } from './past.repository.ts'
import { presentPast } from './past.usecases.ts'
import { bytesOrRefuse } from './points.ts'
import { coverEpoch, findCurrentPlans, type NewRecoverySlot, type Plan } from './recovery-plans.repository.ts'

const page = 40
const newest = 2 ** 31 - 1

type Sent = z.output<typeof epochRecovery>
type Readers = z.input<typeof recoveryReaders>

const refused = () => new NorthlineError(identityErrors.epoch_recovery)

/** To whom epochs are sealed for recovery; null where no plan is in force, or too few of its people are left. */
export function readersOf(plan: Plan | undefined): Readers | null {
  if (!plan) return null
  if (plan.publicKey) return { planId: plan.id, holders: [], codePublicKey: bytesToBase64Url(plan.publicKey) }
  const holders = plan.holders.flatMap(({ able, memberId, publicKey }) =>
    able && publicKey ? [{ memberId, publicKey: bytesToBase64Url(publicKey) }] : [],
  )
  return holders.length < 2 ? null : { planId: plan.id, holders, codePublicKey: null }
}

const placeOf = (firstId: string, secondId: string) => `${firstId} ${secondId}`

/** Throws `epoch_recovery` unless the slots are those that the plan in force asks for, each once. */
function insistOnPlan(readers: Readers | null, sent: Sent | undefined): void {
  if (!readers && !sent) return
  if (!readers || readers.planId !== sent?.planId) throw refused()
  const due = readers.codePublicKey
    ? [placeOf('', '')]
    : recoveryOrders(readers.holders.map(({ memberId }) => memberId)).map(({ firstId, secondId }) =>
        placeOf(firstId, secondId),
      )
  const given = sent.slots.map(({ firstId, secondId }) => placeOf(firstId ?? '', secondId ?? ''))
  if (given.sort().join() !== due.sort().join()) throw refused()
}

/** Recovery slots as they lie in the database. */
async function wrapAll(staffKey: Bytes, epochId: string, sent: Sent): Promise<NewRecoverySlot[]> {
  return Promise.all(
    sent.slots.map(async (slot) => {
      const [firstId, secondId] = [slot.firstId ?? '', slot.secondId ?? '']
      const place = `slot ${epochId} ${sent.planId} ${firstId} ${secondId}`
      const bytes = await wrapRecovery(staffKey, place, bytesOrRefuse(slot.bytes))
      return { epochId, planId: sent.planId, firstId, secondId, bytes }
    }),
  )
}

/** Prepares what a new epoch brings for recovery; the result keeps it in the epoch's transaction. */
export async function prepareEpochRecovery(
  { outerKeys }: IdentityDeps,
  teamId: string,
  epochId: string,
  sent: Sent | undefined,
): Promise<(tx: Tx) => Promise<void>> {
  const slots = sent ? await wrapAll(outerKeys.staff, epochId, sent) : []
  return async (tx) => {
    const [plan] = await findCurrentPlans(tx, [teamId])
    insistOnPlan(readersOf(plan), sent)
    await coverEpoch(tx, slots)
  }
}

/** What the asker opens and the plan in force doesn't recover. */
export async function showUncovered(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, before }: z.output<(typeof uncoveredEpochs)['input']>,
): Promise<OutputOf<typeof uncoveredEpochs>> {
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const { readers, found } = await deps.database.as(actor, async (tx) => {
    const [plan] = await findCurrentPlans(tx, [teamId])
    const readers = readersOf(plan)
    const range = { teamId, mine: actor.memberId, before: before ?? newest, limit: page }
    return { readers, found: readers ? await listUncovered(tx, { ...range, planId: readers.planId }) : [] }
  })
  return {
    readers,
    epochs: await Promise.all(found.map((epoch) => presentPast(deps, actor.memberId, epoch))),
    next: found.length === page ? (found.at(-1)?.number ?? null) : null,
  }
}

/** Seals earlier epochs to the plan in force, by hand. */
export async function cover(
  deps: IdentityDeps,
  actor: StaffActor,
  { teamId, planId, epochs }: z.output<(typeof coverEpochs)['input']>,
): Promise<void> {
  if (!isOwnTeam(actor, teamId)) throw new NorthlineError(identityErrors.no_such_team)
  const wrapped = await Promise.all(
    epochs.map(({ epochId, slots }) => wrapAll(deps.outerKeys.staff, epochId, { planId, slots })),
  )
  await deps.database.as(actor, async (tx) => {
    await requireFresh(tx, deps, actor)
    const [plan] = await findCurrentPlans(tx, [teamId])
    for (const { slots } of epochs) insistOnPlan(readersOf(plan), { planId, slots })
    const ids = [...new Set(epochs.map(({ epochId }) => epochId))]
    if ((await countHeld(tx, teamId, actor.memberId, ids)) !== ids.length)
      throw new NorthlineError(identityErrors.epoch_not_yours)
    for (const slots of wrapped) await coverEpoch(tx, slots)
    await deps.audit.record(tx, { action: 'identity.cover_past', subject: { kind: 'team', id: teamId } })
  })
}
