import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPglite } from '../../../src/database/pglite.ts'
import { canaryBook } from '../../support/canary/canaries.ts'
import { createSearcher, type Searched } from '../../support/canary/search.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-canary-'))
const said = 'and then they said that it would be over soon, but it was not. '
/** Compresses to about a fifth, so that 200 kB still need a TOAST table. */
const babble = Array.from({ length: 6000 }, (_, index) => `${(index * 7919) % 997} ${said.slice(index % 40)}`)
const long = babble.join('')
const book = canaryBook()
const torn = Array.from({ length: 1200 }, (_, index) => book.plain(`row ${index}`))

let pglite: PGlite
let next = 0
async function plant(table: string, body: string): Promise<number> {
  next += 1
  await pglite.query(`insert into ${table} values ($1, $2)`, [next, body])
  return next
}

/** Where a canary was found: in the bytes as they lie, and with the formats of PostgreSQL looked into. */
let inBase: { raw: Searched; read: Searched }
let inLog: { raw: Searched; read: Searched }
const found = (searched: Searched, label: string) =>
  searched.finds
    .filter(({ canary }) => canary === label)
    .map(({ where }) => where)
    .join()

function tornRows(searched: Searched, where: RegExp): number {
  return searched.finds.filter((find) => find.canary.startsWith('row ') && where.test(find.where)).length
}

function searchBoth(path: string): { raw: Searched; read: Searched } {
  const searcher = createSearcher(book.all)
  return { raw: searcher.searchPath(path, 'files'), read: searcher.searchPath(path, 'postgres') }
}

beforeAll(async () => {
  pglite = await openPglite(folder)
  await pglite.exec(`
    create table notes (id int primary key, body text);
    create table outside (id int primary key, body text);
    alter table outside alter column body set storage external;
    create table keyed (id int, body text);
    create index on keyed (body);
  `)
  await plant('notes', book.plain('short'))
  await plant('notes', `${said.repeat(40)}${book.plain('compressed')}${said.repeat(40)}`)
  await plant('notes', `${long}${book.plain('toast')}${long}`)
  await plant('outside', `${'x'.repeat(1996 - 9)}${book.plain('torn chunk')}${'y'.repeat(5000)}`)
  const gone = await plant('notes', `${said.repeat(40)}${book.plain('deleted')}`)
  await pglite.query('delete from notes where id = $1', [gone])
  await plant('keyed', book.plain('index'))
  await pglite.exec('checkpoint')
  inBase = searchBoth(join(folder, 'base'))

  await plant('notes', book.plain('log, short'))
  await plant('notes', `${said.repeat(40)}${book.plain('log, compressed')}`)
  await plant('notes', `${long}${book.plain('log, toast')}`)
  await pglite.exec(
    `insert into notes values ${torn.map((text, index) => `(${100_000 + index}, '${text}')`).join()}`,
  )
  inLog = searchBoth(join(folder, 'pg_wal'))
})
afterAll(async () => {
  await pglite.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a canary in a PostgreSQL data folder is found', () => {
  it('in a short row', () => {
    expect(found(inBase.raw, 'short')).toContain('base/')
  })

  it('compressed within its row, where raw bytes show nothing', () => {
    expect(found(inBase.raw, 'compressed')).toBe('')
    expect(found(inBase.read, 'compressed')).toMatch(/compressed value@\d+/)
  })

  it('compressed and out of line', () => {
    expect(found(inBase.raw, 'toast')).toBe('')
    expect(found(inBase.read, 'toast')).toMatch(/TOAST value \d+, compressed/)
  })

  it('out of line and torn over two chunks', () => {
    expect(found(inBase.raw, 'torn chunk').split(',')).toHaveLength(1)
    expect(found(inBase.read, 'torn chunk')).toMatch(/TOAST value \d+/)
  })

  it('after the row was deleted', () => {
    expect(found(inBase.read, 'deleted')).toMatch(/compressed value@\d+/)
  })

  it('in an index over it', () => {
    const files = new Set(inBase.read.finds.flatMap((find) => (find.canary === 'index' ? [find.where] : [])))
    expect(files.size).toBe(2)
  })
})

describe('a canary in the write-ahead log is found', () => {
  it('before any checkpoint: short, compressed and out of line', () => {
    expect(found(inLog.raw, 'log, short')).toMatch(/pg_wal/)
    expect(found(inLog.raw, 'log, compressed')).toBe('')
    expect(found(inLog.read, 'log, compressed')).toMatch(/pg_wal → compressed value@\d+/)
    expect(found(inLog.raw, 'log, toast')).toBe('')
    expect(found(inLog.read, 'log, toast')).toMatch(/TOAST value \d+, compressed/)
  })

  it('where the border of a page tears it', () => {
    expect(tornRows(inLog.raw, /./)).toBeLessThan(2 * torn.length)
    expect(tornRows(inLog.read, /^pg_wal$/)).toBe(2 * torn.length)
  })

  it('in a page image that is compressed', async () => {
    await pglite.exec('create table imaged (id int, body text); set wal_compression = pglz')
    await pglite.query('insert into imaged select 0, $1 from generate_series(1, 30)', [said.repeat(3)])
    await plant('imaged', book.plain('image'))
    await pglite.exec('checkpoint')
    await pglite.exec('select pg_switch_wal()')
    await plant('imaged', 'another row of the same page')
    const { rows } = await pglite.query<{ name: string }>(
      'select pg_walfile_name(pg_current_wal_lsn()) as name',
    )
    const name = rows[0]?.name ?? ''
    const bytes = readFileSync(join(folder, 'pg_wal', name))
    const searcher = createSearcher(book.all)
    expect(found(searcher.searchBytes(bytes, name, 'files'), 'image')).toBe('')
    const read = searcher.searchBytes(bytes, `pg_wal/${name}`, 'postgres')
    expect(found(read, 'image')).toMatch(/page image@\d+, pglz/)
  })
})

it('a canary in a packed copy of the data folder is found', async () => {
  await plant('notes', `${said.repeat(40)}${book.plain('dump')}`)
  await pglite.exec('checkpoint')
  const dump = Buffer.from(await (await pglite.dumpDataDir('gzip')).arrayBuffer())
  const all = found(createSearcher(book.all).searchBytes(dump, 'backup.tgz', 'postgres'), 'dump')
  expect(all).toMatch(/base\/.*compressed value/)
  expect(all).toMatch(/pg_wal/)
})
