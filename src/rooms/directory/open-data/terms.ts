import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import { importedId } from '../import/ids.ts'
import { shaped, type Hsds } from './shape.ts'
import type { Row } from './raw.repository.ts'
import { idOf, uuidFrom, uuidOf } from './uuid.ts'

/** A taxonomy term as open data with what it lies under; `parent` is of the same source. */
export type OpenTerm = { id: string; taxonomy: string | null; parent: string | null; term: Hsds }

/** The name under which what HSDS can't say goes out, as attributes with a term each. */
export const ownTaxonomy = 'northline'

/** A source's term. `taxonomy`: its row, where there is one; some sources only name theirs. */
export function openTerm(row: Row, taxonomy: Row | null): OpenTerm {
  const detail = taxonomyOf(row, taxonomy)
  const above = row['parent_source_id']
  const parent =
    typeof above === 'string' && above !== '' && typeof row['source'] === 'string'
      ? uuidOf(importedId(row['source'], 'taxonomy_terms', above))
      : null
  const id = uuidOf(String(row['id']))
  return {
    id,
    taxonomy: detail ? String(detail['id']) : null,
    parent,
    term: {
      id,
      description: '',
      ...shaped('term', row),
      ...(parent ? { parent_id: parent } : {}),
      ...(detail ? { taxonomy_detail: detail, taxonomy_id: detail['id'] } : {}),
    },
  }
}

function taxonomyOf(row: Row, taxonomy: Row | null): Hsds | undefined {
  if (taxonomy)
    return { id: uuidOf(String(taxonomy['id'])), description: '', ...shaped('taxonomy', taxonomy) }
  const name = row['taxonomy']
  return typeof name === 'string' && name !== ''
    ? { id: uuidFrom('taxonomy', String(row['source'] ?? ''), name), name, description: '' }
    : undefined
}

/** One of our own terms. */
export function ownTerm(code: string): OpenTerm {
  const taxonomy = uuidFrom('taxonomy', ownTaxonomy)
  const id = uuidFrom(ownTaxonomy, code)
  return {
    id,
    taxonomy,
    parent: null,
    term: {
      id,
      code,
      name: code.replaceAll('_', ' '),
      description: '',
      taxonomy: ownTaxonomy,
      taxonomy_detail: {
        id: taxonomy,
        name: ownTaxonomy,
        description: 'What Northline knows of a service and HSDS has no field for.',
      },
      taxonomy_id: taxonomy,
    },
  }
}

/** Own terms that every service has when it is given out; the service's attributes of them are added then. */
const ofEveryService = ['vetted_by', 'vetted_until'].map(ownTerm)

/** The terms by which services as HSDS are filed, with those above them: all of them once, and the ids of each service. */
export async function termsFor(
  tx: Tx,
  services: readonly Hsds[],
): Promise<{ terms: OpenTerm[]; of: (service: Hsds) => string[] }> {
  const known = new Map(ofEveryService.map((term) => [term.id, term]))
  const own = new Map<Hsds, string[]>()
  for (const service of services) {
    const found = termsIn(service)
    for (const term of found) known.set(term.id, term)
    own.set(service, [...found.map(({ id }) => id), ...ofEveryService.map(({ id }) => id)])
  }
  await addAbove(tx, known)
  return { terms: [...known.values()], of: (service) => withAbove(own.get(service) ?? [], known) }
}

function termsIn(service: Hsds): OpenTerm[] {
  const parts = (value: unknown) => (Array.isArray(value) ? (value as Hsds[]) : [])
  const links = parts(service['service_at_locations'])
  const holders = [service, service['organization'], ...links, ...links.map((link) => link['location'])]
  return holders
    .flatMap((holder) => parts((holder as Hsds | undefined)?.['attributes']))
    .flatMap((attribute) => {
      const term = attribute['taxonomy_term'] as Hsds | undefined
      return term
        ? [
            {
              id: String(term['id']),
              taxonomy: text(term['taxonomy_id']),
              parent: text(term['parent_id']),
              term,
            },
          ]
        : []
    })
}

const text = (value: unknown) => (typeof value === 'string' ? value : null)

// A tree of terms is six deep at most where they are bought; a ring of parents would have no end.
const highest = 12

async function addAbove(tx: Tx, known: Map<string, OpenTerm>): Promise<void> {
  for (let level = 0; level < highest; level++) {
    const wanted = [...known.values()].flatMap(({ parent }) => (parent && !known.has(parent) ? [parent] : []))
    if (wanted.length === 0) return
    const { rows } = await sql<{ term: Row; taxonomy: Row | null }>`
      select to_jsonb(t) as term, to_jsonb(x) as taxonomy from directory.taxonomy_terms t
      left join directory.taxonomies x on x.id = t.taxonomy_id
      where t.id = any (${wanted.map((uuid) => idOf(uuid) ?? '')}::text[])`.execute(tx)
    if (rows.length === 0) return
    for (const { term, taxonomy } of rows) {
      const open = openTerm(term, taxonomy)
      known.set(open.id, open)
    }
  }
}

function withAbove(ids: readonly string[], known: ReadonlyMap<string, OpenTerm>): string[] {
  const all = new Set(ids)
  for (const id of all) {
    const parent = known.get(id)?.parent
    if (parent && known.has(parent)) all.add(parent)
  }
  return [...all]
}
