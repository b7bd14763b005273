import type { Bytes } from '../kernel/index.ts'

/** How long every outer key is (bytes). */
export const keyLength = 32

/**
 * Where outer keys lie: a folder of files, or a key service behind a command. Names are
 * `lookup`, `staff`, `audit` and `month-YYYY-MM`.
 */
export type KeyStore = {
  /** The key of that name; undefined when there is none. */
  read(name: string): Promise<Bytes | undefined>
  /** The key of that name, made now when there is none. */
  make(name: string): Promise<Bytes>
  /** Removes the key so that nobody has it from this store again. There being none is no fault. */
  destroy(name: string): Promise<void>
  /** Names of the keys that there are. */
  names(): Promise<string[]>
}

/** A name that a store may be asked for; nothing of it can be a path or an option. */
export const keyName = /^(?:lookup|staff|audit|month-\d{4}-(?:0[1-9]|1[0-2]))$/

/** Throws for anything that is not a key's name. */
export function checkName(name: string): string {
  if (!keyName.test(name)) throw new TypeError('an outer key is lookup, staff, audit or month-YYYY-MM')
  return name
}
