import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { testDeps } from '../directory.testing.ts'
import { importDirectory } from './import.usecase.ts'
import type { ImportReport } from './report.ts'

/* Registers that really are published. They are no part of the project: where they are not beside it, this is skipped. */
const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared')
const ilao = join(beside, 'data/directory/ilao/output')
const data = join(beside, 'data/directory')
const examples = join(beside, 'standards/hsds-3.0/examples')

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function twice(path: string, source: string, mapping?: string): Promise<[ImportReport, ImportReport]> {
  const options = { source, ...(mapping ? { mapping } : {}) }
  const run = () => importDirectory(testDeps(database), path, options)
  return [await run(), await run()]
}

function check(first: ImportReport, second: ImportReport): void {
  for (const report of [first, second]) {
    expect(report.read).toBe(report.imported + report.unchanged + report.rejected)
    for (const { file, line, reason } of report.rejections) {
      expect(file).not.toBe('')
      expect(line).toBeGreaterThan(0)
      expect(reason).not.toBe('')
    }
  }
  expect(second).toMatchObject({
    read: first.read,
    imported: 0,
    rejected: first.rejected,
    removed: 0,
    published: 0,
  })
}

describe.skipIf(!existsSync(ilao))(
  'the HSDS 1.x package of Illinois Legal Aid Online (skipped where it is not beside the project)',
  () => {
    it('goes in whole, but for the rows that say nothing', async () => {
      const [first, second] = await twice(ilao, 'ilao')
      check(first, second)
      expect(first.tables).toMatchObject({
        organizations: { imported: 33 },
        services: { imported: 429 },
        locations: { imported: 520 },
        schedules: { imported: 2_492 },
      })
      expect(first.published).toBe(429)
      expect([...new Set(first.rejections.map(({ file, field }) => `${file} ${field}`))]).toEqual([
        'phones.csv number',
        'services.csv name',
      ])
    })
  },
)

describe.skipIf(!existsSync(examples))(
  'the examples of HSDS 3.0 (skipped where they are not beside the project)',
  () => {
    it.each(['csv', '', 'service_list.json', 'service_full.json', 'organization_full.json', 'tabular.json'])(
      '%j go in',
      async (name) => {
        const [first, second] = await twice(join(examples, name), `examples ${name}`)
        check(first, second)
        const services = first.tables.services?.imported ?? 0
        expect(services).toBe(1)
        const { rows } = await database.as({ kind: 'public' }, (tx) =>
          sql`select from directory.published where listing -> 'words' ->> 'name' = 'Community Counselling'`.execute(
            tx,
          ),
        )
        expect(rows.length).toBeGreaterThan(0)
      },
    )
  },
)

const mappingOf = (name: string) => resolve(import.meta.dirname, '../../../../docs/mappings', name)

describe.skipIf(!existsSync(data))(
  'other registers that are published (skipped where they are not beside the project)',
  () => {
    it.each([
      ['bc211/BC211_data_excerpt.xml', undefined, 39, []],
      ['bc211/BC211_two_sites.xml', undefined, 24, []],
      ['bc211/BC211_invalid_agencies.xml', undefined, 6, ['name', 'organization_id']],
      ['kingston/services.json', 'kingston.json', 196, []],
      ['florida', 'florida.json', 135, []],
      ['ilao/input', 'ilao-sheets.json', 429, ['name', 'number', 'service_id']],
    ] as const)('%s goes in, with what it does not say listed', async (path, mapping, services, rejected) => {
      const [first, second] = await twice(join(data, path), `other ${path}`, mapping && mappingOf(mapping))
      check(first, second)
      expect(first.tables.services?.imported).toBe(services)
      expect([...new Set(first.rejections.map(({ field }) => field))].sort()).toEqual(rejected)
      expect(first.published).toBe(services)
    })

    it.each(['Default', 'Warn', 'Test', 'Fail'])(
      'the HSDS-UK answers “%s” are accounted for',
      async (name) => {
        const [first, second] = await twice(join(data, 'oruk-mock', `V3.0-UK-${name}`), `oruk ${name}`)
        check(first, second)
        expect(first.tables.services?.imported).toBeGreaterThan(0)
      },
    )
  },
)
