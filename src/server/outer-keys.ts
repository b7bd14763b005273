import { createHmac } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bytes, OuterKeys } from '../kernel/index.ts'
import { keyCommand } from './outer-keys.command.ts'
import { keyFiles } from './outer-keys.files.ts'
import type { KeyStore } from './outer-keys.store.ts'
import { StartRefused } from './start-refusals.ts'

/** The demo writes the first before its first key; the others were all it left before it did. */
const demoMarks = ['made-by-the-demo', 'demo-sign-ins.json', 'demo-interrupted'] as const

/** What is needed to reach the keys: the settings of `server.config.ts`. */
export type KeyPlace = {
  outerKeys: string
  outerKeysCommand?: string | undefined
  outerKeysSeconds?: number
  keyCopiesDays?: number
}

/** The outer keys of this process, and the store behind them. */
export type ServerKeys = OuterKeys & {
  readonly store: KeyStore
  /** Keys of months that this process holds and may use; `month-keys.ts` fills it. */
  readonly months: Map<string, Bytes>
}

/**
 * Opens the store and reads the lasting keys, which are made when first needed, and those of the months
 * that it has. Rejects for a key that others can read or that has the wrong length, and
 * with StartRefused when the demo made the folder and this is not the demo, or the other way about.
 */
export async function openOuterKeys(place: KeyPlace, { demo = false } = {}): Promise<ServerKeys> {
  const { outerKeys: folder, outerKeysCommand, outerKeysSeconds = 10, keyCopiesDays } = place
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  checkMaker(folder, demo)
  const store = outerKeysCommand ? keyCommand(outerKeysCommand, outerKeysSeconds) : keyFiles(folder)
  const months = new Map<string, Bytes>()
  for (const name of await store.names()) {
    const month = monthOfName(name)
    const key = month && (await store.read(name))
    if (month && key) months.set(month, key)
  }
  return {
    store,
    months,
    forMonth: (month) => {
      if (!/^\d{4}-\d{2}$/.test(month)) throw new TypeError('a month is written YYYY-MM')
      const key = months.get(month)
      if (!key) throw new Error(`there is no outer key for ${month}: destroyed, or not made yet`)
      return key
    },
    lookup: await store.make('lookup'),
    staff: await store.make('staff'),
    audit: await store.make('audit'),
    ...(keyCopiesDays === undefined ? {} : { copiesDays: keyCopiesDays }),
  }
}

/** The store's name for the key of a month. */
export const nameOfMonth = (month: string): string => `month-${month}`

/** The month that a store's name stands for; undefined for a lasting key. */
export const monthOfName = (name: string): string | undefined => /^month-(.+)$/.exec(name)?.[1]

/** Keys of the demo lie about with its passphrases: real data must never be written with them. */
function checkMaker(folder: string, demo: boolean): void {
  const files = readdirSync(folder)
  const byDemo = demoMarks.some((mark) => files.includes(mark))
  if (byDemo && !demo) {
    throw new StartRefused('server.demo_keys')
  }
  if (!byDemo && demo && files.some((file) => file.endsWith('.key'))) {
    throw new StartRefused('server.real_keys')
  }
  if (demo) writeFileSync(join(folder, demoMarks[0]), '', { mode: 0o600 })
}

/** What app servers compare: shows that two hold the same lasting keys without showing a key. */
export function outerKeysFingerprint(keys: OuterKeys): string {
  return createHmac('sha256', keys.lookup)
    .update('northline/1 outer keys fingerprint')
    .update(keys.staff)
    .update(keys.audit)
    .digest('base64url')
    .slice(0, 22)
}
