import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesOfTar, unpackArchives } from './archives.ts'
import { unpackBrowserFile } from './browser-files.ts'
import type { Canary } from './canaries.ts'
import type { Derived } from './derived.ts'
import { unpackLevelDb } from './leveldb.ts'
import { createMatcher } from './matcher.ts'
import { needlesOf } from './needles.ts'
import { createToastCollector, unpackInline, type ToastCollector } from './postgres-values.ts'
import { joinWalPages, unpackPageImages } from './postgres-wal.ts'
import { isSqlite, valuesOfSqlite } from './sqlite.ts'

/** A canary where it should not be. */
export type Find = { canary: string; encoding: string; where: string; offset: number }

/** What kind of folder it is decides which formats are looked into, beside raw bytes and archives. */
export type Kind = 'files' | 'postgres' | 'browser'

export type Searched = {
  finds: Find[]
  files: number
  /** Bytes looked at, unpacked ones included. */
  bytes: number
}

export type Searcher = {
  searchBytes(bytes: Uint8Array | string, where: string, kind?: Kind): Searched
  /** A folder with all below it, or one file. Links are not followed. */
  searchPath(path: string, kind: Kind): Searched
}

/** An archive in an archive in an archive; deeper is somebody else's. */
const deepest = 4

/** Looks for any of the canaries, in any encoding, in any wrapping. */
export function createSearcher(canaries: readonly Canary[]): Searcher {
  const match = createMatcher(canaries.flatMap(needlesOf))

  function look(total: Searched, bytes: Buffer, where: string): void {
    total.bytes += bytes.length
    for (const { needle, offset } of match(bytes)) {
      total.finds.push({ canary: needle.canary.label, encoding: needle.encoding, where, offset })
    }
  }

  function lookInto(total: Searched, bytes: Buffer, where: string, kind: Kind, depth = 0): void {
    look(total, bytes, where)
    if (depth >= deepest) return
    const files = [...filesOfTar(bytes)].map((file) => ({ ...file, name: `${where} → ${file.name}` }))
    if (files.length > 0) return searchFiles(total, files, kind, depth + 1)
    for (const { how, bytes: inner } of derive(bytes, where, kind)) {
      lookInto(total, inner, `${where} → ${how}`, kind, depth + 1)
    }
  }

  function searchFiles(total: Searched, files: Iterable<NamedFile>, kind: Kind, depth = 0): void {
    const toast = createToastCollector()
    const wal: NamedFile[] = []
    for (const file of files) {
      total.files += 1
      look(total, Buffer.from(file.name), `name of ${file.name}`)
      if (kind === 'postgres' && isWalSegment(file.name)) {
        look(total, file.bytes, file.name)
        wal.push(file)
        continue
      }
      lookInto(total, file.bytes, file.name, kind, depth)
      if (kind === 'postgres') toast.take(file.bytes)
      if (kind === 'browser' && file.path && isSqlite(file.bytes)) {
        for (const { how, bytes } of valuesOfSqlite(file.path))
          lookInto(total, bytes, `${file.name} → ${how}`, kind, depth + 2)
      }
    }
    for (const { how, bytes } of unpackWal(wal, toast)) lookInto(total, bytes, how, kind, depth)
    for (const { how, bytes } of toast.values()) lookInto(total, bytes, how, kind, depth + 1)
  }

  return {
    searchBytes(bytes, where, kind = 'files') {
      const total = nothing()
      const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes)
      searchFiles(total, [{ name: where, bytes: buffer }], kind)
      return total
    },
    searchPath(path, kind) {
      const total = nothing()
      searchFiles(total, filesBelow(path), kind)
      return total
    },
  }
}

type NamedFile = { name: string; bytes: Buffer; path?: string }

function nothing(): Searched {
  return { finds: [], files: 0, bytes: 0 }
}

function* derive(bytes: Buffer, name: string, kind: Kind): Iterable<Derived> {
  yield* unpackArchives(bytes, name)
  if (kind === 'postgres') yield* unpackInline(bytes)
  if (kind === 'browser') {
    yield* unpackLevelDb(bytes, name)
    yield* unpackBrowserFile(bytes, name)
  }
}

function isWalSegment(name: string): boolean {
  return /pg_wal\/[0-9A-F]{24}$/.test(name)
}

/** Log segments in the order of their names, joined; page images unpacked; chunks handed on. */
function* unpackWal(segments: readonly NamedFile[], toast: ToastCollector): Iterable<Derived> {
  if (segments.length === 0) return
  const inOrder = segments.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const joined = joinWalPages(inOrder.map(({ bytes }) => bytes))
  toast.take(joined)
  yield { how: 'pg_wal', bytes: joined }
  for (const image of unpackPageImages(joined)) {
    toast.take(image.bytes)
    yield { how: `pg_wal → ${image.how}`, bytes: image.bytes }
  }
}

function* filesBelow(path: string, root = path): Iterable<NamedFile> {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat?.isDirectory()) {
    for (const entry of readdirSync(path).toSorted()) yield* filesBelow(join(path, entry), root)
  } else if (stat?.isFile()) {
    const bytes = readQuietly(path)
    if (bytes) yield { name: relative(dirname(root), path), bytes, path }
  }
}

/** A file that went away while the folder was read leaves nothing to be found. */
function readQuietly(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
