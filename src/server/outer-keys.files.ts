import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Bytes } from '../kernel/index.ts'
import { checkName, keyLength, keyName, type KeyStore } from './outer-keys.store.ts'

/**
 * Outer keys as files of one folder, `<name>.key`, 32 bytes, mode 0600. Rejects
 * for a file that others can read or that has the wrong length.
 */
export function keyFiles(folder: string): KeyStore {
  const fileOf = (name: string) => join(folder, `${checkName(name)}.key`)
  return {
    read: async (name) => readKey(fileOf(name)),
    make: async (name) => {
      const file = fileOf(name)
      if (!existsSync(file)) make(folder, file)
      const key = readKey(file)
      if (!key) throw new Error(`${file} went away while it was read`)
      return key
    },
    destroy: async (name) => shred(folder, fileOf(name)),
    names: async () =>
      readdirSync(folder).flatMap((file) => {
        const name = file.endsWith('.key') ? file.slice(0, -'.key'.length) : ''
        return keyName.test(name) ? [name] : []
      }),
  }
}

function readKey(file: string): Bytes | undefined {
  if (!existsSync(file)) return undefined
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: set its mode to 0600`)
  const bytes = readFileSync(file)
  if (bytes.length !== keyLength) throw new Error(`${file} is not a key of ${keyLength} bytes`)
  return new Uint8Array(bytes)
}

/** Whole or not at all: whoever reads at the same moment never sees half of a key. */
function make(folder: string, file: string): void {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  write(fresh, 'wx', randomBytes(keyLength))
  try {
    linkSync(fresh, file)
  } catch (error) {
    // Another process made it at the same moment: theirs is the key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh)
  }
  settle(folder)
}

/** Written over first, for disks that write in place; what a disk keeps besides is in docs/operations.md. */
export function shred(folder: string, file: string): void {
  if (!existsSync(file)) return
  write(file, 'r+', randomBytes(Math.max(keyLength, statSync(file).size)))
  rmSync(file)
  settle(folder)
}

function write(file: string, how: 'wx' | 'r+', bytes: Uint8Array): void {
  const handle = openSync(file, how, 0o600)
  try {
    writeSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A folder's entries are on the disk only once the folder is. */
function settle(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
