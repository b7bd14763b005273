import { languageTagOf } from '../words/languages.ts'
import { isNeed } from '../needs.ts'
import { isMode, isTrait } from '../whom/traits.ts'
import { readSchedule } from '../hours/schedules.ts'
import { clock, readTime } from '../hours/times.ts'
import { readCell } from './cells.ts'
import type { Remark, SourceRow } from './rows.ts'
import { isKept, tableOf, type CellKind, type TableName } from './tables.ts'

/** A row that was understood, before its parents are looked for. */
export type Row = {
  table: TableName
  from: SourceRow
  /** The id in the source; undefined where the row has none and is known by its content. */
  sourceId: string | undefined
  values: Record<string, unknown>
  /** Ids of parents in the source, by column. */
  parents: Record<string, string>
}

export type Converted = { row?: Row; rejected?: Remark; remarks: Remark[] }

const statuses = ['active', 'inactive', 'defunct', 'temporarily closed']
const sharings = ['no', 'if_you_ask', 'yes']

/** Where a row is, for a remark about it. */
export function at(row: SourceRow, reason: string, field?: string): Remark {
  const { file, line, path } = row
  return {
    file,
    ...(line === undefined ? {} : { line }),
    ...(path === undefined ? {} : { path }),
    ...(field ? { field } : {}),
    reason,
  }
}

/** Reads the cells of a row. A fault in a field that the row can do without takes the field, not the row. */
export function convert(from: SourceRow): Converted {
  const remarks: Remark[] = []
  const reject = (reason: string, field?: string): Converted => ({
    rejected: at(from, reason, field),
    remarks: [],
  })
  const { table } = from
  if (!table) return reject('is of a file or an object that HSDS does not know')
  if (from.broken) return reject(from.broken)
  if (Object.keys(from.values).length === 0) return reject('is empty')
  if (isKept(table))
    return {
      row: { table, from, sourceId: idOf(from.values['id']), values: withoutId(from.values), parents: {} },
      remarks,
    }

  const { columns, parents: links } = tableOf(table)
  const values: Record<string, unknown> = {}
  for (const [column, declared] of Object.entries(columns)) {
    const must = declared.endsWith('!')
    const cell = readCell(from.values[column], declared.replace('!', '') as CellKind)
    if ('fault' in cell) {
      if (must) return reject(cell.fault, column)
      remarks.push(at(from, `${cell.fault}; taken in without it`, column))
    } else if (cell.value === undefined) {
      if (must && !declared.startsWith('date')) return reject('is missing', column)
    } else {
      values[column] = cell.value
      if (cell.note) remarks.push(at(from, cell.note, column))
    }
  }
  const parents: Record<string, string> = {}
  for (const column of Object.keys(links)) {
    const id = idOf(from.values[column])
    if (id !== undefined) parents[column] = id
  }
  const row: Row = { table, from, sourceId: idOf(from.values['id']), values, parents }
  const fault = settle(row, remarks)
  return fault ? reject(fault.fault, fault.field) : { row, remarks }
}

function withoutId({ id: _id, ...values }: Record<string, unknown>): Record<string, unknown> {
  return values
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return text === '' || text.length > 200 ? undefined : text
}

/** What one table asks for beside the kinds of its cells. */
function settle(row: Row, remarks: Remark[]): { fault: string; field: string } | undefined {
  const { values, from, table } = row
  const drop = (field: string, reason: string) => {
    if (values[field] === undefined) return
    delete values[field]
    remarks.push(at(from, `${reason}; taken in without it`, field))
  }
  if (table === 'services') {
    const status = String(values['status'] ?? 'active').toLowerCase()
    if (!statuses.includes(status)) return { field: 'status', fault: `is not one of ${statuses.join(', ')}` }
    values['status'] = status
    if (!sharings.includes(String(values['sharing'] ?? 'no')))
      drop('sharing', `is not one of ${sharings.join(', ')}`)
    const needs = values['needs']
    if (Array.isArray(needs) && !needs.every((need) => isNeed(String(need))))
      drop('needs', 'has one that is not in the list of needs')
    for (const [field, known] of [
      ['takes', isTrait],
      ['refuses', isTrait],
      ['only_for', isTrait],
      ['modes', isMode],
    ] as const) {
      const codes = values[field]
      if (Array.isArray(codes) && !codes.every((code) => known(String(code))))
        drop(field, 'has a code that is not in the list')
    }
    const { minimum_age: least, maximum_age: most } = values
    if (typeof least === 'number' && typeof most === 'number' && most < least)
      drop('maximum_age', 'is below minimum_age')
  }
  if (table === 'services' || table === 'locations') {
    if (values['zone'] !== undefined && !isZone(String(values['zone'])))
      drop('zone', 'is not an IANA time zone')
  }
  if (table === 'locations' && (values['latitude'] === undefined) !== (values['longitude'] === undefined)) {
    drop('latitude', 'has no longitude')
    drop('longitude', 'has no latitude')
  }
  // Degrees 0, 0 lie in the Gulf of Guinea: a blank that went through a spreadsheet.
  if (table === 'locations' && values['latitude'] === 0 && values['longitude'] === 0) {
    drop('latitude', 'is 0, 0')
    delete values['longitude']
  }
  if (table === 'phones' && !/\d{3}/.test(String(values['number']).replaceAll(/\D/g, '')))
    return { field: 'number', fault: 'has fewer than three digits' }
  if (table === 'languages') return settleLanguage(row, remarks)
  if (table === 'schedules') return settleSchedule(row, remarks)
  return undefined
}

function settleLanguage(
  { values, from }: Row,
  remarks: Remark[],
): { fault: string; field: string } | undefined {
  const { code, name } = values
  if (code === undefined && name === undefined) return { field: 'name', fault: 'is missing' }
  const tag =
    (code ? languageTagOf(String(code)) : undefined) ?? (name ? languageTagOf(String(name)) : undefined)
  if (tag) values['tag'] = tag
  else remarks.push(at(from, 'is not a language we know by name; kept as text', code ? 'code' : 'name'))
  return undefined
}

function settleSchedule(
  { values, from }: Row,
  remarks: Remark[],
): { fault: string; field: string } | undefined {
  for (const field of ['opens_at', 'closes_at']) {
    const time = readTime(String(values[field] ?? ''))
    if (time !== undefined) values[field] = clock(time)
  }
  const read = readSchedule(values)
  if ('fault' in read) return read
  if ('rules' in read) values['rules'] = read.rules
  // In 1.x a day without times is how a package says that nothing is open on that day.
  else if (!(values['weekday'] && !values['opens_at'] && !values['closes_at']))
    remarks.push(at(from, `${read.text}; kept as text, and the hours count as not known in full`))
  return undefined
}

function isZone(text: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: text })
    return text.includes('/')
  } catch {
    return false
  }
}
