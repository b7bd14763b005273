import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { shred } from './outer-keys.files.ts'
import { keyName } from './outer-keys.store.ts'

const day = z.iso.date()

const copy = z.strictObject({
  id: z.string(),
  /** In the operator's words: “USB stick A, safe in room 3”. */
  where: z.string().min(1).max(200),
  /** Where this machine can reach it; then shredding removes the key there too. */
  folder: z.string().startsWith('/').optional(),
  since: day,
  keys: z.array(z.string().regex(keyName)),
  /** By the name of the key: when and by whom it was destroyed in this place. */
  destroyed: z.record(z.string(), z.strictObject({ on: day, by: z.string().min(1).max(100) })),
})
const list = z.strictObject({ copies: z.array(copy) })

/** A place that holds copies of outer keys. */
export type KeyCopy = z.infer<typeof copy>

/** The list lies beside the keys: whoever has them must know where else they are. It holds no key. */
const fileIn = (folder: string) => join(folder, 'copies.json')

/** Every place where the operator said that copies are. Throws when the list is not one. */
export function readCopies(folder: string): KeyCopy[] {
  const file = fileIn(folder)
  return existsSync(file) ? list.parse(JSON.parse(readFileSync(file, 'utf8'))).copies : []
}

function writeCopies(folder: string, copies: readonly KeyCopy[]): void {
  const fresh = `${fileIn(folder)}.${randomBytes(6).toString('hex')}`
  writeFileSync(fresh, `${JSON.stringify({ copies }, null, 1)}\n`, { mode: 0o600, flush: true })
  renameSync(fresh, fileIn(folder))
}

const today = () => new Date().toISOString().slice(0, 10)

/** Notes a place and which keys it holds; gives it a short number. */
export function addCopy(folder: string, place: Pick<KeyCopy, 'where' | 'keys' | 'folder'>): KeyCopy {
  const copies = readCopies(folder)
  const id = String(Math.max(0, ...copies.map((each) => Number(each.id))) + 1)
  const added = copy.parse({ ...place, id, since: today(), destroyed: {} })
  writeCopies(folder, [...copies, added])
  return added
}

/** Notes that a key is destroyed in a place. Undefined when that place is not said to hold it. */
export function confirmDestroyed(
  folder: string,
  { id, key, by }: { id: string; key: string; by: string },
): KeyCopy | undefined {
  const copies = readCopies(folder)
  const place = copies.find((each) => each.id === id && each.keys.includes(key))
  if (!place) return undefined
  place.destroyed[key] ??= { on: today(), by }
  writeCopies(folder, copies)
  return place
}

/** Places that still hold a key, as far as the list knows. */
export function placesHolding(copies: readonly KeyCopy[], key: string): KeyCopy[] {
  return copies.filter((each) => each.keys.includes(key) && !each.destroyed[key])
}

/**
 * Removes destroyed keys from the places that this machine can reach. A place that is not there, an
 * unplugged disk say, stays on the list until somebody confirms: no file seen is no proof.
 */
export function shredReachable(folder: string, keys: readonly string[]): void {
  for (const key of keys) {
    for (const place of placesHolding(readCopies(folder), key)) {
      const file = place.folder && join(place.folder, `${key}.key`)
      if (!place.folder || !file || !existsSync(file)) continue
      shred(place.folder, file)
      confirmDestroyed(folder, { id: place.id, key, by: 'Northline' })
    }
  }
}
