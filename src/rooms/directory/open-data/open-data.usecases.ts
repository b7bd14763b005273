import type { DirectoryDeps } from '../directory.deps.ts'
import { search } from '../search/search.usecase.ts'
import { believedSince } from '../upkeep/room-text.ts'
import { dayOf } from '../vetting/days.ts'
import { ownAttribute, type Hsds } from './compose-hsds.ts'
import {
  openAfter,
  openOrganisations,
  openPage,
  openThese,
  type OpenQuery,
  type OpenRow,
} from './open-data.repository.ts'
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
  const query = queryOf(asked, now)
  const { rows, total } = await deps.database.as(everybody, async (tx) => {
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
  const query = queryOf(asked, deps.now?.() ?? new Date())
  const page = { offset: (asked.page - 1) * asked.perPage, size: asked.perPage }
  const { rows, total } = await deps.database.as(everybody, async (tx) =>
    query ? openOrganisations(tx, query, page) : { rows: [], total: 0 },
  )
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
  const query = queryOf(asked, now)
  for (let after = ''; query;) {
    const from = after
    const rows = await deps.database.as(everybody, (tx) => openAfter(tx, query, from, linesAtOnce))
    for (const row of rows) yield present(deps, row, asked.version, now)
    const last = rows.at(-1)
    if (!last || rows.length < linesAtOnce) return
    after = last.serviceId
  }
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
function queryOf({ unvetted, organizationId, modifiedAfter }: OpenAsked, now: Date): OpenQuery | undefined {
  const organisationId = organizationId === undefined ? undefined : idOf(organizationId)
  if (organizationId !== undefined && organisationId === undefined) return undefined
  return { on: unvetted ? undefined : dayOf(now), organisationId, modifiedAfter }
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
