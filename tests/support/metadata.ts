import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** What a column is to a thief of the database: legible, nothing without something else, or shut. */
export type Sort = 'legible' | 'nothing' | 'sealed'
export type Columns = Map<string, { type: string }>

/** Columns of the register of services, public but for what is listed by name. */
export const wholeRegister = 'directory.*'

/** The table of `docs/threat-model.md` between its two marks: what of each column a thief reads, by `table.column`. */
export function listedColumns(
  page = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8'),
): Map<string, Sort> {
  const table = /<!-- metadata -->([\s\S]*)<!-- \/metadata -->/.exec(page)?.[1]
  if (!table) throw new Error('docs/threat-model.md has no table between its metadata marks')
  const listed = new Map<string, Sort>()
  for (const line of table.split('\n')) {
    const [, name, ...cells] = line.split('|').map((cell) => cell.trim())
    const tableName = /^`([\w.*]+)`$/.exec(name ?? '')?.[1]
    if (!tableName) continue
    for (const [index, sort] of (['legible', 'nothing', 'sealed'] as const).entries()) {
      for (const column of (cells[index] ?? '').split(',')) {
        const key = column.trim() && `${tableName}.${column.trim()}`
        if (!key) continue
        if (listed.has(key)) throw new Error(`docs/threat-model.md lists ${key} twice`)
        listed.set(key, sort)
      }
    }
  }
  return listed
}

/** Every column of the schema as it is committed. */
export function snapshotColumns(): Columns {
  const text = readFileSync(join(root, 'src', 'database', 'schema.snapshot.txt'), 'utf8')
  const columns: Columns = new Map()
  for (const [, name = '', type = ''] of text.matchAll(/^column (\w+\.\w+\.\w+) ([\w[\]]+)/gm))
    columns.set(name, { type })
  return columns
}

/** Sentences for everything in which the list and the schema differ; empty when they are equal. */
export function differences(columns: Columns, listed: ReadonlyMap<string, Sort>): string[] {
  const said: string[] = []
  for (const [name, { type }] of columns) {
    const sort = listed.get(name)
    const inRegister = name.startsWith('directory.') && listed.get(`${wholeRegister}.all`) === 'legible'
    if (!sort && !inRegister)
      said.push(
        `${name} is not listed in docs/threat-model.md: say what a thief of the database learns from it`,
      )
    if (sort === 'legible' && type === 'bytea') said.push(`${name} holds bytes and is listed as legible`)
    if (sort === 'sealed' && type !== 'bytea') said.push(`${name} is listed as sealed and is ${type}`)
  }
  for (const name of listed.keys())
    if (!columns.has(name) && !name.startsWith(wholeRegister))
      said.push(`${name} is listed and does not exist`)
  return said
}
