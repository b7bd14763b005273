import { isNeed } from '../needs.ts'
import { ownTaxonomy } from '../open-data/terms.ts'
import { isMode, isTrait } from '../whom/traits.ts'
import type { Row } from './convert.ts'
import type { Merged } from './merge.ts'

/** Which column of a service an own attribute fills, and whether a value may stand there. */
const columns: Record<string, { column: string; many?: true; may: (value: string) => boolean }> = {
  zone: { column: 'zone', may: (value) => Intl.supportedValuesOf('timeZone').includes(value) },
  language: { column: 'language', may: (value) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(value) },
  need: { column: 'needs', many: true, may: isNeed },
  takes: { column: 'takes', many: true, may: isTrait },
  refuses: { column: 'refuses', many: true, may: isTrait },
  only_for: { column: 'only_for', many: true, may: isTrait },
  mode: { column: 'modes', many: true, may: isMode },
  free: { column: 'free', may: (value) => value === 'true' || value === 'false' },
  sharing: { column: 'sharing', may: (value) => ['no', 'if_you_ask', 'yes'].includes(value) },
}

/**
 * A register that another Northline gave out says what HSDS can't in attributes of our own taxonomy; here they become again
 * what they were. Never who vetted it: that is each line's own word. The attributes and their terms count as rows that only
 * repeat others, since they are made anew when the service is published.
 */
export function foldOwn(merged: Merged): void {
  const codes = new Map(
    merged.rows.flatMap((row): [string, string][] =>
      row.table === 'taxonomy_terms' && row.values['taxonomy'] === ownTaxonomy && row.sourceId
        ? [[row.sourceId, String(row.values['code'] ?? '')]]
        : [],
    ),
  )
  if (codes.size === 0) return
  const services = new Map(
    merged.rows.flatMap((row): [string, Row][] =>
      row.table === 'services' && row.sourceId ? [[row.sourceId, row]] : [],
    ),
  )
  const isOwn = (row: Row) =>
    row.table === 'attributes'
      ? codes.has(row.parents['taxonomy_term_id'] ?? '')
      : row.table === 'taxonomy_terms' && codes.has(row.sourceId ?? '')
  for (const row of merged.rows) {
    if (row.table !== 'attributes' || !isOwn(row)) continue
    const service = services.get(String(row.values['link_id']))
    const field = columns[codes.get(row.parents['taxonomy_term_id'] ?? '') ?? '']
    const value = String(row.values['value'] ?? '')
    if (service && field?.may(value)) put(service, field, value)
  }
  const before = merged.rows.length
  merged.rows = merged.rows.filter((row) => !isOwn(row))
  merged.repeated += before - merged.rows.length
}

function put({ values }: Row, { column, many }: { column: string; many?: true }, value: string): void {
  if (many) {
    const known = Array.isArray(values[column]) ? (values[column] as string[]) : []
    if (!known.includes(value)) values[column] = [...known, value]
  } else values[column] ??= column === 'free' ? value === 'true' : value
}
