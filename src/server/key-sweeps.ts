import { wrappedConversations } from '../rooms/conversations/index.ts'
import { wrappedReferrals } from '../rooms/referrals/index.ts'
import { readCopies, placesHolding, shredReachable } from './key-copies.ts'
import type { Log } from './log.ts'
import { destroyDueMonths, type DestroyDeps } from './month-keys.destroy.ts'
import { listMonthKeys, settleMonthKeys } from './month-keys.ts'
import { nameOfMonth } from './outer-keys.ts'
import type { Sweep } from './sweeps.ts'

/**
 * Every room that wraps records under the key of a month. A room that comes to do so is added here:
 * the key of a month is destroyed only when none of them needs it.
 */
export const wrapped = { conversations: wrappedConversations, referrals: wrappedReferrals } as const

export type KeySweepDeps = Omit<DestroyDeps, 'wrapped'> & {
  /** OUTER_KEYS: where the list of copies lies. */
  folder: string
  log: Log
}

/** The clockwork of the outer keys: one mind among servers each minute, destruction every ten. */
export function keySweeps({ folder, log, ...deps }: KeySweepDeps): Sweep[] {
  const settle = async () => {
    const { missing, other, awaited } = await settleMonthKeys(deps.database, deps.keys)
    const count = missing.length + other.length
    if (count > 0) log.error('outer keys differ', { count })
    if (awaited.length > 0) log.warn('outer keys to be copied here', { count: awaited.length })
  }
  const destroy = async () => {
    const { destroyed, inUse } = await destroyDueMonths({ ...deps, wrapped })
    if (destroyed.length > 0) log.info('outer keys destroyed', { count: destroyed.length })
    // Extension and deletion come first, in sweeps of their own; a month that stays here is told of.
    if (inUse.length > 0) log.warn('outer keys over and in use', { count: inUse.length })
    const waiting = await confirmCopies({ folder, ...deps })
    if (waiting > 0) log.warn('copies of destroyed outer keys not confirmed', { count: waiting })
  }
  return [
    { name: 'keys', every: 60_000, run: settle },
    { name: 'keys.destroy', every: 600_000, run: destroy },
  ]
}

/** Removes destroyed keys where this machine reaches a copy; gives how many copies still wait for somebody. */
export async function confirmCopies({
  database,
  folder,
}: Pick<KeySweepDeps, 'database' | 'folder'>): Promise<number> {
  const rows = await database.as({ kind: 'system' }, listMonthKeys)
  const gone = rows.filter(({ destroyedAt }) => destroyedAt).map(({ month }) => nameOfMonth(month))
  shredReachable(folder, gone)
  const copies = readCopies(folder)
  return gone.reduce((sum, key) => sum + placesHolding(copies, key).length, 0)
}
