import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { PGlite, type Extension } from '@electric-sql/pglite'
import { cube } from '@electric-sql/pglite/contrib/cube'
import { earthdistance } from '@electric-sql/pglite/contrib/earthdistance'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { lockFolder } from './folder-lock.ts'

type FsyncStreamOps = { fsync?: (stream: { nfd: number }) => number }
type EmscriptenOptions = { preRun?: ((mod: { NODEFS: { stream_ops: FsyncStreamOps } }) => void)[] }

/**
 * PGlite's file system answers fsync without doing it. An acknowledged message
 * must survive a power cut, so the host's own fsync is put in its place
 * (decision record 004 says what this costs).
 */
const realFsync: Extension = {
  name: 'real-fsync',
  setup: async (_pg, emscriptenOpts: EmscriptenOptions) => ({
    emscriptenOpts: {
      ...emscriptenOpts,
      preRun: [
        ...(emscriptenOpts.preRun ?? []),
        (mod: { NODEFS: { stream_ops: FsyncStreamOps } }) => {
          mod.NODEFS.stream_ops.fsync = (stream) => {
            fsyncSync(stream.nfd)
            return 0
          }
        },
      ],
    },
  }),
}

const withFsync = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
]

/**
 * The embedded PostgreSQL 18, in a folder (durable) or in memory (for tests).
 * Throws FolderInUse while another process has the folder open.
 */
export async function openPglite(
  dataDir: string | undefined,
  options: { loadDataDir?: Blob } = {},
): Promise<PGlite> {
  const extensions = { cube, earthdistance, pg_trgm, unaccent }
  if (dataDir === undefined) {
    return PGlite.create({ extensions, ...options })
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const release = lockFolder(dataDir)
  try {
    const pglite = await PGlite.create(dataDir, {
      extensions: { ...extensions, realFsync },
      startParams: withFsync,
      ...options,
    })
    syncFolder(dataDir)
    const close = pglite.close.bind(pglite)
    pglite.close = () => close().finally(release)
    return pglite
  } catch (error) {
    release()
    throw error
  }
}

function syncFolder(path: string): void {
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/** First bytes of the messages that PostgreSQL answers only after a Sync or a Flush: Bind, Close, Describe, Execute, Parse. */
const heldBack = new Set([...'BCDEP'].map((letter) => letter.charCodeAt(0)))

/**
 * The engine as the `pg` client talks to it: what belongs to one statement goes
 * in together and not message by message, each of which costs as much as a small statement.
 */
export function gathering(pglite: PGlite): PGlite {
  let held: Uint8Array[] = []
  const gathered = Object.create(pglite) as PGlite
  gathered.execProtocolStream = async (message, options) => {
    held.push(message)
    if (heldBack.has(message[0] ?? 0)) return []
    const together = held.length === 1 ? message : Buffer.concat(held)
    held = []
    return pglite.execProtocolStream(together, options)
  }
  return gathered
}
