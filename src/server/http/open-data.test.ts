import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Hono } from 'hono'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { acceptInvented, createDirectory, loadObjects } from '../../rooms/directory/index.ts'
import { createLog } from '../log.ts'
import { openData } from './open-data.ts'

const term = (id: string) => ({
  id,
  name: `Invented ${id}`,
  description: '',
  taxonomy_detail: { id: 'words', name: 'Invented words', description: '', version: '1' },
})

let database: Database
let app: Hono
beforeAll(async () => {
  database = await testDatabase()
  const deps = {
    database,
    settings: { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 },
  }
  await acceptInvented(deps, 'open')
  const services = Array.from({ length: 7 }, (_, index) => ({
    id: `s${index}`,
    name: `Invented ${index === 3 ? 'quillon' : 'room'} ${index}`,
    status: 'active',
    ...(index < 3 ? { last_modified: '2026-01-01T00:00:00Z' } : {}),
    organization: { id: index < 2 ? 'one' : 'other', name: 'House', description: 'A house.' },
    ...(index === 4 || index === 5
      ? {
          service_at_locations: [
            {
              id: `at${index}`,
              location: { id: `p${index}`, location_type: 'physical', latitude: index === 4 ? 44.231 : 45.4, longitude: index === 4 ? -76.486 : -75.7,
                addresses: [{ id: `a${index}`, address_1: '1 Invented Street', city: index === 4 ? 'Kingston' : 'Ottawa', state_province: 'ON', postal_code: '', country: 'CA', address_type: 'physical' }] },
            },
          ],
        }
      : {}),
    ...(index === 6 ? { service_areas: [{ id: 'area', name: 'Kingston' }] } : {}),
    ...(index === 5 ? { attributes: [{ id: 'filed', taxonomy_term: { ...term('beds'), parent_id: 'housing' } }] } : {}),
  })) // prettier-ignore
  await loadObjects(deps, 'open', [term('housing'), ...services])
  app = openData({
    data: createDirectory(deps).openData,
    address: 'http://help.example',
    clientKeyOf: (c) => c.req.header('x-client') ?? crypto.randomUUID(),
    log: createLog('silent'),
  })
})
afterAll(() => database.close())

type Page = {
  total_items: number
  contents: { id: string; name: string; organization_id: string }[]
} & Record<string, unknown>
const get = (path: string, init: RequestInit = {}) => app.request(`http://help.example${path}`, init)
const page = async (path: string) => (await (await get(path)).json()) as Page

describe('the open data over HTTP', () => {
  it('says what it is, to any site, and sets no cookie', async () => {
    for (const [path, version] of [
      ['/', '3.1'],
      ['/3.0', '3.0'],
    ]) {
      const got = await get(path ?? '')
      expect(got.status).toBe(200)
      expect(await got.json()).toMatchObject({ version })
      expect(got.headers.get('access-control-allow-origin')).toBe('*')
      expect(got.headers.get('set-cookie')).toBeNull()
    }
  })

  it('gives pages that together are everything, once', async () => {
    const pages = await Promise.all([1, 2, 3].map((at) => page(`/services?per_page=3&page=${at}`)))
    expect(pages.map(({ size }) => size)).toEqual([3, 3, 1])
    expect(pages[2]).toMatchObject({ total_items: 7, total_pages: 3, page_number: 3, last_page: true })
    expect(new Set(pages.flatMap(({ contents }) => contents.map(({ id }) => id))).size).toBe(7)
    expect(await page('/services?page=9&per_page=3')).toMatchObject({ empty: true, contents: [] })
  })

  it('filters by organization, by when it changed, and by words', async () => {
    const all = await page('/services')
    const one = all.contents.filter(({ name }) => /[01]$/.test(name))
    expect((await page(`/services?organization_id=${one[0]?.organization_id}`)).contents).toEqual(one)
    expect(await page('/services?organization_id=nobody')).toMatchObject({ total_items: 0, empty: true })
    // Of those whose source does not say it is not known.
    expect((await page('/services?modified_after=2026-06-01')).total_items).toBe(4)
    expect((await page('/services?modified_after=2025-06-01T00:00:00Z')).total_items).toBe(7)
    const names = async (got: Response) => ((await got.json()) as Page).contents.map(({ name }) => name)
    expect(await names(await get('/services?search=quillon'))).toEqual(['Invented quillon 3'])
    const asPost = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ search: 'quillon', per_page: 5 }),
    }
    expect(await names(await get('/services', asPost))).toEqual(['Invented quillon 3'])
  })

  it('has places, with their service, by where they are; what serves a place is found without a distance', async () => {
    const all = await page('/service_at_locations')
    expect(all.total_items).toBe(2)
    const [first] = all.contents as unknown as { id: string; location: object; service: { name: string } }[]
    expect(first).toMatchObject({
      location: { latitude: expect.any(Number) },
      service: { id: expect.any(String) },
    })
    expect(await (await get(`/service_at_locations/${first?.id}`)).json()).toEqual(first)
    const named = async (path: string) =>
      (await page(path)).contents.map(
        (one) => ((one as unknown as { service?: { name: string } }).service ?? one).name,
      )
    expect(await named('/service_at_locations?postcode=44.23,-76.48&proximity=2000')).toEqual([
      'Invented room 4',
    ])
    expect(await named('/services?postcode=44.23,-76.48&proximity=2000')).toEqual(['Invented room 4'])
    expect((await named('/services?postcode=44.23,-76.48')).sort()).toEqual([
      'Invented room 4',
      'Invented room 6',
    ])
    expect(await named('/service_at_locations?postcode=44.23,-76.48&proximity=200000')).toHaveLength(2)
    expect(await page('/services?postcode=nowhere&proximity=5')).toMatchObject({ empty: true })
  })

  it('has the taxonomies and terms that services are filed under, and finds what lies below a term', async () => {
    const terms = (await page('/taxonomy_terms?search=Invented')).contents as unknown as Record<
      string,
      string
    >[]
    expect(terms.map(({ name }) => name)).toEqual(['Invented beds', 'Invented housing'])
    const [beds, housing] = terms
    expect(beds).toMatchObject({ parent_id: housing?.['id'], taxonomy_detail: { name: 'Invented words' } })
    const own = await page(`/taxonomy_terms?taxonomy_id=${beds?.['taxonomy_id']}&top_only=true`)
    expect(own.contents).toEqual([housing])
    expect((await page(`/taxonomy_terms?parent_id=${housing?.['id']}`)).contents).toEqual([beds])
    expect(await (await get(`/taxonomy_terms/${beds?.['id']}`)).json()).toEqual(beds)
    const taxonomies = await page('/taxonomies')
    expect(taxonomies.contents.map(({ name }) => name)).toEqual(['Invented words', 'northline'])
    expect(await (await get(`/taxonomies/${taxonomies.contents[0]?.id}`)).json()).toEqual(
      taxonomies.contents[0],
    )
    for (const filter of [`taxonomy_term_id=${housing?.['id']}`, `taxonomy_id=${beds?.['taxonomy_id']}`])
      expect((await page(`/services?${filter}`)).contents.map(({ name }) => name)).toEqual([
        'Invented room 5',
      ])
    expect(await page('/services?taxonomy_term_id=nothing')).toMatchObject({ empty: true })
  })

  it('can be taken away whole, as tables and as AIRS XML', async () => {
    const tables = (await (await get('/csv/datapackage.json')).json()) as { resources: { path: string }[] }
    expect(tables.resources.map(({ path }) => path)).toContain('services.csv')
    for (const { path } of tables.resources) {
      const got = await get(`/csv/${path}`)
      expect(got.headers.get('content-type')).toContain('text/csv')
      expect((await got.text()).split('\r\n')[0]).toMatch(/^id,/)
    }
    expect((await (await get('/csv/services.csv')).text()).trim().split('\r\n')).toHaveLength(8)
    const airs = await get('/airs.xml')
    expect(airs.headers.get('content-type')).toContain('application/xml')
    expect((await airs.text()).match(/<SiteService>/g)).toHaveLength(7)
    for (const path of ['/csv/members.csv', '/csv/constructor', '/csv/..%2fservices.csv'])
      expect((await get(path)).status).toBe(404)
    expect((await get('/csv/services.csv?search=x')).status).toBe(400)
  })

  it('gives no more than ids where that is asked for', async () => {
    const { contents } = await page('/services?minimal=true')
    expect(new Set(contents.flatMap((one) => Object.keys(one)))).toEqual(new Set(['id', 'last_modified']))
  })

  it('streams everything as lines', async () => {
    const got = await get('/services?format=ndjson')
    expect(got.headers.get('content-type')).toContain('application/x-ndjson')
    const ids = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id)
    expect(new Set(ids(await got.text())).size).toBe(7)
    for (const [list, count] of [
      ['organizations', 2],
      ['service_at_locations', 2],
      ['taxonomies', 2],
    ] as const)
      expect(new Set(ids(await (await get(`/${list}?format=ndjson`)).text())).size).toBe(count)
  })

  it('gives one service, and answers what is none alike', async () => {
    const [first] = (await page('/services')).contents
    expect(await (await get(`/services/${first?.id}`)).json()).toMatchObject({
      id: first?.id,
      name: first?.name,
    })
    const answers = await Promise.all(
      [
        '00000000-0000-0000-0000-000000000000',
        'x',
        '..%2f..%2fetc',
        first?.id.toUpperCase().replace(/^./, 'g'),
      ].map(async (id) => {
        const got = await get(`/services/${id}`)
        return [got.status, await got.text()]
      }),
    )
    for (const answer of answers) expect(answer).toEqual([404, answers[0]?.[1]])
  })

  it('gives the organizations of what is given out, and describes itself', async () => {
    const { contents, total_items } = await page('/organizations')
    expect(total_items).toBe(2)
    const [first] = contents
    expect(await (await get(`/organizations/${first?.id}`)).json()).toEqual(first)
    expect((await get('/organizations/00000000-0000-0000-0000-000000000000')).status).toBe(404)
    const { openapi_url } = (await (await get('/')).json()) as { openapi_url: string }
    expect(openapi_url).toBe('http://help.example/hsds/openapi.json')
    const described = (await (await get('/openapi.json')).json()) as { paths: Record<string, object> }
    for (const path of Object.keys(described.paths)) {
      const id = (await page(path.replace('/{id}', ''))).contents[0]?.id
      expect((await get(path.replace('{id}', id ?? ''))).status).toBe(200)
    }
  })

  it.each([
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['per_page=201', 'per_page'],
    ['modified_after=soon', 'modified_after'],
    ['format=xml', 'format'],
    ['format=ndjson&search=room', 'format'],
    [`search=${'x'.repeat(301)}`, 'search'],
    ['unvetted=perhaps', 'unvetted'],
    ['proximity=5', 'postcode'],
    ['postcode=x&proximity=0', 'proximity'],
    ['top_only=true', 'top_only'],
  ])('refuses %s by the name of the field, and says nothing of what was sent', async (given, field) => {
    const got = await get(`/services?${given}`)
    expect(got.status).toBe(400)
    const { error } = (await got.json()) as { error: { code: string; facts: { fields: string[] } } }
    expect(error).toMatchObject({ code: 'request.invalid', facts: { fields: [field] } })
  })

  it('is read only, and not without end', async () => {
    for (const method of ['PATCH', 'PUT', 'DELETE'])
      expect((await get('/services', { method })).status).toBe(404)
    const headers = { 'x-client': 'one' }
    const statuses: number[] = []
    for (let i = 0; i < 130; i++) statuses.push((await get('/', { headers })).status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5)
    expect(statuses.slice(0, 100).every((status) => status === 200)).toBe(true)
    // All of it is more work than a page of it.
    const wholes: number[] = []
    for (let i = 0; i < 45; i++)
      wholes.push((await get('/csv/taxonomies.csv', { headers: { 'x-client': 'two' } })).status)
    expect(wholes.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 200))
    expect(wholes.slice(42)).toEqual([429, 429, 429])
  })
})
