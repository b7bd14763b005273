import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { NorthlineError } from '../../../../kernel/index.ts'
import { checkImport } from '../import.usecase.ts'
import { readMapped } from './read-mapped.ts'
import { asText, lookUp, make } from './values.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-mapping-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const mapping = (files: object[]) => file('mapping.json', { northline_mapping: 1, source: 'invented', files })
const one = (name: string, rows: object[], more: object = {}) =>
  mapping([{ file: name, make: rows, ...more }])
const service = { table: 'services', set: { id: '{id}', name: '{name}' } }

function faultsOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof NorthlineError) return `${error.kind.code}: ${String(error.facts['faults'])}`
    throw error
  }
  return ''
}

describe('a mapping', () => {
  it('reads a CSV with columns and a delimiter of its own, and names the line of each row', () => {
    const csv = file(
      's.csv',
      '\ufeffid;name;Tel. (jour)\r\n1;"Un\r\ndeux";555-0100 / 555-0101\r\n2;Trois;\r\n',
    )
    const { rows } = readMapped(
      csv,
      one(
        's.csv',
        [
          service,
          {
            table: 'phones',
            for_each: 'Tel. (jour)',
            split: '/',
            set: { service_id: '{id}', number: '{@item}' },
          },
        ],
        { delimiter: ';' },
      ),
    )
    expect(rows.map(({ table, line, values }) => [table, line, values['name'] ?? values['number']])).toEqual([
      ['services', 2, 'Un\r\ndeux'],
      ['phones', 2, '555-0100'],
      ['phones', 2, '555-0101'],
      ['services', 4, 'Trois'],
    ])
  })

  it('reads GeoJSON, and the report knows the line of a record', () => {
    const geo = file(
      'places.geojson.json',
      `{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"ref":7,"title":"House"},"geometry":{"type":"Point","coordinates":[-76.5,44.2]}},
        {"type":"Feature","properties":{"ref":8},"geometry":null}
      ]}`,
    )
    const map = one(
      'places.geojson.json',
      [
        {
          table: 'locations',
          set: {
            id: '{properties.ref}',
            name: '{properties.title}',
            latitude: '{geometry.coordinates.1}',
            longitude: '{geometry.coordinates.0}',
          },
        },
        { table: 'services', set: { id: '{properties.ref}', name: '{properties.title}' } },
      ],
      { list: 'features' },
    )
    const { report, examples } = checkImport(geo, { mapping: map })
    expect(examples.find(({ table }) => table === 'locations')?.rows).toMatchObject([
      { id: '7', name: 'House', latitude: 44.2, longitude: -76.5 },
      { id: '8' },
    ])
    expect(report).toMatchObject({ read: 4, imported: 3, rejected: 1 })
    expect(report.rejections).toEqual([
      { file: 'places.geojson.json', path: 'features[1]', field: 'name', reason: 'is missing', line: 3 },
    ])
  })

  it('turns words into ours and says which it has no word for', () => {
    const json = file('s.json', [
      { id: 1, name: 'A', open: 'Ja' },
      { id: 2, name: 'B', open: 'vielleicht' },
    ])
    const words = { from: 'open', words: { ja: 'active', nein: 'inactive' } }
    const { rows, remarks } = readMapped(
      json,
      one('s.json', [{ ...service, set: { ...service.set, status: words } }]),
    )
    expect(rows.map(({ values }) => values['status'])).toEqual(['active', undefined])
    expect(remarks.map(({ field, reason }) => [field, reason])).toEqual([
      ['status', '“vielleicht” is not among the words of the mapping'],
    ])
  })

  it('says what it never read, what it asked for in vain, and which record gave nothing', () => {
    const json = file('s.json', [{ id: 1, name: 'A', secret_note: 'x' }, { id: 2 }])
    const { rows, remarks } = readMapped(
      json,
      one('s.json', [{ ...service, only_with: ['name'], set: { ...service.set, url: '{web}' } }]),
    )
    expect(remarks.map(({ field, reason }) => `${field ?? ''} ${reason}`)).toEqual([
      'web is named by the mapping, and no record has anything there',
      ' the mapping does not read “secret_note”',
    ])
    expect(rows[1]).toMatchObject({ path: '[1]', broken: 'is a record of which the mapping makes nothing' })
  })

  it('is checked whole: every fault at once, with its place', () => {
    const wrong = one('s.json', [
      { table: 'services', set: { id: '{id}', title: '{name}', url: { from: 'x', match: '(' } } },
      { table: 'phones', split: ';', only_with: ['nobody'], set: { number: '{p}' } },
      { table: 'addresses', set: { location_id: '{id}', address_1: { from: 'a', match: 'x' } } },
    ])
    const said = faultsOf(() => readMapped(folder, wrong))
    for (const part of [
      'directory.import_mapping_wrong', 'files.0.make.0: “title” is no column of services', 'services needs “name”',
      '“url”: match is no regular expression', 'files.0.make.1: phones needs one of service_id',
      'only_with names “nobody”', 'split needs for_each', '“location_id” names a row of locations, and nothing here makes any',
      'needs one group',
    ]) expect(said).toContain(part) // prettier-ignore
    expect(faultsOf(() => readMapped(folder, file('m.json', { northline_mapping: 2, files: [] })))).toMatch(
      /northline_mapping.*files/,
    )
    expect(faultsOf(() => readMapped(folder, file('m.json', '{')))).toContain('is not JSON')
    expect(
      faultsOf(() => readMapped(file('s.json', { a: 1 }), one('s.json', [service], { list: 'b' }))),
    ).toContain('there is no list at “b”')
  })
})

describe('a value', () => {
  const look = (record: unknown) => (path: string) => lookUp({ record }, path)

  it('made of a text with a part that is not there is not there', () => {
    expect(make('{a}, {b}', look({ a: 1, b: ' ' })).value).toBeUndefined()
    expect(make('{a}, {b}', look({ a: 1, b: 'x' })).value).toBe('1, x')
    expect(make('{{a} {a}', look({ a: 'x' })).value).toBe('{a} x')
    expect(make('always', look({})).value).toBe('always')
  })

  it('takes the first that is there, or joins all', () => {
    expect(make({ from: ['a', 'b', 'c'] }, look({ b: 'x', c: 'y' })).value).toBe('x')
    expect(make({ from: ['a', 'b', 'c'], join: ' / ' }, look({ b: ['x', 'z'], c: 'y' })).value).toBe(
      'x / z / y',
    )
  })

  it('never comes from anything but the record itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('constructor', '__proto__', 'toString', 'a.constructor.name', '@item.length'),
        (path) => {
          expect(asText(lookUp({ record: { a: {} }, item: 'text' }, path))).toBeUndefined()
        },
      ),
    )
  })
})
