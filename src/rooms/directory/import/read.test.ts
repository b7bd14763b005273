import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isKind, NorthlineError } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { linesOfPaths } from './json-lines.ts'
import { readCsv } from './read-csv.ts'
import { readJson } from './read-json.ts'
import { readSource } from './read-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-read-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function errorOf(work: () => unknown): NorthlineError | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof NorthlineError) return error
    throw error
  }
  return undefined
}

describe('a CSV file', () => {
  it('may begin with a byte order mark, end lines as Windows does, and have cells of several lines', () => {
    const text =
      '\ufeffid,name,description\r\n1,First,"two\r\nlines"\r\n\r\n2,"Second, with ""quotes""",\r\n3,Third,x\r\n'
    const { rows } = readCsv('services.csv', text)
    expect(rows.map(({ line, values }) => [line, values['id'], values['name']])).toEqual([
      [2, '1', 'First'],
      [5, '2', 'Second, with "quotes"'],
      [6, '3', 'Third'],
    ])
    expect(rows[0]?.values['description']).toBe('two\r\nlines')
  })

  it('of HSDS 1.x is read by its old names', () => {
    const named = (name: string, text: string) => readCsv(name, text).rows[0]
    expect(
      named('regular_schedules.csv', 'location_id,weekday,opens_at,closes_at\n1,Monday,9:00,17:00'),
    ).toMatchObject({ table: 'schedules', values: { weekday: 'Monday' } })
    expect(
      named('holiday_schedules.csv', 'service_id,start_date,end_date,closed\n1,2026-12-25,2026-12-25,true'),
    ).toMatchObject({ table: 'schedules', values: { holiday: 'true', valid_from: '2026-12-25' } })
    expect(named('physical_addresses.csv', 'location_id,address_1\n1,x')).toMatchObject({
      table: 'addresses',
      values: { address_type: 'physical' },
    })
    expect(named('services_at_location.csv', 'service_id,location_id\n1,2')).toMatchObject({
      table: 'service_at_locations',
    })
    expect(named('service_taxonomy.csv', 'service_id,taxonomy_id\n1,2')).toMatchObject({
      table: 'attributes',
      values: { link_id: '1', taxonomy_term_id: '2', link_entity: 'service' },
    })
    expect(named('languages.csv', 'service_id,language\n1,French')).toMatchObject({
      values: { name: 'French' },
    })
    expect(named('organizations.csv', 'id,name,url\n1,x,http://x.example')).toMatchObject({
      values: { website: 'http://x.example' },
    })
    expect(named('accessibility_for_disabilities.csv', 'location_id,accessibility\n1,Ramp')).toMatchObject({
      table: 'accessibility',
      values: { description: 'Ramp' },
    })
  })

  it('names columns that are not read', () => {
    expect(readCsv('phones.csv', 'service_id,number,colour\n1,2,red').remarks).toEqual([
      { file: 'phones.csv', line: 1, field: 'colour', reason: 'is not a column of HSDS that is read' },
    ])
  })

  it('with more cells than columns in a row says so of that row', () => {
    const { rows } = readCsv('phones.csv', 'service_id,number\n1,2,stray\n1,3,\n')
    expect(rows.map(({ broken }) => broken)).toEqual(['has 3 cells under 2 columns', undefined])
  })

  it('without the columns it needs is refused whole', () => {
    const error = errorOf(() => readCsv('services.csv', 'id,title\n1,x'))
    expect(isKind(error, directoryErrors.import_missing_columns)).toBe(true)
    expect(error?.facts).toEqual({ file: 'services.csv', columns: 'name' })
    expect(errorOf(() => readCsv('phones.csv', 'number\n1'))?.facts['columns']).toContain(
      'service_id or location_id',
    )
  })

  it('with a quotation mark that is never closed is refused whole', () => {
    const error = errorOf(() => readCsv('services.csv', 'id,name\n1,"open\n2,x\n'))
    expect(isKind(error, directoryErrors.import_wrong_format)).toBe(true)
  })

  it('that HSDS does not know gives rows that belong nowhere', () => {
    expect(readCsv('budget.csv', 'a\n1').rows).toMatchObject([{ table: undefined, line: 2 }])
  })
})

describe('a JSON file', () => {
  const service = {
    id: 's',
    name: 'S',
    status: 'active',
    organization: { id: 'o', name: 'O' },
    phones: [{ number: '123' }],
  }
  const tables = (value: unknown) =>
    readJson('x.json', JSON.stringify(value)).rows.map(({ table, path }) => [table, path])

  it('may be an object, a list, a page of a list, or tables by file names', () => {
    const inside = [
      ['services', ''],
      ['organizations', 'organization'],
      ['phones', 'phones[0]'],
    ]
    const under = (prefix: string) =>
      inside.map(([table, path]) => [table, [prefix, path].filter(Boolean).join('.')])
    expect(tables(service)).toEqual(inside)
    expect(tables([service])).toEqual(under('[0]'))
    expect(tables({ total_items: 1, contents: [service] })).toEqual(under('contents[0]'))
    expect(tables({ 'regular_schedules.csv': [{ weekday: 'MO' }] })).toEqual([
      ['schedules', 'regular_schedules.csv[0]'],
    ])
  })

  it('joins what is inside to what is around it', () => {
    const { rows } = readJson('x.json', JSON.stringify(service))
    expect(rows.map(({ values }) => [values['organization_id'], values['service_id']])).toEqual([
      ['o', undefined],
      [undefined, undefined],
      [undefined, 's'],
    ])
  })

  it('takes our own additions from an object of their own', () => {
    const { rows } = readJson(
      'x.json',
      JSON.stringify({
        ...service,
        northline: { zone: 'America/Toronto', texts: [{ locale: 'fr', name: 'F' }] },
      }),
    )
    expect(rows.at(0)?.values['zone']).toBe('America/Toronto')
    expect(rows.at(-1)).toMatchObject({ table: 'service_texts', values: { service_id: 's', locale: 'fr' } })
  })

  it('that is broken is refused with line and column', () => {
    const error = errorOf(() => readJson('x.json', '{\n "id": 1,\n "name": oops }'))
    expect(isKind(error, directoryErrors.import_broken_json)).toBe(true)
    expect(error?.facts).toEqual({ file: 'x.json', line: 3, column: 10 })
  })

  it('of something else gives rows that belong nowhere', () => {
    expect(tables([1, 'x', null, { hello: 1 }])).toEqual([
      [undefined, '[0]'],
      [undefined, '[1]'],
      [undefined, '[2]'],
      [undefined, '[3]'],
    ])
  })

  it('tells the line of each object', () => {
    const text =
      '{\n  "contents": [\n    { "id": "a \\" [{", "phones": [\n      { "number": 1 }, {\n"number": 2 }] }\n  ]\n}'
    const wanted = ['contents[0]', 'contents[0].phones[0]', 'contents[0].phones[1]']
    expect([...linesOfPaths(text, new Set(wanted))]).toEqual([
      [wanted[0], 3],
      [wanted[1], 4],
      [wanted[2], 4],
    ])
  })
})

describe('a source', () => {
  it('that is not there, or is no table at all, is refused with a code', () => {
    const kindOf = (path: string) => errorOf(() => readSource(path))?.kind
    expect(kindOf(join(folder, 'nowhere'))).toBe(directoryErrors.import_not_found)
    expect(kindOf(file('sheet.xlsx', 'PK'))).toBe(directoryErrors.import_wrong_format)
    expect(kindOf(file('binary.csv', new Uint8Array([0x50, 0x4b, 0, 0])))).toBe(
      directoryErrors.import_wrong_format,
    )
    expect(kindOf(file('budget.csv', 'a\n1'))).toBe(directoryErrors.import_nothing_known)
    const empty = mkdtempSync(join(folder, 'empty-'))
    expect(kindOf(empty)).toBe(directoryErrors.import_nothing_known)
  })

  it('in UTF-16 or Windows-1252 is read, with a remark where it had to be guessed', () => {
    const text = 'id,name\n1,Café\n'
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    mkdtempSync(join(folder, 'x-'))
    expect(readSource(file('organizations.csv', utf16)).rows[0]?.values['name']).toBe('Café')
    const latin = readSource(file('organizations.csv', Buffer.from(text, 'latin1')))
    expect(latin.rows[0]?.values['name']).toBe('Café')
    expect(latin.remarks).toMatchObject([
      { file: 'organizations.csv', reason: expect.stringContaining('Windows-1252') as string },
    ])
  })
})
