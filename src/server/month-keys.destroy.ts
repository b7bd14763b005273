import { sql } from 'kysely'
import type { Database, Tx } from '../database/index.ts'
import { monthOf } from '../kernel/index.ts'
import type { Audit } from '../rooms/audit/index.ts'
import { listMonthKeys } from './month-keys.ts'
import { nameOfMonth, type ServerKeys } from './outer-keys.ts'

/** How many records of a room are still wrapped under the key of a month; in the system's name. */
export type WrappedUnder = (tx: Tx, month: string) => Promise<number>

export type DestroyDeps = {
  database: Database
  keys: ServerKeys
  audit: Audit
  /** By room. A month that one of them needs is left alone. */
  wrapped: Readonly<Record<string, WrappedUnder>>
}

/** What became of the months that are over. */
export type DestroyReport = {
  destroyed: string[]
  /** Records that must be moved or deleted first. */ inUse: string[]
}

/**
 * Destroys the keys of months that are over and that nothing needs any more: what was wrapped under them
 * opens nowhere from then on, in no table, log of changes, dump or backup. The database's row is the one
 * lock of all servers: whoever marks it records it, and every server removes the key from its own store.
 * What is held by law or goes on is wrapped under a later month before this comes to it; where
 * it is not yet, the month waits.
 */
export async function destroyDueMonths(deps: DestroyDeps, now = new Date()): Promise<DestroyReport> {
  const { database, keys } = deps
  const report: DestroyReport = { destroyed: [], inUse: [] }
  const rows = await database.as({ kind: 'system' }, listMonthKeys)
  for (const { month, destroyedAt } of rows) {
    if (destroyedAt || month >= monthOf(now)) continue
    const done = await database.as({ kind: 'system' }, (tx) => markDestroyed(deps, tx, month))
    if (done === 'in use') report.inUse.push(month)
    if (done !== 'marked') continue
    keys.months.delete(month)
    await keys.store.destroy(nameOfMonth(month))
    report.destroyed.push(month)
  }
  return report
}

async function markDestroyed(
  { audit, wrapped }: DestroyDeps,
  tx: Tx,
  month: string,
): Promise<'marked' | 'in use' | 'by another'> {
  const { rows } = await sql`
    select from northline.month_keys where month = ${month} and destroyed_at is null
    for update skip locked`.execute(tx)
  if (rows.length === 0) return 'by another'
  for (const count of Object.values(wrapped)) if ((await count(tx, month)) > 0) return 'in use'
  await sql`update northline.month_keys set destroyed_at = now() where month = ${month}`.execute(tx)
  await audit.record(tx, {
    action: 'keys.destroy_month',
    subject: { kind: 'outer_key', id: nameOfMonth(month) },
  })
  return 'marked'
}
