import { sql } from 'kysely'
import type { Database } from '../database/index.ts'
import type { OuterKeys } from '../kernel/index.ts'
import { settleMonthKeys } from './month-keys.ts'
import { outerKeysFingerprint, type ServerKeys } from './outer-keys.ts'
import { StartRefused } from './start-refusals.ts'

/**
 * Checks this start against what the database knows of itself, and writes that
 * down at the first start: whether the demo made it (then nothing but the demo may
 * open it, and the demo opens nothing else) and which outer keys belong to it.
 */
export async function checkInstallation(database: Database, keys: OuterKeys, demo: boolean): Promise<void> {
  const made = await factOnce(database, 'made_by', demo ? 'demo' : 'start')
  if (made === 'demo' && !demo) {
    throw new StartRefused('server.demo_data')
  }
  if (made !== 'demo' && demo) {
    throw new StartRefused('server.real_data')
  }
  if ((await factOnce(database, 'outer_keys', outerKeysFingerprint(keys))) !== outerKeysFingerprint(keys)) {
    throw new StartRefused('server.other_outer_keys')
  }
}

/** Takes up the keys by month, and refuses a start with other ones or without one that the database knows. */
export async function checkMonthKeys(database: Database, keys: ServerKeys): Promise<void> {
  const { other, missing } = await settleMonthKeys(database, keys)
  if (other.length > 0) throw new StartRefused('server.other_outer_keys')
  if (missing.length > 0) throw new StartRefused('server.missing_outer_keys')
}

/** Whether this server's outer keys are the ones the database knows; for `/health/ready`. */
export async function sameOuterKeys(database: Database, keys: OuterKeys): Promise<boolean> {
  return (await readFact(database, 'outer_keys')) === outerKeysFingerprint(keys)
}

/** The value of a fact, written now if there was none. */
export async function factOnce(database: Database, name: string, value: string): Promise<string> {
  return database.as({ kind: 'system' }, async (tx) => {
    await sql`insert into northline.facts (name, value) values (${name}, ${value}) on conflict (name) do nothing`.execute(
      tx,
    )
    const { rows } = await sql<{
      value: string
    }>`select value from northline.facts where name = ${name}`.execute(tx)
    return rows[0]?.value ?? value
  })
}

/** The value of a fact, if it was ever written. */
export async function readFact(database: Database, name: string): Promise<string | undefined> {
  return database.as({ kind: 'system' }, async (tx) => {
    const { rows } = await sql<{
      value: string
    }>`select value from northline.facts where name = ${name}`.execute(tx)
    return rows[0]?.value
  })
}
