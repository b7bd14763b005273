import { cpSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../src/database/index.ts'
import type { Searched, Searcher } from '../../support/canary/search.ts'
import { everyCell } from '../../support/canary/tables.ts'
import type { Stage } from './stage.ts'

/** Places where something could have stayed, each searched in its own way. */
export type Report = Map<string, Searched>

/** Adds to what was found in a sink before. */
export function add(report: Report, sink: string, searched: Searched): void {
  const before = report.get(sink) ?? { finds: [], files: 0, bytes: 0 }
  report.set(sink, {
    finds: [...before.finds, ...searched.finds],
    files: before.files + searched.files,
    bytes: before.bytes + searched.bytes,
  })
}

/** The data folder as it lies on the disk: heap, TOAST, indexes, log, server’s own log. */
export function searchFolder(report: Report, searcher: Searcher, stage: Stage): void {
  add(report, 'data folder', searcher.searchPath(stage.dataFolder, 'postgres'))
}

/** Every value of every table, and a packed copy of everything, as a backup would be. */
export async function searchTables(report: Report, searcher: Searcher, stage: Stage): Promise<void> {
  const copy = join(stage.home.root, 'copy')
  if (!stage.postgres) cpSync(stage.home.data, copy, { recursive: true })
  const database = await openDatabase(stage.postgres ? { url: stage.postgres.url } : { dataDir: copy })
  try {
    let rows = ''
    for await (const { table, column, bytes } of everyCell(database)) {
      add(report, 'tables', searcher.searchBytes(bytes, `${table}.${column}`))
      rows += `${table}\t${column}\t\\\\x${bytes.toString('hex')}\t${bytes.toString('latin1')}\n`
    }
    add(report, 'dump', searcher.searchBytes(Buffer.from(rows, 'latin1'), 'dump.sql'))
    if (database.pglite) {
      const packed = await (await database.pglite.dumpDataDir('gzip')).arrayBuffer()
      add(report, 'dump', searcher.searchBytes(new Uint8Array(packed), 'backup.tgz', 'postgres'))
    }
  } finally {
    await database.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What the processes wrote besides: their log, temporary files, and anything else below their home. */
export function searchFiles(report: Report, searcher: Searcher, stage: Stage): void {
  const { home, work, witnessFolder } = stage
  add(report, 'log', searcher.searchPath(home.log, 'files'))
  add(report, 'temporary files', searcher.searchPath(home.temporary, 'files'))
  add(report, 'outer keys', searcher.searchPath(home.outerKeys, 'files'))
  add(report, 'witness', searcher.searchPath(witnessFolder, 'files'))
  add(report, 'core file', searcher.searchPath(work, 'files'))
}

/** How large the core files are that the system wrote when the server died. */
export function coreFiles({ work }: Stage): number {
  return readdirSync(work).reduce((sum, name) => sum + statSync(join(work, name)).size, 0)
}

/** A browser’s profile, with the formats that only browsers write. */
export function searchProfile(report: Report, searcher: Searcher, sink: string, profile: string): void {
  add(report, sink, searcher.searchPath(profile, 'browser'))
}
