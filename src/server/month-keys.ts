import { sql } from 'kysely'
import type { Database, Tx } from '../database/index.ts'
import { monthAfter, monthOf } from '../kernel/index.ts'
import { outerFingerprint } from '../sealing/index.ts'
import { monthOfName, nameOfMonth, type ServerKeys } from './outer-keys.ts'

/** As far ahead as any setting lets a record be wrapped (400 days), in months: keys that a server must have. */
export const monthsNeeded = 14

/** As far ahead as keys are made: servers with folders of their own, and copies, have the time between to follow. */
export const monthsAhead = 18

export type MonthKey = { month: string; fingerprint: string; madeAt: Date; destroyedAt: Date | null }

/**
 * Months of which this server has no key, or another key than the one the database knows. `awaited` are
 * missing and not needed yet: a key that another server made has to be copied here in time.
 */
export type KeyFaults = { missing: string[]; other: string[]; awaited: string[] }

const system = { kind: 'system' } as const

/** Every month that has or had a key, oldest first. */
export async function listMonthKeys(tx: Tx): Promise<MonthKey[]> {
  const { rows } = await sql<MonthKey>`
    select month, fingerprint, made_at as "madeAt", destroyed_at as "destroyedAt"
    from northline.month_keys order by month`.execute(tx)
  return rows
}

/**
 * Brings this process and the database to one mind about the keys by month: makes those that will be
 * needed, takes up those that another server made, removes those that were destroyed. Run at the start
 * and every minute, on every server. The faults say why this server must not be sent people.
 */
export async function settleMonthKeys(
  database: Database,
  keys: ServerKeys,
  now = new Date(),
): Promise<KeyFaults> {
  const here = new Set((await keys.store.names()).flatMap((name) => monthOfName(name) ?? []))
  const wanted = Array.from({ length: monthsAhead + 1 }, (_, ahead) => monthAfter(monthOf(now), ahead))
  const known = new Set((await database.as(system, listMonthKeys)).map(({ month }) => month))
  // Keys that lie here from before the database kept this list are taken up as they are.
  const unknown = [...new Set([...here, ...wanted])].filter((month) => !known.has(month))
  if (unknown.length > 0) await add(database, keys, unknown, here)

  const faults: KeyFaults = { missing: [], other: [], awaited: [] }
  const needed = lastNeeded(now)
  for (const row of await database.as(system, listMonthKeys)) {
    if (row.destroyedAt) {
      keys.months.delete(row.month)
      if (here.has(row.month)) await keys.store.destroy(nameOfMonth(row.month))
      continue
    }
    const key = keys.months.get(row.month) ?? (await keys.store.read(nameOfMonth(row.month)))
    const same = key && (await outerFingerprint(key)) === row.fingerprint
    if (key && same) keys.months.set(row.month, key)
    else keys.months.delete(row.month)
    if (!key) faults[row.month > needed ? 'awaited' : 'missing'].push(row.month)
    else if (!same) faults.other.push(row.month)
  }
  return faults
}

const lastNeeded = (now: Date) => monthAfter(monthOf(now), monthsNeeded)

/** Makes keys of months and says so to the database, unless another server was first: then theirs stand. */
async function add(
  database: Database,
  keys: ServerKeys,
  months: readonly string[],
  here: ReadonlySet<string>,
): Promise<void> {
  const made = new Map<string, string>()
  for (const month of months)
    made.set(month, await outerFingerprint(await keys.store.make(nameOfMonth(month))))
  const rows = await database.as(system, async (tx) => {
    for (const [month, fingerprint] of made)
      await sql`insert into northline.month_keys (month, fingerprint) values (${month}, ${fingerprint})
        on conflict (month) do nothing`.execute(tx)
    return listMonthKeys(tx)
  })
  for (const { month, fingerprint } of rows) {
    // Made in a folder of this server's own a moment too late, and never used: theirs has to be copied here.
    const tooLate = made.has(month) && made.get(month) !== fingerprint && !here.has(month)
    if (tooLate) await keys.store.destroy(nameOfMonth(month))
  }
}

/** Whether this process holds the very keys that the database knows and that may be needed. */
export async function sameMonthKeys(
  database: Database,
  keys: ServerKeys,
  now = new Date(),
): Promise<boolean> {
  const rows = await database.as(system, listMonthKeys)
  for (const { month, fingerprint, destroyedAt } of rows) {
    const key = keys.months.get(month)
    if (destroyedAt || (!key && month > lastNeeded(now))) continue
    if (!key || (await outerFingerprint(key)) !== fingerprint) return false
  }
  return rows.length > 0
}
