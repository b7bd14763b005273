import { createHmac, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Bytes, OuterKeys } from '../kernel/index.ts'

const length = 32

/**
 * Outer keys as files of one folder, made when first needed: `month-YYYY-MM.key`,
 * `lookup.key`, `staff.key`, `audit.key`. A month's file is removed to destroy what it
 * wraps. Throws when a file is readable by others or has the wrong length.
 */
export function openOuterKeys(folder: string): OuterKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const read = new Map<string, Bytes>()
  const key = (name: string): Bytes => {
    const known = read.get(name)
    if (known) return known
    const fresh = readOrMake(join(folder, `${name}.key`))
    read.set(name, fresh)
    return fresh
  }
  return {
    forMonth: (month) => {
      if (!/^\d{4}-\d{2}$/.test(month)) throw new TypeError('a month is written YYYY-MM')
      return key(`month-${month}`)
    },
    lookup: key('lookup'),
    staff: key('staff'),
    audit: key('audit'),
  }
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

function readOrMake(file: string): Bytes {
  if (!existsSync(file)) make(file)
  const mode = statSync(file).mode & 0o077
  if (mode !== 0) throw new Error(`${file} can be read by others: set its mode to 0600`)
  const bytes = readFileSync(file)
  if (bytes.length !== length) throw new Error(`${file} is not a key of ${length} bytes`)
  return new Uint8Array(bytes)
}

function make(file: string): void {
  let handle: number
  try {
    handle = openSync(file, 'wx', 0o600)
  } catch (error) {
    // Another process made it at the same moment: theirs is the key.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw error
  }
  writeSync(handle, randomBytes(length))
  fsyncSync(handle)
  closeSync(handle)
}
