import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { Database } from '../../../src/database/index.ts'
import { testDatabase } from '../../../src/database/testing.ts'
import { loadInventedServices } from '../../../src/demo/invented-services.ts'
import {
  checkImport,
  createDirectory,
  csvTables,
  dataPackage,
  loadObjects,
  type CsvTable,
  type Directory,
} from '../../../src/rooms/directory/index.ts'

/* The register as whole downloads is what their standards say, and goes in again as it came out. */

const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../shared')
const data = join(beside, 'data/directory')
const folder = mkdtempSync(join(tmpdir(), 'northline-downloads-'))
const asked = { version: '3.0', page: 1, perPage: 200, unvetted: true } as const

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
  // Signs that a format could stumble over.
  await loadObjects(deps, 'awkward', [
    {
      id: 'odd', name: '=cmd|"x"!A1', status: 'active', description: 'Line one\nline "two", & 5 < 6 \u{1f6d6}',
      email: 'no+address@x', url: 'https://x.example/a?b=1&c=2', phones: [{ id: 'p', number: '+1 613-555-0111', extension: '7' }],
      schedules: [{ id: 's', freq: 'MONTHLY', bymonthday: '1', opens_at: '09:00', closes_at: '10:00' }],
    },
  ]) // prettier-ignore
  if (existsSync(data))
    for (const [path, source] of [
      ['ilao/output', 'ilao'],
      ['bc211/BC211_two_sites.xml', 'airs'],
    ] as const)
      await directory.importDirectory(join(data, path), { source })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function whole(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}
const tables = Object.keys(csvTables) as CsvTable[]

describe('the tabular form', () => {
  const read: Partial<Record<CsvTable, Record<string, string>[]>> = {}
  beforeAll(async () => {
    for (const table of tables) {
      const text = await whole(directory.openData.csv(table, asked))
      writeFileSync(join(folder, `${table}.csv`), text)
      read[table] = parse(text, { columns: true }) as Record<string, string>[]
    }
  })

  it('has each row once, and every row that another names', () => {
    const ids = new Map(tables.map((table) => [table, new Set((read[table] ?? []).map(({ id }) => id))]))
    const { resources } = dataPackage() as {
      resources: {
        name: CsvTable
        schema: { foreignKeys: { fields: string; reference: { resource: CsvTable } }[] }
      }[]
    }
    for (const { name, schema } of resources) {
      expect(read[name]?.length, name).toBe(ids.get(name)?.size)
      for (const { fields, reference } of schema.foreignKeys)
        for (const row of read[name] ?? [])
          if (row[fields] !== '')
            expect(ids.get(reference.resource)?.has(row[fields]), `${name}.${fields}`).toBe(true)
    }
    for (const table of ['services', 'organizations', 'locations', 'phones', 'schedules'] as const)
      expect(read[table]?.length).toBeGreaterThan(10)
  })

  it('is safe in a spreadsheet and whole in a text', () => {
    const odd = read.services?.find(({ description }) => description?.startsWith('Line one'))
    expect(odd).toMatchObject({
      name: `'=cmd|"x"!A1`,
      description: 'Line one\nline "two", & 5 < 6 \u{1f6d6}',
    })
    expect(read.phones?.map(({ number }) => number)).toContain('+1 613-555-0111')
  })

  it('goes in again: every row is taken', () => {
    const { report } = checkImport(folder, { source: 'again' })
    expect(report.rejections).toEqual([])
    expect(report.tables.services?.imported).toBe(read.services?.length)
    expect(report.tables.schedules?.imported).toBe(read.schedules?.length)
  })

  const standard = join(beside, 'standards/hsds-3.0/datapackage.json')
  it.skipIf(!existsSync(standard))(
    'has the files and columns of the standard, and all that it demands',
    () => {
      const { resources } = JSON.parse(readFileSync(standard, 'utf8')) as {
        resources: {
          path: string
          schema: { fields: { name: string; constraints?: { required?: boolean } }[] }
        }[]
      }
      for (const table of tables) {
        const wanted = resources.find(({ path }) => path === `${table}.csv`)?.schema.fields ?? []
        expect(csvTables[table], table).toEqual(wanted.map(({ name }) => name))
        for (const { name, constraints } of wanted)
          if (constraints?.required)
            for (const row of read[table] ?? [])
              expect(row[name], `${table}.${name} of ${row['id']}`).not.toBe('')
      }
    },
  )
})

describe('AIRS XML', () => {
  let xml: string
  beforeAll(async () => {
    xml = await whole(directory.openData.airs('register.example', asked))
    writeFileSync(join(folder, 'airs.xml'), xml)
  })

  it('goes in again with as many services, and the same telephones', async () => {
    const only = mkdtempSync(join(tmpdir(), 'northline-airs-'))
    try {
      writeFileSync(join(only, 'airs.xml'), xml)
      const { report } = checkImport(only, { source: 'again' })
      expect(report.rejections.filter(({ reason }) => !/fewer than three digits/.test(reason))).toEqual([])
      const { total_items: all } = await directory.openData.services(asked)
      expect(report.tables.services?.imported).toBe(all)
      expect(xml).toContain('+1 613-555-0111')
      expect(xml).not.toContain('no+address@x')
    } finally {
      rmSync(only, { recursive: true, force: true })
    }
  })

  it('has the services of an organization in one agency', () => {
    const agencies = xml.match(/<Agency>/g)?.length ?? 0
    const services = xml.match(/<SiteService>/g)?.length ?? 0
    expect(agencies).toBeGreaterThan(20)
    expect(services).toBeGreaterThan(agencies)
  })

  const schema = join(beside, 'standards/airs/airs_3_0.xsd')
  it.skipIf(!existsSync(schema))(
    'is what the schema of AIRS 3.0 says; one that is not is refused by the same check',
    async () => {
      const check = async (contents: string) =>
        validateXML({
          xml: [{ fileName: 'airs.xml', contents }],
          schema: [{ fileName: 'airs.xsd', contents: readFileSync(schema, 'utf8') }],
          initialMemoryPages: 1_024,
          maxMemoryPages: 8_192,
        })
      const { errors } = await check(xml)
      expect(errors.slice(0, 5).map(({ message }) => message)).toEqual([])
      const spoiled = await check(xml.replace('<IRSStatus></IRSStatus>', ''))
      expect(spoiled.valid).toBe(false)
    },
  )
})
