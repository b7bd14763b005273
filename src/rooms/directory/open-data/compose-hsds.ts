import type { BaseService } from '../publish/base.ts'
import type { Published } from '../publish/published.ts'
import type { Raw, Row } from './raw.repository.ts'
import { emails, fits, shaped, uris, type Hsds, type Kind } from './shape.ts'
import { openTerm, ownTerm } from './terms.ts'
import { uuidFrom, uuidOf } from './uuid.ts'

/* A service as an HSDS 3.x object. */

const idOfRow = (row: Row) => uuidOf(String(row['id']))

function listed(kind: Kind, rows: readonly Row[], add: (row: Row) => Hsds = () => ({})): Hsds[] {
  return rows.map((row) => ({ id: idOfRow(row), ...shaped(kind, row), ...add(row) }))
}

/** Lists that have nothing in them are left out. */
function some(lists: Record<string, readonly Hsds[]>): Hsds {
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}

/**
 * The whole of a service, before anything secret is taken out of its texts. A confidential place is not in it: its
 * phones and hours stand with the service, and an attribute says which area may be named.
 */
export function composeHsds(base: BaseService, raw: Raw, { listing, places }: Published): Hsds {
  const row = raw.service(base.id)
  const links = raw.links(base.id)
  const hidden = new Set(
    base.places.flatMap(({ confidential, locationId }) => (confidential ? [locationId] : [])),
  )
  const open = links.filter((link) => !hidden.has(String(link['location_id'])))
  const shut = links.filter((link) => hidden.has(String(link['location_id'])))
  const withShut = (table: 'phones' | 'schedules') => [
    ...raw.of(table, base.id),
    ...shut.flatMap((link) => [
      ...raw.of(table, String(link['id'])),
      ...raw.of(table, String(link['location_id'])),
    ]),
  ]
  const organisation = base.organisationId ? raw.organisation(base.organisationId) : undefined
  return {
    id: uuidOf(base.id),
    ...(organisation ? { organization_id: idOfRow(organisation) } : {}),
    ...shaped('service', row),
    ...some({
      phones: phones(withShut('phones')),
      schedules: listed('schedule', withShut('schedules')),
      languages: listed('language', raw.of('languages', base.id)),
      service_areas: listed('service_area', raw.of('service_areas', base.id)),
      required_documents: listed('required_document', raw.of('required_documents', base.id)),
      cost_options: listed('cost_option', raw.of('cost_options', base.id)),
      service_at_locations: open.map((link) => serviceAt(raw, link)),
      attributes: [...sourceAttributes(raw, base.id, 'service'), ...ownAttributes(base, { listing, places })],
    }),
    ...(organisation ? { organization: organization(raw, organisation) } : {}),
  }
}

// An extension that is no number is said in words: HSDS has a number there.
function phones(rows: readonly Row[]): Hsds[] {
  return rows.map((row) => {
    const extension = String(row['extension'] ?? '')
    const shape = { id: idOfRow(row), ...shaped('phone', row) }
    if (extension === '') return shape
    if (/^\d{1,9}$/.test(extension)) return { ...shape, extension: Number(extension) }
    return { ...shape, description: [row['description'], extension].filter(Boolean).join('; ') }
  })
}

function organization(raw: Raw, row: Row): Hsds {
  return {
    id: idOfRow(row),
    // HSDS demands one.
    description: '',
    ...shaped('organization', row),
    ...some({
      phones: phones(raw.of('phones', String(row['id']))),
      attributes: sourceAttributes(raw, String(row['id']), 'organization'),
    }),
  }
}

function serviceAt(raw: Raw, link: Row): Hsds {
  const [id, locationId] = [String(link['id']), String(link['location_id'])]
  const location = raw.location(locationId)
  return {
    id: idOfRow(link),
    service_id: uuidOf(String(link['service_id'])),
    location_id: uuidOf(locationId),
    ...(fits('description', link['description']) ? { description: link['description'] } : {}),
    ...some({
      phones: phones(raw.of('phones', id)),
      schedules: listed('schedule', raw.of('schedules', id)),
      attributes: sourceAttributes(raw, id, 'service_at_location'),
    }),
    ...(location ? { location: place(raw, location) } : {}),
  }
}

function place(raw: Raw, row: Row): Hsds {
  const id = String(row['id'])
  return {
    id: idOfRow(row),
    location_type: 'physical',
    ...shaped('location', row),
    ...some({
      addresses: raw.of('addresses', id).map(address),
      phones: phones(raw.of('phones', id)),
      schedules: listed('schedule', raw.of('schedules', id)),
      languages: listed('language', raw.of('languages', id)),
      accessibility: listed('accessibility', raw.of('accessibility', id)),
      attributes: sourceAttributes(raw, id, 'location'),
    }),
  }
}

// HSDS demands these; what a source does not say is empty.
function address(row: Row): Hsds {
  const empty = {
    address_1: '',
    city: '',
    state_province: '',
    postal_code: '',
    country: '',
    address_type: 'physical',
  }
  return { id: idOfRow(row), ...empty, ...shaped('address', row) }
}

function sourceAttributes(raw: Raw, parentId: string, entity: string): Hsds[] {
  return raw.of('attributes', parentId).map((row) => {
    const term = row['term'] as Row | null
    return {
      id: idOfRow(row),
      link_id: uuidOf(parentId),
      link_entity: entity,
      ...(fits('link_type', row['link_type']) ? { link_type: row['link_type'] } : {}),
      ...(fits('value', row['value']) ? { value: row['value'] } : {}),
      ...(term ? { taxonomy_term: openTerm(term, row['vocabulary'] as Row | null).term } : {}),
    }
  })
}

/** What Northline knows beside: each a term of the taxonomy `northline`, with its value. */
function ownAttributes(
  base: BaseService,
  { listing, places }: Pick<Published, 'listing' | 'places'>,
): Hsds[] {
  const { whom, modes, free, sharing } = listing
  const area = places.find(({ confidential }) => confidential)?.area
  const said: [code: string, values: readonly (string | undefined)[]][] = [
    ['zone', [places[0]?.zone]],
    ['language', [listing.lang]],
    ['need', listing.needs],
    ['takes', whom?.takes ?? []],
    ['refuses', whom?.refuses ?? []],
    ['only_for', whom?.only ?? []],
    ['mode', modes?.sure ? modes.modes : []],
    ['free', [free === undefined ? undefined : String(free)]],
    ['sharing', [sharing]],
    ['address_withheld', [area]],
  ]
  return said.flatMap(([code, values]) =>
    values
      .filter((value) => value !== undefined && value !== '')
      .map((value) => ownAttribute(base.id, code, value ?? '')),
  )
}

export function ownAttribute(serviceId: string, code: string, value: string): Hsds {
  return {
    id: uuidFrom(serviceId, code, value),
    link_id: uuidOf(serviceId),
    link_entity: 'service',
    value,
    taxonomy_term: ownTerm(code).term,
  }
}

/** The same without any trace of confidential places; a web or e-mail address that has one goes whole. */
export function withoutSecrets(value: Hsds, scrub: (text: string) => string): Hsds {
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return scrub(part)
    if (Array.isArray(part)) return part.map(clean)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).flatMap(([key, inner]): [string, unknown][] => {
        const cleaned = clean(inner)
        return (uris.has(key) || emails.has(key)) && cleaned !== inner ? [] : [[key, cleaned]]
      }),
    )
  }
  return clean(value) as Hsds
}
