import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { createDirectory } from '../directory.room.ts'
import { testDeps } from '../directory.testing.ts'
import type { Listing } from '../publish/published.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { loadObjects } from './load-objects.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  await acceptInvented(testDeps(database), 'first')
  await loadObjects(testDeps(database), 'first', [
    {
      id: 'beds', name: 'Invented beds', status: 'active',
      phones: [{ id: 'p', number: '613-555-0100' }],
      northline: { needs: ['safe_bed', 'detox'], takes: ['women', 'no_id'], refuses: ['men'], only_for: ['women'], modes: ['phone'], free: true, sharing: 'if_you_ask', zone: 'America/Halifax', language: 'fr' },
    },
    { id: 'silent', name: 'Invented silence', status: 'active' },
  ]) // prettier-ignore
})
afterAll(() => database.close())

async function listings(source: string): Promise<Record<string, Partial<Listing>>> {
  const { rows } = await sql<{ name: string; listing: Listing; zone: string | null }>`
    select s.name, p.listing, s.zone from directory.published p join directory.services s on s.id = p.service_id
    where s.source = ${source}`.execute(database.unguarded)
  return Object.fromEntries(
    rows.map(({ name, listing: { needs, whom, modes, free, sharing, lang }, zone }) => [
      name,
      { needs, whom, modes, free, sharing, lang, zone } as Partial<Listing>,
    ]),
  )
}

describe('a register that another Northline gave out', () => {
  it('says again what it said, and nothing of who vetted it', async () => {
    const given = await createDirectory(testDeps(database)).openData.services({
      version: '3.1', page: 1, perPage: 10, unvetted: true,
    }) // prettier-ignore
    const report = await loadObjects(testDeps(database), 'second', given.contents)
    expect(report.rejected).toBe(0)
    expect(report.read).toBe(report.imported + report.unchanged)
    const [first, second] = [await listings('first'), await listings('second')]
    // What the other register only takes to be its zone it gives out as one.
    expect(first['Invented silence']).toMatchObject({ zone: null })
    expect(second).toEqual({
      ...first,
      'Invented silence': { ...first['Invented silence'], zone: 'America/Toronto' },
    })
    const { rows } = await sql<{ vetting: unknown }>`
      select p.vetting from directory.published p join directory.services s on s.id = p.service_id
      where s.source = 'second'`.execute(database.unguarded)
    expect(rows.map(({ vetting }) => vetting)).toEqual([null, null])
  })

  it('is given out again with each of its attributes once', async () => {
    const { contents } = await createDirectory(testDeps(database)).openData.services({
      version: '3.1', page: 1, perPage: 10, unvetted: true,
    }) // prettier-ignore
    for (const { attributes } of contents as {
      attributes: { value: string; taxonomy_term: { code: string } }[]
    }[]) {
      const said = attributes.map(({ value, taxonomy_term: { code } }) => `${code} ${value}`)
      expect(new Set(said).size).toBe(said.length)
    }
  })

  it('is not believed a code that we do not have', async () => {
    const attribute = (code: string, value: string) => ({
      id: `${code}-${value}`,
      value,
      taxonomy_term: { id: code, code, name: code, description: '', taxonomy: 'northline' },
    })
    await loadObjects(testDeps(database), 'third', [
      {
        id: 'odd',
        name: 'Invented oddity',
        status: 'active',
        attributes: [attribute('need', 'riches'), attribute('need', 'food'), attribute('zone', 'Mars/Here'), attribute('sharing', 'maybe'), attribute('else', 'x')],
      },
    ]) // prettier-ignore
    expect((await listings('third'))['Invented oddity']).toMatchObject({ needs: ['food'], zone: null })
  })
})
