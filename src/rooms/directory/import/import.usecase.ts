import type { Tx } from '../../../database/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { withThoseBehind } from '../duplicates/behind.ts'
import { refreshGazetteer, settlePlaces } from '../places/places.repository.ts'
import { allServices, holdPublication, isCurrent, markCurrent } from '../publish/edition.ts'
import { publish } from '../publish/publish.usecase.ts'
import {
  forgetWords,
  refreshSpoken,
  refreshStatistics,
  refreshWordCounts,
  servicesTouchedBy,
} from '../publish/publish.repository.ts'
import { findConfidential, findExisting, settleKeepers } from './import.repository.ts'
import { foldOwn } from './fold-own.ts'
import { linkRows, namedElsewhere, type Linked } from './link.ts'
import { mergeRows, type Merged } from './merge.ts'
import { readSource } from './read-source.ts'
import { readMapped } from './mapping/read-mapped.ts'
import type { CheckedImport, ImportReport, ImportStep } from './report.ts'
import type { Remark, Source } from './rows.ts'
import { foldEligibility, markConfidential } from './settle.ts'
import { store, type Stored } from './store.ts'

/** How a file or folder is to be read. `source`: what its ids are unique in; `mapping`: a file that says what its columns are. */
export type ImportOptions = {
  source?: string
  mapping?: string
  onStep?: (step: ImportStep) => void
}

/**
 * Reads a file or folder into the register, in one transaction: an import that
 * fails or is killed has changed nothing. The source is the folder's name where nothing
 * is said; the same source again meets the rows of the last time.
 */
export async function importDirectory(
  deps: DirectoryDeps,
  path: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  return importSource(deps, sourceAt(path, options), options.onStep)
}

/**
 * What an import of this would take in and reject, and three rows of each table as they would go in; nothing is
 * stored and no database is needed. A row that names one of an earlier import counts as naming nothing.
 */
export function checkImport(path: string, options: ImportOptions = {}): CheckedImport {
  const source = sourceAt(path, options)
  const merged = mergeRows(source.rows)
  foldOwn(merged)
  markConfidential(source.name, merged.rows, new Set())
  foldEligibility(merged.rows)
  const linked = linkRows(source.name, merged.rows, new Set())
  const written = new Map([...linked.rows].map(([table, rows]) => [table, rows.length]))
  const report = reportOf(source, merged, linked, { written, removed: 0, changed: [] }, 0)
  const examples = [...linked.rows].map(([table, rows]): CheckedImport['examples'][number] => ({
    table,
    rows: rows.slice(0, 3).map(({ sourceId, values }) => ({ id: sourceId, ...values })),
  }))
  return { report, examples }
}

function sourceAt(path: string, { source, mapping }: ImportOptions): Source {
  return mapping === undefined ? readSource(path, source) : readMapped(path, mapping, source)
}

/** The same for rows that are already read. */
export async function importSource(
  deps: DirectoryDeps,
  source: Source,
  onStep: (step: ImportStep) => void = () => {},
): Promise<ImportReport> {
  onStep({ step: 'read', rows: source.rows.length })
  const merged = mergeRows(source.rows)
  foldOwn(merged)
  return deps.database.as({ kind: 'system' }, async (tx) => {
    const before = await findConfidential(tx, source.name)
    markConfidential(source.name, merged.rows, before)
    foldEligibility(merged.rows)
    const linked = linkRows(source.name, merged.rows, await findNamed(tx, source, merged))
    const stored = await store(tx, source, linked, merged.gaps, before, onStep)
    const published = await publishChanged(deps, tx, stored, onStep)
    await deps.audit?.record(tx, { action: 'directory.import' })
    return reportOf(source, merged, linked, stored, published)
  })
}

async function findNamed(tx: Tx, source: Source, merged: Merged): Promise<Set<string>> {
  const found = new Set<string>()
  for (const [table, ids] of namedElsewhere(source.name, merged.rows))
    for (const id of await findExisting(tx, table, [...ids])) found.add(id)
  return found
}

async function publishChanged(
  deps: DirectoryDeps,
  tx: Tx,
  { changed }: Stored,
  onStep: (step: ImportStep) => void,
): Promise<number> {
  if (changed.length === 0) return 0
  // Before what was just written is read again.
  await refreshStatistics(tx)
  await settlePlaces(tx, changed)
  await settleKeepers(tx)
  await refreshGazetteer(tx)
  // What was published by older rules is made anew with it.
  const current = await isCurrent(tx)
  const services = current
    ? await withThoseBehind(tx, await servicesTouchedBy(tx, changed))
    : await allServices(tx)
  await publishThese(deps, tx, services, (done) => onStep({ step: 'published', done, of: services.length }))
  if (!current) await markCurrent(tx)
  return services.length
}

async function publishThese(
  deps: DirectoryDeps,
  tx: Tx,
  services: readonly string[],
  onBatch?: (done: number) => void,
): Promise<void> {
  await holdPublication(tx)
  await publish(tx, deps.settings, services, deps.now?.() ?? new Date(), onBatch)
  await refreshSpoken(tx)
  await refreshWordCounts(tx)
  await forgetWords(tx)
  await refreshStatistics(tx)
}

/**
 * Publishes everything anew if it was published by older rules; a server does so when it starts. One transaction: until it
 * is through, searches find what was there. Returns how many services.
 */
export async function renewPublished(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    if (await isCurrent(tx)) return 0
    const services = await allServices(tx)
    if (services.length > 0) await publishThese(deps, tx, services)
    await markCurrent(tx)
    return services.length
  })
}

function reportOf(
  source: Source,
  merged: Merged,
  linked: Linked,
  stored: Stored,
  published: number,
): ImportReport {
  const withLine = (remark: Remark): Remark => {
    const line =
      remark.line ?? (remark.path === undefined ? undefined : source.lineOf(remark.file, remark.path))
    return line === undefined ? remark : { ...remark, line }
  }
  const rejections = [...merged.rejected, ...linked.rejected].map(withLine)
  const tables: ImportReport['tables'] = {}
  let imported = 0
  for (const [table, rows] of linked.rows) {
    const count = stored.written.get(table) ?? 0
    imported += count
    tables[table] = { imported: count, unchanged: rows.length - count }
  }
  const total = [...linked.rows.values()].reduce((sum, rows) => sum + rows.length, 0)
  const read = source.rows.length
  const unchanged = total - imported + merged.repeated + linked.repeated
  if (read !== imported + unchanged + rejections.length)
    throw new Error('rows of an import are not accounted for')
  return {
    source: source.name,
    read,
    imported,
    unchanged,
    rejected: rejections.length,
    removed: stored.removed,
    files: filesOf(source, rejections),
    tables,
    rejections,
    remarks: [...source.remarks, ...merged.remarks, ...linked.remarks].map(withLine),
    published,
  }
}

function filesOf(source: Source, rejections: readonly Remark[]): ImportReport['files'] {
  const rejected = Map.groupBy(rejections, ({ file }) => file)
  return [...Map.groupBy(source.rows, ({ file }) => file)].map(([file, rows]) => ({
    file,
    read: rows.length,
    rejected: rejected.get(file)?.length ?? 0,
  }))
}
