import { foldPhrase } from '../words/fold.ts'
import type { Row } from './convert.ts'
import { importedId } from './ids.ts'

const confidentialNames = new Set(['confidential', 'confidential address', 'confidential location', 'address confidential', 'adresse confidentielle', 'lieu confidentiel']) // prettier-ignore

/**
 * Marks places whose address is not to be known: those that say so, those whose
 * attribute or address says so, and those that were so before (an import never
 * makes a place public by saying nothing).
 */
export function markConfidential(source: string, rows: readonly Row[], before: ReadonlySet<string>): void {
  const locations = new Map(
    rows.flatMap((row) => (row.table === 'locations' && row.sourceId ? [[row.sourceId, row]] : [])),
  )
  const mark = (id: string | undefined) => {
    const location = id === undefined ? undefined : locations.get(id)
    if (location) location.values['confidential'] ??= true
  }
  const terms = new Set(
    rows.flatMap((row) =>
      row.table === 'taxonomy_terms' &&
      [row.values['code'], row.values['name']].some((name) =>
        confidentialNames.has(foldPhrase(String(name ?? ''))),
      )
        ? [row.sourceId]
        : [],
    ),
  )
  for (const row of rows) {
    if (row.table === 'attributes' && terms.has(row.parents['taxonomy_term_id']))
      mark(String(row.values['link_id']))
    if (
      row.table === 'addresses' &&
      /\bconfidential|\bconfidentiel/i.test(String(row.values['address_1'] ?? ''))
    )
      mark(row.parents['location_id'])
  }
  for (const [id, row] of locations)
    if (before.has(importedId(source, 'locations', id))) row.values['confidential'] ??= true
}

/** HSDS 1.x has eligibility in a table of its own; a service without its own words takes those. */
export function foldEligibility(rows: readonly Row[]): void {
  const services = new Map(
    rows.flatMap((row) => (row.table === 'services' && row.sourceId ? [[row.sourceId, row]] : [])),
  )
  for (const row of rows) {
    if (row.table !== 'eligibility') continue
    const { service_id: id, eligibility } = row.from.values
    const service = services.get(String(id))
    if (service && typeof eligibility === 'string') service.values['eligibility_description'] ??= eligibility
  }
}
