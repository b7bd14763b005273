import { createHmac, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Bytes, OuterKeys } from '../kernel/index.ts'
import { StartRefused } from './start-refusals.ts'

const length = 32

/** The demo writes the first before its first key; the others were all it left before it did. */
const demoMarks = ['made-by-the-demo', 'demo-sign-ins.json', 'demo-interrupted'] as const

/**
 * Outer keys as files of one folder, made when first needed: `month-YYYY-MM.key`,
 * `lookup.key`, `staff.key`, `audit.key`. A month's file is removed to destroy what it
 * wraps. Throws when a file is readable by others or has the wrong length, and
 * StartRefused when the demo made the folder and this is not the demo, or the other way about.
 */
export function openOuterKeys(folder: string, { demo = false } = {}): OuterKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  checkMaker(folder, demo)
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
