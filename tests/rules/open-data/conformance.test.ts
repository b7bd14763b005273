import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/index.ts'
import { testDatabase } from '../../../src/database/testing.ts'
import { createDirectory, type Directory, type HsdsVersion } from '../../../src/rooms/directory/index.ts'
import { inventedServices, loadInventedServices } from '../../../src/demo/invented-services.ts'
import { vetInvented } from '../../../src/demo/vetted.ts'

/*
 * What goes out as HSDS is what HSDS says, for everything that real registers brought in: checked against the published
 * schemas of both versions, with no property allowed that they don't name. Skipped where they are not beside the project.
 */
const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const schemas = (version: HsdsVersion) => join(beside, `standards/hsds-${version}/schema`)
const oruk = (label: 'Fail') => join(beside, `data/directory/oruk-mock/V3.0-UK-${label}`)
const here = existsSync(schemas('3.0')) && existsSync(schemas('3.1'))

/** A schema of HSDS as the validator can use it: references lead to the files beside it, and nothing unnamed is let through. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (key === '$id' || key === '$schema') return []
    if (key === '$ref' && typeof inner === 'string') return [[key, `hsds:${basename(inner)}`]]
    return [[key, closed(inner)]]
  })
  const object = Object.fromEntries(entries)
  return 'properties' in object && object['type'] !== 'array'
    ? { ...object, additionalProperties: false }
    : object
}

type Checked = 'service' | 'organization' | 'service_at_location' | 'taxonomy' | 'taxonomy_term'

function checkerOf(version: HsdsVersion, of: Checked = 'service'): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
  formats.default(ajv)
  const folder = schemas(version)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'openapi.json'))
    ajv.addSchema(closed(JSON.parse(readFileSync(join(folder, file), 'utf8'))) as AnySchema, `hsds:${file}`)
  const check = ajv.getSchema(`hsds:${of}.json`)
  if (!check) throw new Error(`no schema of ${of}`)
  return check
}

function faultsOf(check: ValidateFunction, value: unknown): string[] {
  if (check(value)) return []
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

describe.skipIf(!here)('the open data', () => {
  let database: Database
  let directory: Directory
  beforeAll(async () => {
    database = await testDatabase()
    const deps = {
      database,
      settings: { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 },
    }
    directory = createDirectory(deps)
    await loadInventedServices(deps)
    await vetInvented(deps)
    for (const [path, source] of [
      ['data/directory/ilao/output', 'ilao'],
      ['data/directory/bc211/BC211_two_sites.xml', 'airs'],
      ['standards/hsds-3.0/examples/csv', 'examples-csv'],
      ['standards/hsds-3.0/examples/service_full.json', 'examples-full'],
      ['standards/hsds-3.0/examples/organization_full.json', 'examples-organization'],
    ] as const)
      await directory.importDirectory(join(beside, path), { source })
    // And where whoever keeps an entry says something else than its source.
    for (const [field, value] of [
      [
        'hours',
        {
          kind: 'week',
          week: [{ day: 1, opens: '20:00', closes: '00:00' }],
          closed: [{ from: '2099-12-24', to: '2099-12-26' }],
          note: '',
        },
      ],
      ['phones', [{ number: '613-555-0142', extension: 'b', kind: 'text', note: 'Nights' }]],
      ['name', 'Changed'],
      ['for_whom', 'Women and men.'],
      ['address', { line: '5 Bay Road', town: 'Napanee', province: 'ON', postalCode: '' }],
    ] as const)
      await sql`with asked as (
          insert into directory.changes (service_id, field, value, why, by_member)
          select service_id, ${field}, ${JSON.stringify(value)}::jsonb, '', 'x' from directory.published
            where jsonb_array_length(places) = 1
              and service_id in (select id from directory.services where source = 'ilao') returning no, at_once)
        insert into directory.change_answers (change_no, answer, why, by_member)
        select no, 'accepted', '', 'y' from asked where not at_once`.execute(database.unguarded)
    while ((await directory.catchUp()) > 0);
  })
  afterAll(() => database.close())

  const asked = (version: HsdsVersion, more: object = {}) => ({
    version,
    page: 1,
    perPage: 100,
    unvetted: true,
    ...more,
  })

  it.each(['3.0', '3.1'] as const)(
    'is HSDS %s on the first, a middle and the last page, and in every line',
    async (version) => {
      const check = checkerOf(version)
      const first = await directory.openData.services(asked(version))
      expect(first.total_items).toBeGreaterThan(400)
      for (const page of [1, Math.ceil(first.total_pages / 2), first.total_pages]) {
        const got = await directory.openData.services(asked(version, { page }))
        expect(got).toMatchObject({
          page_number: page,
          size: got.contents.length,
          first_page: page === 1,
          last_page: page === first.total_pages,
          empty: false,
        })
        expect(got.contents.flatMap((service) => faultsOf(check, service))).toEqual([])
      }
      const ids = new Set<unknown>()
      const faults: string[] = []
      for await (const service of directory.openData.everyService(asked(version))) {
        ids.add(service['id'])
        faults.push(...faultsOf(check, service))
      }
      expect(faults).toEqual([])
      expect(ids.size).toBe(first.total_items)
      const organization = checkerOf(version, 'organization')
      const { contents } = await directory.openData.organizations(asked(version))
      expect(contents.length).toBeGreaterThan(20)
      expect(contents.flatMap((one) => faultsOf(organization, one))).toEqual([])
      const { openData } = directory
      const schemaOf = {
        // Its service lies in it in the standard's own examples, and is checked by itself.
        service_at_location: [checkerOf(version, 'service_at_location'), openData.servicesAtLocations],
        taxonomy: [checkerOf(version, 'taxonomy'), openData.taxonomies],
        taxonomy_term: [checkerOf(version, 'taxonomy_term'), openData.taxonomyTerms],
      } as const
      for (const [kind, [checked, list]] of Object.entries(schemaOf)) {
        const pages = (await list(asked(version))).total_pages
        for (const page of new Set([1, Math.ceil(pages / 2), pages]))
          for (const one of (await list(asked(version, { page }))).contents) {
            const { service: inner, ...itself } = one
            expect(faultsOf(checked, kind === 'service_at_location' ? itself : one)).toEqual([])
            if (inner !== undefined) expect(faultsOf(check, inner)).toEqual([])
          }
      }
      expect((await openData.servicesAtLocations(asked(version))).total_items).toBeGreaterThan(40)
      expect((await openData.taxonomyTerms(asked(version))).total_items).toBeGreaterThan(10)
      const [id] = ids
      expect(faultsOf(check, await directory.openData.service(String(id), version))).toEqual([])
    },
  )

  it('is refused by the same check where a field, a format or a choice is wrong', async () => {
    const check = checkerOf('3.1')
    const [service] = (await directory.openData.services(asked('3.1'))).contents
    for (const spoiled of [
      { ...service, shoe_size: 7 },
      { ...service, id: '7' },
      { ...service, status: 'open' },
      { ...service, url: 'no address' },
      { ...service, phones: [{ number: '1' }] },
    ])
      expect(faultsOf(check, spoiled).length, JSON.stringify(spoiled).slice(0, 80)).toBeGreaterThan(0)
  })

  it.skipIf(!existsSync(oruk('Fail')))('refuses the answers that a validator labels as bad', () => {
    const check = checkerOf('3.0')
    const bad = ['service_full.json', 'service_list.json'].flatMap((file) => {
      const read = JSON.parse(readFileSync(join(oruk('Fail'), file), 'utf8')) as { contents?: unknown[] }
      return read.contents ?? [read]
    })
    expect(bad.length).toBeGreaterThan(0)
    for (const service of bad)
      expect(faultsOf(check, service).length, JSON.stringify(service).slice(0, 120)).toBeGreaterThan(0)
  })

  it('gives what is vetted, unless what is not is asked for, and then says so', async () => {
    const { total_items: vetted, contents } = await directory.openData.services(
      asked('3.1', { unvetted: false }),
    )
    expect(vetted).toBeGreaterThan(20)
    expect(vetted).toBeLessThan(inventedServices.length)
    const says = (service: Record<string, unknown>) =>
      (service['attributes'] as { value: string; taxonomy_term?: { code: string } }[]).find(
        ({ taxonomy_term: term }) => term?.code === 'vetted_by',
      )?.value
    expect(new Set(contents.map(says))).toEqual(new Set(['line']))
    const all = await directory.openData.services(asked('3.1', { search: 'Sunrise' }))
    expect(all.contents.map((service) => [service['name'], says(service)])).toContainEqual([
      'Sunrise free rooms',
      'nobody',
    ])
  })
})
