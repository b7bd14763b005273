import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import type { Database } from '../database/index.ts'
import { monthOf } from '../kernel/index.ts'
import { createAudit } from '../rooms/audit/index.ts'
import { destroyConversations, extendConversations } from '../rooms/conversations/index.ts'
import { sweepReferrals } from '../rooms/referrals/index.ts'
import type { Configuration } from './configuration.ts'
import { checkInstallation } from './facts.ts'
import { addCopy, confirmDestroyed, placesHolding, readCopies, type KeyCopy } from './key-copies.ts'
import { confirmCopies, wrapped } from './key-sweeps.ts'
import type { Log } from './log.ts'
import { destroyDueMonths } from './month-keys.destroy.ts'
import { listMonthKeys, settleMonthKeys } from './month-keys.ts'
import { openMigrated } from './open-migrated.ts'
import { nameOfMonth, openOuterKeys, type ServerKeys } from './outer-keys.ts'

/** What was typed can't be done; the message says why. */
export class KeysUsageError extends Error {
  override name = 'KeysUsageError'
}

export const keysUsage = `npm run keys -- <command>

  list                                          every month's key, and where copies of it are
  destroy-due                                   delete what is due, then the keys of months that are over
  lost --month 2026-11                          give up a key that is lost everywhere
  copies list
  copies add --where "USB stick A, safe" [--folder /mnt/a] [--keys month-2026-11,staff]   (without --keys: all)
  copies confirm-destroyed --copy 1 --key month-2026-11 --by "Ada"

With the embedded database, stop the server first.
`

type Settings = Pick<Configuration, 'server' | 'database' | 'conversations' | 'referrals'>

/** Does what was ordered and returns what to print. `now` is for drills, which can't wait for a month. */
export async function keysByCommand(
  configuration: Settings,
  args: readonly string[],
  log: Log,
  now = new Date(),
): Promise<string> {
  const { order, ...given } = read(args)
  const folder = configuration.server.outerKeys
  if (order === 'copies list') return sayCopies(readCopies(folder))
  if (order === 'copies confirm-destroyed') return confirm(folder, given)
  const keys = await openOuterKeys(configuration.server)
  if (order === 'copies add') return add(folder, keys, given)
  const database = await openMigrated(configuration, log)
  try {
    await checkInstallation(database, keys, false)
    if (order === 'list') return await sayMonths(database, folder, now)
    if (order === 'lost') return await giveUp(database, keys, given.month)
    if (order === 'destroy-due') return await destroyDue({ configuration, database, keys, folder }, now)
    throw new KeysUsageError(keysUsage)
  } finally {
    await database.close()
  }
}

type Given = Partial<Record<'month' | 'where' | 'folder' | 'keys' | 'copy' | 'key' | 'by', string>>

function read(args: readonly string[]): { order: string } & Given {
  const text = { type: 'string' } as const
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { month: text, where: text, folder: text, keys: text, copy: text, key: text, by: text },
    })
    return { order: positionals.join(' '), ...values }
  } catch {
    throw new KeysUsageError(keysUsage)
  }
}

async function destroyDue(
  parts: { configuration: Settings; database: Database; keys: ServerKeys; folder: string },
  now: Date,
): Promise<string> {
  const { configuration, database, keys, folder } = parts
  await settleMonthKeys(database, keys, now)
  const audit = createAudit(keys)
  const conversations = { database, outerKeys: keys, audit, settings: configuration.conversations }
  const moved = await extendConversations(conversations, now)
  let deleted = 0
  for (let some = -1; some !== 0; deleted += some) some = await destroyConversations(conversations, now)
  await sweepReferrals({ database, audit, settings: configuration.referrals, now: () => now })
  const report = await destroyDueMonths({ database, keys, audit, wrapped }, now)
  const waiting = await confirmCopies({ database, folder })
  return [
    `Wrapped anew: ${moved}. Deleted: ${deleted}.`,
    `Destroyed: ${report.destroyed.join(', ') || 'no key'}.`,
    ...report.inUse.map(
      (month) => `${month} is over and something is still wrapped under it: not destroyed.`,
    ),
    ...(waiting > 0 ? [`Not complete: ${waiting} copies of destroyed keys are not confirmed (list).`] : []),
    '',
  ].join('\n')
}

async function sayMonths(database: Database, folder: string, now: Date): Promise<string> {
  const copies = readCopies(folder)
  const rows = await database.as({ kind: 'system' }, listMonthKeys)
  const lines = rows.map(({ month, destroyedAt, fingerprint }) => {
    const places = placesHolding(copies, nameOfMonth(month)).map(({ id }) => `copy ${id}`)
    if (!destroyedAt) {
      const over = month < monthOf(now) ? 'over, to be destroyed' : 'kept'
      return `${month}  ${over}  ${fingerprint}${places.length > 0 ? `  also in ${places.join(', ')}` : ''}`
    }
    const when = destroyedAt.toISOString().slice(0, 10)
    return places.length > 0
      ? `${month}  destroyed here ${when}, NOT COMPLETE: ${places.join(', ')} not confirmed`
      : `${month}  destroyed everywhere ${when}`
  })
  return `${lines.join('\n')}\n`
}

/** The key is lost, not due: the database is told, so that servers start again. What it wrapped opens nowhere. */
async function giveUp(database: Database, keys: ServerKeys, month: string | undefined): Promise<string> {
  if (!month) throw new KeysUsageError(keysUsage)
  if ((await keys.store.names()).includes(nameOfMonth(month)))
    throw new KeysUsageError(`The key of ${month} is there: it is not lost.`)
  await database.as({ kind: 'system' }, async (tx) => {
    const { numAffectedRows } = await sql`
      update northline.month_keys set destroyed_at = now()
      where month = ${month} and destroyed_at is null`.execute(tx)
    if (numAffectedRows !== 1n) throw new KeysUsageError(`No key of ${month} is known that could be lost.`)
    const subject = { kind: 'outer_key', id: nameOfMonth(month) } as const
    await createAudit(keys).record(tx, { action: 'keys.give_up_month', subject })
  })
  return `${month} is given up. What was wrapped under it opens nowhere.\n`
}

async function add(folder: string, keys: ServerKeys, given: Given): Promise<string> {
  if (!given.where) throw new KeysUsageError(keysUsage)
  const there = await keys.store.names()
  const wanted = given.keys?.split(',').map((name) => name.trim()) ?? there
  const stray = wanted.find((name) => !there.includes(name))
  if (stray !== undefined) throw new KeysUsageError(`There is no outer key “${stray}”.`)
  const place = { where: given.where, keys: wanted, ...(given.folder ? { folder: given.folder } : {}) }
  const { id } = addCopy(folder, place)
  return `Copy ${id}: ${given.where}, ${wanted.length} keys.\n`
}

function confirm(folder: string, { copy, key, by }: Given): string {
  if (!copy || !key || !by) throw new KeysUsageError(keysUsage)
  const place = confirmDestroyed(folder, { id: copy, key, by })
  if (!place) throw new KeysUsageError(`Copy ${copy} is not said to hold “${key}”.`)
  return `${key} is destroyed in copy ${copy} (${place.where}), says ${by}.\n`
}

function sayCopies(copies: readonly KeyCopy[]): string {
  if (copies.length === 0)
    return 'No copy is listed. If there is one, list it: a copy that nobody knows of outlives every deletion.\n'
  const lines = copies.map(({ id, where, folder, since, keys, destroyed }) => {
    const left = keys.filter((key) => !destroyed[key])
    return `${id}  ${where}${folder ? ` (${folder})` : ''}, since ${since}: ${left.join(', ') || 'no key any more'}`
  })
  return `${lines.join('\n')}\n`
}
