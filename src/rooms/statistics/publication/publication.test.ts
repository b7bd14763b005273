import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  getRelease,
  getRows,
  listReleases,
  type PublishedRelease,
  type ReleaseHead,
} from '../../../contracts/statistics.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, type Actor } from '../../../kernel/index.ts'
import {
  codebookFor,
  encode,
  everyPair,
  nextEntry,
  publishRelease,
  rational,
  readRelease,
  release,
  standardRecord,
  statisticsErrors,
  statisticsRoutes,
  systemBytes,
  writeRelease,
  type Publication,
} from '../index.ts'

const delta = 1e-6
const now = new Date('2026-11-27T00:00:00Z')
const book = (() => {
  const whole = codebookFor(standardRecord, ['age', 'gender', 'exploitation'])
  return { ...whole, variables: whole.variables.slice(0, 4) }
})()
const everybody: Actor = { kind: 'public' }

let database: Database
let folder: string
beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'northline-release-'))
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A release of 200 invented records, as the command writes it. */
function written(name: string): string {
  const rows = Array.from({ length: 200 }, (_, index) =>
    book.variables.map(({ values }, variable) => values[(index * (variable + 3)) % values.length] ?? ''),
  )
  const encoded = encode(
    book,
    book.variables.map((variable) => variable.name),
    rows,
  )
  if (!('records' in encoded)) throw new Error('the invented records are none')
  const budget = rational(1n, 2n)
  const opened = nextEntry([], { kind: 'open', name: 'invented', rho: rational(1n), at: now })
  const paid = nextEntry([opened], { kind: 'spend', name, rho: budget, at: now })
  const plan = { tables: everyPair(book), budget, delta }
  const made = release(book, encoded.records, plan, systemBytes(), { particles: 2_000 })
  const out = join(folder, name)
  writeRelease(out, book, made, paid)
  return out
}

async function call<Answer>(route: { id: string }, input: object): Promise<Answer> {
  const handled = statisticsRoutes({ database }).find((one) => one.route.id === route.id)
  if (!handled) throw new Error(`no ${route.id}`)
  const context = { actor: everybody, locale: 'en', clientKey: 'x', setHeader: () => undefined }
  return handled.route.output.parse(await handled.answer(handled.route.input.parse(input), context)) as Answer
}
const list = async () => (await call<{ releases: ReleaseHead[] }>(listReleases, {})).releases
const get = async (releaseId?: string) =>
  (await call<{ release: PublishedRelease }>(getRelease, releaseId ? { releaseId } : {})).release
const as = (title: string, more: Partial<Publication> = {}): Publication => ({
  title: { en: title, fr: title },
  invented: false,
  ...more,
})

describe('a release that is published', () => {
  it('is what the folder says, number for number, with labels for its codes', async () => {
    await expect(get()).rejects.toMatchObject({ kind: statisticsErrors.no_release })
    const out = written('first')
    const { releaseId } = await publishRelease({ database }, readRelease(out), as('First'))
    const got = await get()
    expect(got).toMatchObject({ releaseId, title: { en: 'First' }, invented: false })
    const figures = JSON.parse(readFileSync(join(out, 'figures.json'), 'utf8')) as Pick<
      PublishedRelease,
      'tables'
    >
    const about = JSON.parse(readFileSync(join(out, 'release.json'), 'utf8')) as PublishedRelease
    expect(got.tables).toEqual(figures.tables)
    expect(got.total).toEqual(about.total)
    expect(got.loss).toEqual(about.loss)
    const { csv } = await call<{ csv: string }>(getRows, { releaseId })
    expect(csv).toBe(readFileSync(join(out, 'rows.csv'), 'utf8'))
    expect(got.rows).toBe(csv.trimEnd().split('\n').length - 1)
    const [age, , part] = got.variables
    expect(age?.label.en).toBe('Age')
    expect(age?.values.map(({ label, answer }) => [label.en, answer]).slice(0, 5)).toEqual([
      ['Not known', false],
      ['Not asked', false],
      ['Did not want to say', false],
      ['Under 18', true],
      ['18 to 24', true],
    ])
    expect(part).toMatchObject({ name: 'exploitation.sexual', group: { code: 'exploitation' } })
    // Nothing on the page is a code that nobody can read.
    for (const { label, values } of got.variables)
      for (const text of [label, ...values.map((value) => value.label)]) expect(text.fr).not.toMatch(/_/)
  })

  it('stays as it is: the same again changes nothing, and nobody can change or add one', async () => {
    const out = join(folder, 'first')
    const again = await publishRelease({ database }, readRelease(out), as('Another title'))
    expect(again.before).toBe(true)
    expect((await list()).map(({ title }) => title.en)).toEqual(['First'])
    for (const statement of [
      sql`update statistics.releases set invented = false`,
      sql`delete from statistics.releases`,
    ])
      await expect(database.as({ kind: 'system' }, (tx) => statement.execute(tx))).rejects.toThrow(
        /permission denied/,
      )
    const insert = sql`insert into statistics.releases (id, title, invented, hash, about, figures, rows)
      values (${randomId()}, '{}', false, 'x', '{}', '{}', '')`
    await expect(database.as(everybody, (tx) => insert.execute(tx))).rejects.toThrow(/row-level security/)
  })

  it('is corrected by a later one, which says why; both stay', async () => {
    const [first] = await list()
    const why = {
      en: 'A partner sent its records twice.',
      fr: 'Un partenaire avait envoyé ses dossiers deux fois.',
    }
    const replaces = { releaseId: first?.releaseId ?? '', why }
    const nothing = { releaseId: randomId(), why }
    const content = readRelease(written('second'))
    await expect(publishRelease({ database }, content, as('x', { replaces: nothing }))).rejects.toMatchObject(
      {
        kind: statisticsErrors.no_release,
      },
    )
    const { releaseId } = await publishRelease({ database }, content, as('Second', { replaces }))
    expect((await get()).releaseId).toBe(releaseId)
    expect(await get(first?.releaseId)).toMatchObject({ title: { en: 'First' }, replacedBy: releaseId })
    expect((await list()).map(({ title }) => title.en)).toEqual(['Second', 'First'])
    // Of one release there is one correction, so that nobody has to choose.
    const third = readRelease(written('third'))
    await expect(publishRelease({ database }, third, as('Third', { replaces }))).rejects.toMatchObject({
      kind: statisticsErrors.already_corrected,
    })
    expect((await publishRelease({ database }, content, as('Second', { replaces }))).before).toBe(true)
  })
})

describe('a folder that is no release', () => {
  it.each([
    ['release.json', (text: string) => text.replace(/"about": \d+/, '"about": 999999'), /outside its range/],
    ['release.json', (text: string) => text.slice(0, 20), /no JSON/],
    ['figures.json', (text: string) => text.replace('[[', '[[-5,0,9],['), /figures\.json/],
    [
      'figures.json',
      (text: string) => text.replace('"cells":[[', '"cells":[[1,0,9],['),
      /cells where there are/,
    ],
    [
      'figures.json',
      (text: string) => text.replace('"variables":["age"]', '"variables":["income"]'),
      /no variable/,
    ],
    ['rows.csv', (text: string) => text.replace('age,', ''), /other variables/],
  ])('is refused, and nothing is published: %s', (file, spoil, message) => {
    const out = written(`bad-${randomId()}`)
    const path = join(out, file)
    writeFileSync(path, spoil(readFileSync(path, 'utf8')))
    expect(() => readRelease(out)).toThrow(message)
  })

  it('is refused where a file is missing', () => {
    const out = written('missing')
    rmSync(join(out, 'rows.csv'))
    expect(() => readRelease(out)).toThrow(/rows\.csv/)
  })
})
