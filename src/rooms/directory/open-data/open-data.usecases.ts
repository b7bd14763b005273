import type { DirectoryDeps } from '../directory.deps.ts'
import type { Tx } from '../../../database/index.ts'
import { areaKeysOf } from '../places/areas.ts'
import { resolvePlace } from '../places/resolve.ts'
import { search } from '../search/search.usecase.ts'
import { believedSince } from '../upkeep/room-text.ts'
import { dayOf } from '../vetting/days.ts'
import { ownAttribute } from './compose-hsds.ts'
import type { Hsds } from './shape.ts'
import {
  openAfter,
  openByOrganisation,
  openOrganisations,
  openPage,
  openThese,
  type Near,
  type OpenQuery,
  type OpenRow,
} from './open-data.repository.ts'
import {
  openPlace,
  openPlaces,
  openTaxonomiesPage,
  findTaxonomy,
  findTerm,
  openTermsPage,
  type OpenPlace,
} from './open-lists.repository.ts'
import { idOf, uuidFrom, uuidOf } from './uuid.ts'

/** 3.0 knows no capacity; everything else is the same. */
export type HsdsVersion = '3.0' | '3.1'

export type OpenAsked = {
  version: HsdsVersion
  page: number
  perPage: number
  /** Words as they would be typed into the finder. */
  search?: string | undefined
  organizationId?: string | undefined
  modifiedAfter?: Date | undefined
  taxonomyTermId?: string | undefined
  taxonomyId?: string | undefined
  /** A postal code, or any place as the finder takes it. */
  postcode?: string | undefined
  /** In metres from the middle of `postcode`; without it also what says that it serves the place. */
  proximity?: number | undefined
  /** Terms: only what lies under this, or under nothing. */
  parentId?: string | undefined
  topOnly?: boolean | undefined
  /** Also what nobody of the line has vetted, and says so. */
  unvetted: boolean
}

/** A page as HSDS has it. */
export type HsdsPage = {
  total_items: number
  total_pages: number
  page_number: number
  size: number
  first_page: boolean
  last_page: boolean
  empty: boolean
  contents: Hsds[]
}

const everybody = { kind: 'public' } as const
const linesAtOnce = 200

/** A page of services, in the order of their ids, or of how well they answer a search. */
export async function openServices(deps: DirectoryDeps, asked: OpenAsked): Promise<HsdsPage> {
  const now = deps.now?.() ?? new Date()
  const { page, perPage, version } = asked
  const { rows, total } = await deps.database.as(everybody, async (tx) => {
    const query = await queryOf(tx, deps, asked, now)
    if (!query) return { rows: [], total: 0 }
    if (!asked.search) return openPage(tx, query, { offset: (page - 1) * perPage, size: perPage })
    const words = { text: asked.search.slice(0, 300), page, size: perPage, unvetted: asked.unvetted }
    const found = await search(tx, words, deps.settings, 'en', now)
    const ids = found.rows.map(({ serviceId }) => serviceId)
    return { rows: await openThese(tx, query, ids), total: found.total }
  })
  return paged(
    asked,
    total,
    rows.map((row) => present(deps, row, version, now)),
  )
}

/** A page of organisations that have a service which is given out, in the order of their ids. */
export async function openOrganizations(deps: DirectoryDeps, asked: OpenAsked): Promise<HsdsPage> {
  const { rows, total } = await deps.database.as(everybody, async (tx) => {
    const query = await queryOf(tx, deps, asked, deps.now?.() ?? new Date())
    return query ? openOrganisations(tx, query, pageOf(asked)) : { rows: [], total: 0 }
  })
  return paged(asked, total, rows)
}

/** One organisation by its UUID; undefined where none of its services is published. */
export async function openOrganization(deps: DirectoryDeps, uuid: string): Promise<Hsds | undefined> {
  const organisationId = idOf(uuid)
  if (!organisationId) return undefined
  const { rows } = await deps.database.as(everybody, (tx) =>
    openOrganisations(tx, { organisationId }, { offset: 0, size: 1 }),
  )
  return rows[0]
}

const pageOf = ({ page, perPage }: OpenAsked) => ({ offset: (page - 1) * perPage, size: perPage })

/** A page of services at places that may be named. With words: of the services that answer them best. */
export async function openServicesAtPlaces(deps: DirectoryDeps, asked: OpenAsked): Promise<HsdsPage> {
  const now = deps.now?.() ?? new Date()
  const { rows, total } = await deps.database.as(everybody, async (tx) => {
    const query = await queryOf(tx, deps, asked, now)
    if (!query) return { rows: [], total: 0 }
    if (asked.search === undefined) return openPlaces(tx, query, pageOf(asked))
    const words = { text: asked.search.slice(0, 300), page: 1, size: mostAnswering, unvetted: asked.unvetted }
    const found = await search(tx, words, deps.settings, 'en', now)
    const among = found.rows.map(({ serviceId }) => serviceId)
    return openPlaces(tx, { ...query, among }, pageOf(asked))
  })
  return paged(
    asked,
    total,
    rows.map((row) => presentPlace(deps, row, asked.version, now)),
  )
}

const mostAnswering = 200

/** One service at a place by its UUID; undefined where there is none that may be named. */
export async function openServiceAtPlace(
  deps: DirectoryDeps,
  uuid: string,
  version: HsdsVersion,
): Promise<Hsds | undefined> {
  if (!idOf(uuid)) return undefined
  const row = await deps.database.as(everybody, (tx) => openPlace(tx, uuid.toLowerCase()))
  return row && presentPlace(deps, row, version, deps.now?.() ?? new Date())
}

function presentPlace(deps: DirectoryDeps, row: OpenPlace, version: HsdsVersion, now: Date): Hsds {
  const { service_at_locations: _, ...service } = present(deps, row, version, now)
  return { ...row.link, service }
}

/** A page of the taxonomies by which services are filed. */
export async function openTaxonomies(deps: DirectoryDeps, asked: OpenAsked): Promise<HsdsPage> {
  const { rows, total } = await deps.database.as(everybody, (tx) =>
    openTaxonomiesPage(tx, asked.search, pageOf(asked)),
  )
  return paged(asked, total, rows)
}

/** A page of the terms by which services are filed, in the order of their names. */
export async function openTerms(deps: DirectoryDeps, asked: OpenAsked): Promise<HsdsPage> {
  const { taxonomyId, parentId, topOnly, search: words } = asked
  const none = [taxonomyId, parentId].some((uuid) => uuid !== undefined && !idOf(uuid))
  const { rows, total } = none
    ? { rows: [], total: 0 }
    : await deps.database.as(everybody, (tx) =>
        openTermsPage(tx, { taxonomy: taxonomyId, parent: parentId, top: topOnly, words }, pageOf(asked)),
      )
  return paged(asked, total, rows)
}

/** One taxonomy, or one term, by its UUID; undefined where no published service is filed under it. */
export async function openFiling(
  deps: DirectoryDeps,
  kind: 'taxonomy' | 'term',
  uuid: string,
): Promise<Hsds | undefined> {
  if (!idOf(uuid)) return undefined
  return deps.database.as(everybody, (tx) => (kind === 'term' ? findTerm(tx, uuid) : findTaxonomy(tx, uuid)))
}

function paged({ page, perPage }: OpenAsked, total: number, contents: Hsds[]): HsdsPage {
  const pages = Math.ceil(total / perPage)
  return {
    total_items: total,
    total_pages: pages,
    page_number: page,
    size: contents.length,
    first_page: page === 1,
    last_page: page >= pages,
    empty: contents.length === 0,
    contents,
  }
}

/** Every service, one after the other, however many; each is read in a short transaction of its own. */
export async function* everyOpenService(deps: DirectoryDeps, asked: OpenAsked): AsyncGenerator<Hsds> {
  const now = deps.now?.() ?? new Date()
  const query = await deps.database.as(everybody, (tx) => queryOf(tx, deps, asked, now))
  for (let after = ''; query;) {
    const from = after
    const rows = await deps.database.as(everybody, (tx) => openAfter(tx, query, from, linesAtOnce))
    for (const row of rows) yield present(deps, row, asked.version, now)
    const last = rows.at(-1)
    if (!last || rows.length < linesAtOnce) return
    after = last.serviceId
  }
}

/** Every organisation's services together, one organisation after the other; a service of none by itself. */
export async function* openServicesByOrganization(
  deps: DirectoryDeps,
  asked: OpenAsked,
): AsyncGenerator<Hsds[]> {
  const now = deps.now?.() ?? new Date()
  const query = await deps.database.as(everybody, (tx) => queryOf(tx, deps, asked, now))
  let held: { organisationId: string; services: Hsds[] } | undefined
  for (let after = { organisationId: '', serviceId: '' }; query;) {
    const from = after
    const rows = await deps.database.as(everybody, (tx) => openByOrganisation(tx, query, from, linesAtOnce))
    for (const row of rows) {
      const service = present(deps, row, asked.version, now)
      if (held && held.organisationId === row.organisationId && row.organisationId !== '')
        held.services.push(service)
      else {
        if (held) yield held.services
        held = { organisationId: row.organisationId, services: [service] }
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < linesAtOnce) break
    after = last
  }
  if (held) yield held.services
}

/** One service by its UUID, vetted or not; undefined where there is none. */
export async function openService(
  deps: DirectoryDeps,
  uuid: string,
  version: HsdsVersion,
): Promise<Hsds | undefined> {
  const id = idOf(uuid)
  if (!id) return undefined
  const now = deps.now?.() ?? new Date()
  const [row] = await deps.database.as(everybody, (tx) => openThese(tx, {}, [id]))
  return row && present(deps, row, version, now)
}

/** Undefined where it can have no answer. */
async function queryOf(
  tx: Tx,
  deps: DirectoryDeps,
  asked: OpenAsked,
  now: Date,
): Promise<OpenQuery | undefined> {
  const { unvetted, organizationId, modifiedAfter, taxonomyTermId, taxonomyId, postcode } = asked
  const organisationId = organizationId === undefined ? undefined : idOf(organizationId)
  for (const [given, read] of [
    [organizationId, organisationId],
    [taxonomyTermId, taxonomyTermId && idOf(taxonomyTermId)],
    [taxonomyId, taxonomyId && idOf(taxonomyId)],
  ])
    if (given !== undefined && !read) return undefined
  const near = postcode === undefined ? undefined : await nearTo(tx, deps, postcode, asked.proximity)
  if (postcode !== undefined && !near) return undefined
  return {
    on: unvetted ? undefined : dayOf(now),
    organisationId,
    modifiedAfter,
    termId: taxonomyTermId,
    taxonomyId,
    near,
  }
}

async function nearTo(
  tx: Tx,
  { settings }: DirectoryDeps,
  text: string,
  proximity?: number,
): Promise<Near | undefined> {
  const place = await resolvePlace(tx, text, 'en')
  if (!('kind' in place) || !place.point) return undefined
  return proximity === undefined
    ? {
        point: place.point,
        metres: settings.radiusKm * 1_000,
        serves: areaKeysOf({ town: place.town ?? place.nearestTown, province: place.province }),
      }
    : { point: place.point, metres: proximity }
}

function present({ settings }: DirectoryDeps, row: OpenRow, version: HsdsVersion, now: Date): Hsds {
  const { serviceId, hsds, vetting, room } = row
  const { attributes = [], ...rest } = hsds as { attributes?: Hsds[] } & Hsds
  const stands = vetting !== null && vetting.until >= dayOf(now)
  const believed = room !== null && new Date(room.at) >= believedSince(now, settings)
  return {
    ...rest,
    ...(believed && version === '3.1' ? { capacities: [capacity(serviceId, room)] } : {}),
    attributes: [
      ...attributes,
      ownAttribute(serviceId, 'vetted_by', stands ? vetting.by : 'nobody'),
      ...(stands ? [ownAttribute(serviceId, 'vetted_until', vetting.until)] : []),
    ],
  }
}

function capacity(serviceId: string, { unit, free, at }: NonNullable<OpenRow['room']>): Hsds {
  return {
    id: uuidFrom(serviceId, 'capacity', unit),
    service_id: uuidOf(serviceId),
    unit: { id: uuidFrom('unit', unit), name: unit },
    available: free,
    updated: new Date(at).toISOString(),
  }
}
