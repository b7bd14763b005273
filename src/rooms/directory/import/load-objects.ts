import type { DirectoryDeps } from '../directory.deps.ts'
import { importSource } from './import.usecase.ts'
import { readJson } from './read-json.ts'
import { completeOf } from './read-source.ts'
import type { ImportReport } from './report.ts'

/** Imports HSDS 3.x objects that are already in memory, under a source's name. */
export async function loadObjects(
  deps: DirectoryDeps,
  source: string,
  objects: readonly object[],
): Promise<ImportReport> {
  const file = `${source}.json`
  const { rows, remarks, complete } = readJson(file, JSON.stringify(objects))
  return importSource(deps, {
    name: source,
    rows,
    remarks,
    lineOf: () => undefined,
    complete: completeOf(complete),
  })
}
