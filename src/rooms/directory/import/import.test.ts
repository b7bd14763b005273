import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { testDeps } from '../directory.testing.ts'
import type { Listing, Place } from '../publish/published.ts'
import { importDirectory } from './import.usecase.ts'
import { loadObjects } from './load-objects.ts'
import { reportText, type ImportReport } from './report.ts'

let database: Database
let folder: string
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'northline-import-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
async function run(source: string): Promise<ImportReport> {
  const report = await importDirectory(testDeps(database), folder, { source })
  expect(report.read).toBe(report.imported + report.unchanged + report.rejected)
  expect(report.rejections).toHaveLength(report.rejected)
  return report
}
async function published(name: string): Promise<{ listing: Listing; places: Place[] } | undefined> {
  const { rows } = await database.as({ kind: 'public' }, (tx) =>
    sql<{ listing: Listing; places: Place[] }>`
      select listing, places from directory.published where listing -> 'words' ->> 'name' = ${name}`.execute(
      tx,
    ),
  )
  return rows[0]
}
const places = (report: ImportReport) => report.rejections.map(({ file, line, field }) => [file, line, field])

const organizations = 'id,name,description\no1,Harbour,Helps\n'
const services = 'id,organization_id,name,status\ns1,o1,Beds,active\n'

describe('an import', () => {
  it('accounts for every row: imported, or rejected with file, line and field', async () => {
    write({
      'organizations.csv': organizations,
      'services.csv': `id,organization_id,name,status,minimum_age,maximum_age,description
s1,o1,Day room,active,,200,"&lt;p&gt;Two
lines&lt;/p&gt;"
s2,o1,,active,,,
s3,o1,Odd,sometimes,,,
s4,nowhere,Without organisation,,18,999,
`,
      'phones.csv': 'service_id,number\ns1,613-555-0101\ns1,\ns9,613-555-0102\ns1,n/a\n',
      'schedules.csv': `service_id,byday,opens_at,closes_at,valid_from
s1,MO,9:00,17:00,
s1,TU,late,17:00,
s1,WE,9:00,17:00,2026-02-30
s1,TH,9:00,17:00,2026-02-28
`,
    })
    const report = await run('odd')
    expect(places(report)).toEqual([
      ['phones.csv', 3, 'number'],
      ['phones.csv', 5, 'number'],
      ['schedules.csv', 3, 'opens_at'],
      ['schedules.csv', 4, 'valid_from'],
      ['services.csv', 4, 'name'],
      ['services.csv', 5, 'status'],
      ['phones.csv', 4, 'service_id'],
    ])
    expect(report).toMatchObject({ read: 13, imported: 6, unchanged: 0, rejected: 7, published: 2 })
    expect(report.remarks).toMatchObject([{ file: 'services.csv', line: 6, field: 'organization_id' }])
    expect(reportText(report)).toContain('13 rows read = 6 imported + 0 unchanged + 7 rejected')
    const room = await published('Day room')
    expect(room?.listing).toMatchObject({
      words: { summary: 'Two lines' },
      phones: [{ number: '613-555-0101' }],
    })
    // Two openings could not be read: what is not open by the others is unknown.
    expect(room?.places).toMatchObject([{ gap: true }])
    expect(room?.places[0]?.rules.map(({ days }) => days?.[0]).sort()).toEqual([1, 4])
  })

  it('that is done a second time changes nothing', async () => {
    write({
      'organizations.csv': organizations,
      'services.csv': services.replace('Beds', 'Twice'),
      'phones.csv': 'service_id,number\ns1,613-555-0101\n',
    })
    const before = await run('twice')
    const entries = () =>
      database.as({ kind: 'public' }, (tx) => sql`select * from directory.entries order by id`.execute(tx))
    const lines = (await entries()).rows
    const again = await run('twice')
    expect([before.imported, again.imported, again.unchanged, again.removed, again.published]).toEqual([
      3, 0, 3, 0, 0,
    ])
    expect((await entries()).rows).toEqual(lines)
  })

  it('brings what has changed, and takes away the hours and phones that are no longer there', async () => {
    const hours = 'service_id,byday,opens_at,closes_at\ns1,MO,9:00,17:00\ns1,TU,9:00,17:00\n'
    write({
      'organizations.csv': organizations,
      'services.csv': services.replace('Beds', 'Changing'),
      'schedules.csv': hours,
    })
    await run('changing')
    write({ 'schedules.csv': hours.replace('s1,TU,9:00', 's1,WE,9:00') })
    expect(await run('changing')).toMatchObject({ imported: 1, unchanged: 3, removed: 1, published: 1 })
    expect((await published('Changing'))?.places[0]?.rules.flatMap(({ days }) => days)).toEqual(
      expect.arrayContaining([1, 3]),
    )
    expect((await published('Changing'))?.places[0]?.rules).toHaveLength(2)
  })

  it('of another source with the same ids does not touch the first', async () => {
    write({ 'organizations.csv': organizations, 'services.csv': services.replace('Beds', 'First of two') })
    await run('first')
    write({ 'services.csv': services.replace('Beds', 'Second of two') })
    await run('second')
    expect(await published('First of two')).toBeDefined()
    expect(await published('Second of two')).toBeDefined()
  })

  it('takes what is no longer active out of what is published', async () => {
    write({ 'organizations.csv': organizations, 'services.csv': services.replace('Beds', 'Closing') })
    await run('closing')
    write({ 'services.csv': services.replace('Beds', 'Closing').replace('active', 'defunct') })
    expect(await run('closing')).toMatchObject({ imported: 1 })
    expect(await published('Closing')).toBeUndefined()
  })

  it('rejects the second of two rows that have one id and contradict each other', async () => {
    write({ 'organizations.csv': 'id,name\no1,One\no1,Other\no1,One\n' })
    const report = await run('contradiction')
    expect(report).toMatchObject({ imported: 1, unchanged: 1, rejected: 1 })
    expect(report.rejections[0]).toMatchObject({ line: 3, field: 'name' })
  })

  it('finds parents that came with an earlier import', async () => {
    write({ 'organizations.csv': organizations, 'services.csv': services.replace('Beds', 'Later phone') })
    await run('later')
    rmSync(join(folder, 'organizations.csv'))
    rmSync(join(folder, 'services.csv'))
    write({ 'phones.csv': 'service_id,number\ns1,613-555-0199\n' })
    expect(await run('later')).toMatchObject({ imported: 1, rejected: 0, published: 1 })
    expect((await published('Later phone'))?.listing.phones).toMatchObject([{ number: '613-555-0199' }])
  })

  it('that fails changes nothing', async () => {
    write({ 'organizations.csv': organizations, 'services.csv': 'id,title\ns1,x\n' })
    await expect(run('failing')).rejects.toThrow('directory.import_missing_columns')
    const { rows } = await database.as({ kind: 'system' }, (tx) =>
      sql`select from directory.organizations where source = 'failing'`.execute(tx),
    )
    expect(rows).toEqual([])
  })

  it('keeps contacts where only coordinators read them, and shows none of them', async () => {
    write({
      'organizations.csv': organizations,
      'services.csv': services.replace('Beds', 'With contact'),
      'contacts.csv': 'id,service_id,name,email\nc1,s1,Ann Persona,ann@example.org\n',
      'phones.csv': 'contact_id,service_id,number\nc1,,613-555-0188\n',
    })
    expect(await run('contacts')).toMatchObject({ imported: 4, rejected: 0 })
    const count = (actor: Parameters<Database['as']>[0]) =>
      database.as(actor, (tx) => sql`select from directory.kept_rows where source = 'contacts'`.execute(tx))
    expect((await count({ kind: 'system' })).rows).toHaveLength(2)
    expect((await count({ kind: 'public' })).rows).toHaveLength(0)
    expect(JSON.stringify(await published('With contact'))).not.toMatch(/Persona|0188/)
  })

  it('reads needs that a source names, and guesses from words where it names none', async () => {
    await loadObjects(testDeps(database), 'needs', [
      { id: 'a', name: 'Says it', status: 'active', northline: { needs: ['detox'] } },
      { id: 'b', name: 'Free legal clinic', status: 'active' },
      {
        id: 'c',
        name: 'By its term',
        status: 'active',
        attributes: [{ id: 'x', taxonomy_term: { id: 't', code: 'food', name: 'Food' } }],
      },
    ])
    const needs = async (name: string) => {
      const { needs: sure, maybe } = (await published(name))?.listing ?? {}
      return [sure, maybe]
    }
    expect(await needs('Says it')).toEqual([['detox'], []])
    expect(await needs('Free legal clinic')).toEqual([[], ['legal_aid']])
    expect(await needs('By its term')).toEqual([['food'], []])
  })
})
