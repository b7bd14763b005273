import type { DirectoryDeps } from '../../directory.deps.ts'
import { everyOpenService, openServicesByOrganization, type OpenAsked } from '../open-data.usecases.ts'
import { agency, airsFoot, airsHead } from './airs.ts'
import { headerOf, lineOf, rowsOf, type CsvTable } from './tables.ts'

/** One table of the register as lines of CSV; each row once, however many services have it. */
export async function* csvLines(
  deps: DirectoryDeps,
  table: CsvTable,
  asked: OpenAsked,
): AsyncGenerator<string> {
  yield headerOf(table)
  const there = new Set<unknown>()
  for await (const service of everyOpenService(deps, asked))
    for (const row of rowsOf(service)) {
      if (row.table !== table || there.has(row.values['id'])) continue
      there.add(row.values['id'])
      yield lineOf(row)
    }
}

/** The register as AIRS XML, an agency after the other. `entity`: whose register it is. */
export async function* airsParts(
  deps: DirectoryDeps,
  entity: string,
  asked: OpenAsked,
): AsyncGenerator<string> {
  yield airsHead(entity, deps.now?.() ?? new Date())
  for await (const services of openServicesByOrganization(deps, asked)) yield agency(services)
  yield airsFoot
}
