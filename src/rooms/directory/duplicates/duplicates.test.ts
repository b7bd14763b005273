import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideDuplicate, duplicate, duplicates, searchServices } from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { randomId, type Actor } from '../../../kernel/index.ts'
import { directoryErrors } from '../directory.errors.ts'
import { createDirectory } from '../directory.room.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { loadObjects } from '../import/load-objects.ts'
import { importDirectory } from '../import/import.usecase.ts'
import { setKeeper } from '../keepers.repository.ts'
import { someone } from '../vetting/vetting.testing.ts'
import { acceptInvented, standForInvented } from '../vetting/vetting.usecases.ts'
import { compareDue } from './compare.usecase.ts'
import { duplicatesRoutes } from './duplicates.routes.ts'

let database: Database
let ids: Record<string, string>
const deps = () => testDeps(database)
const reviewer = someone('coordinator')

const entry = (
  id: string,
  more: { name?: string; phone?: string; status?: string; address?: string; confidential?: boolean } = {},
) => {
  const {
    name = `Invented ${id.split('-')[0]}`,
    phone = `613-555-01${id.length}0`,
    status = 'active',
    address,
    confidential,
  } = more
  return {
    id, name, status, organization: { id: `o-${id}`, name: `House of ${id.split('-')[0]}` }, phones: [{ id: `p-${id}`, number: phone }],
    ...(address && {
      service_at_locations: [{ id: `at-${id}`, location: { id: `l-${id}`, location_type: 'physical', northline: { confidential: confidential ?? false },
        addresses: [{ id: `a-${id}`, address_1: address, city: 'Kingston', state_province: 'ON', postal_code: '', country: 'CA', address_type: 'physical' }] } }],
    }),
  } // prettier-ignore
}

const pairs = ['lantern', 'harbour', 'quay', 'mill'] as const
const sourceA = () => [
  ...pairs.map((name) => entry(name, { phone: `613-555-02${name.length}${name.charCodeAt(0) % 10}` })),
  entry('alone', { phone: '613-555-0999' }),
]
const sourceB = () =>
  pairs.map((name) =>
    entry(`${name}-b`, {
      name: `Invented ${name}`,
      phone: `613-555-02${name.length}${name.charCodeAt(0) % 10}`,
    }),
  )

beforeAll(async () => {
  database = await testDatabase()
  await acceptInvented(deps(), 'a')
  await acceptInvented(deps(), 'b')
  await loadObjects(deps(), 'a', sourceA())
  await loadObjects(deps(), 'b', sourceB())
  const { rows } = await database.as({ kind: 'system' }, (tx) =>
    sql<{ id: string; source_id: string }>`select id, source_id from directory.services`.execute(tx),
  )
  ids = Object.fromEntries(rows.map(({ id, source_id }) => [source_id, id]))
  await compareAll()
})
afterAll(() => database.close())

async function compareAll() {
  while ((await compareDue(deps())) > 0);
}

async function call<Answer>(route: { id: string }, input: object, actor: Actor = reviewer) {
  const handled = duplicatesRoutes(deps()).find((one) => one.route.id === route.id)
  if (!handled) throw new Error(`no ${route.id}`)
  const context = { actor, locale: 'en', clientKey: randomId(), setHeader: () => undefined }
  return handled.route.output.parse(await handled.answer(handled.route.input.parse(input), context)) as Answer
}

type Listed = {
  pairs: {
    first: { serviceId: string; name: string }
    second: { name: string }
    evidence: { code: string }[]
  }[]
  total: number
  toCompare: number
  decided: { decision: string; keptId?: string; no: number; why: string }[]
}
const list = (actor?: Actor) => call<Listed>(duplicates, {}, actor)
const named = async () => (await list()).pairs.map(({ first }) => first.name).sort()

const pairOf = (name: string, other = `${name}-b`) => {
  const [firstId, secondId] = [ids[name] ?? '', ids[other] ?? ''].sort((a, b) => (a < b ? -1 : 1))
  return { firstId, secondId }
}
async function decide(
  name: string,
  decision: 'same' | 'different' | 'open',
  kept?: string,
  other?: string,
  actor?: Actor,
) {
  const pair = pairOf(name, other)
  const { rows } = await sql<{
    no: number | null
  }>`select max(no)::integer as no from directory.duplicate_decisions
    where first_id = ${pair.firstId} and second_id = ${pair.secondId}`.execute(database.unguarded)
  const given = {
    ...pair,
    decision,
    seen: rows[0]?.no ?? 0,
    why: 'Rang them.',
    ...(kept ? { keptId: ids[kept] } : {}),
  }
  return call(decideDuplicate, given, actor)
}
const found = async (name: string) => {
  const { hits } = await asker(deps())(searchServices, { text: `Invented ${name}`, unvetted: true })
  return hits.filter((hit) => hit.name === `Invented ${name}`).map(({ serviceId }) => serviceId)
}
const refused = (kind: (typeof directoryErrors)[keyof typeof directoryErrors]) =>
  expect.objectContaining({ kind })

describe('two entries that may be one service', () => {
  it('are found once they were compared, with why; what is alone is not', async () => {
    expect(await named()).toEqual(pairs.map((name) => `Invented ${name}`).sort())
    const [first] = (await list()).pairs
    expect(first?.evidence.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['same_name', 'same_phone']),
    )
    expect(await list()).toMatchObject({ total: 4, toCompare: 0, decided: [] })
  })

  it('are merged by nobody but a reviewer', async () => {
    for (const actor of [
      someone('responder'),
      someone('coordinator', 'provider'),
      { kind: 'public' } as const,
    ]) {
      expect(await list(actor)).toMatchObject({ pairs: [], decided: [] })
      await expect(call(duplicate, pairOf('mill'), actor)).rejects.toEqual(
        refused(directoryErrors.not_allowed),
      )
      await expect(decide('mill', 'different', undefined, undefined, actor)).rejects.toEqual(
        refused(directoryErrors.not_allowed),
      )
      const { rows } = await database.as(actor, (tx) =>
        sql`select from directory.duplicates union all select from directory.duplicate_decisions`.execute(tx),
      )
      expect(rows).toEqual([])
      const insert = sql`insert into directory.duplicate_decisions (first_id, second_id, decision, first_name, second_name, why, by_member)
        values ('a', 'b', 'different', '', '', '', ${actor.kind === 'staff' ? actor.memberId : 'x'})`
      await expect(database.as(actor, (tx) => insert.execute(tx))).rejects.toThrow(/row-level security/)
    }
    const forged = sql`insert into directory.duplicate_decisions (first_id, second_id, decision, first_name, second_name, why, by_member)
      values ('a', 'b', 'different', '', '', '', ${randomId()})`
    await expect(database.as(reviewer, (tx) => forged.execute(tx))).rejects.toThrow(/row-level security/)
  })

  it('are looked at side by side', async () => {
    const view = await call<{ first: object; no: number }>(duplicate, pairOf('mill'))
    expect(view).toMatchObject({
      first: { name: 'Invented mill', phones: ['613-555-0249'], kept: false },
      second: { name: 'Invented mill', source: expect.stringMatching(/^[ab]$/) },
      no: 0,
    })
  })
})

describe('a reviewer who says that two are one', () => {
  it('leaves the one that is kept, everywhere; taking it back brings the other back', async () => {
    expect(await found('lantern')).toHaveLength(2)
    await decide('lantern', 'same', 'lantern')
    expect(await found('lantern')).toEqual([ids['lantern']])
    const open = await createDirectory(deps()).openData.services({
      version: '3.1',
      page: 1,
      perPage: 100,
      unvetted: true,
    })
    expect(open.contents.filter(({ name }) => name === 'Invented lantern')).toHaveLength(1)
    expect(await named()).not.toContain('Invented lantern')
    const [decision] = (await list()).decided
    expect(decision).toMatchObject({ decision: 'same', keptId: ids['lantern'], why: 'Rang them.' })
    await decide('lantern', 'open')
    await compareAll()
    expect(await found('lantern')).toHaveLength(2)
    expect(await named()).toContain('Invented lantern')
    expect((await list()).decided).toEqual([])
  })

  it('is not undone by an import of either, nor by one that changes a word', async () => {
    await decide('lantern', 'same', 'lantern')
    await loadObjects(
      deps(),
      'b',
      sourceB().map((one) => ({ ...one, description: 'Changed.' })),
    )
    await compareAll()
    expect(await found('lantern')).toEqual([ids['lantern']])
    expect(await named()).not.toContain('Invented lantern')
  })

  it('leaves nobody without either: where the kept one is gone or stopped, the other is back', async () => {
    await loadObjects(deps(), 'a', [entry('lantern', { status: 'inactive' })])
    expect(await found('lantern')).toEqual([ids['lantern-b']])
    await loadObjects(deps(), 'a', sourceA())
    expect(await found('lantern')).toEqual([ids['lantern']])
    const standing = (level: 'stopped' | 'verified') => ({
      kind: 'service' as const, subjectId: ids['lantern'] ?? '', name: 'x', level, until: level === 'verified' ? '2099-12-31' : null, reason: 'Invented.',
    }) // prettier-ignore
    await standForInvented(deps(), [standing('stopped')])
    expect(await found('lantern')).toEqual([ids['lantern-b']])
    await standForInvented(deps(), [standing('verified')])
    expect(await found('lantern')).toEqual([ids['lantern']])
  })

  it('can’t keep the one that is verified for less long, nor take an entry from the team that keeps it', async () => {
    await standForInvented(deps(), [
      {
        kind: 'source',
        subjectId: 'b',
        name: 'b',
        level: 'verified',
        until: '2027-01-01',
        reason: 'Invented.',
      },
    ])
    await expect(decide('quay', 'same', 'quay-b')).rejects.toEqual(refused(directoryErrors.duplicate_vetting))
    expect(await call(duplicate, pairOf('quay'))).toMatchObject({
      [pairOf('quay').firstId === ids['quay-b'] ? 'first' : 'second']: { cannotStay: 'vetting' },
    })
    const { rows } = await sql<{ organization_id: string }>`
      select organization_id from directory.services where id = ${ids['quay-b']}`.execute(database.unguarded)
    await database.as({ kind: 'system' }, (tx) => setKeeper(tx, rows[0]?.organization_id ?? '', randomId()))
    await loadObjects(deps(), 'b', sourceB())
    await compareAll()
    await expect(decide('quay', 'same', 'quay')).rejects.toEqual(refused(directoryErrors.duplicate_keeper))
    expect(await found('quay')).toHaveLength(2)
  })

  it('can’t put one behind two, and what stands behind stays behind the last', async () => {
    await loadObjects(deps(), 'c', [
      entry('harbour-c', { name: 'Invented harbour', phone: sourceA()[1]?.phones[0]?.number ?? '' }),
    ])
    await acceptInvented(deps(), 'c')
    const { rows } = await sql<{ id: string }>`select id from directory.services where source = 'c'`.execute(
      database.unguarded,
    )
    ids['harbour-c'] = rows[0]?.id ?? ''
    await compareAll()
    await decide('harbour', 'same', 'harbour')
    await compareAll()
    await decide('harbour', 'same', 'harbour-c', 'harbour-c')
    expect(await found('harbour')).toEqual([ids['harbour-c']])
    await decide('harbour', 'open', undefined, 'harbour-c')
    expect((await found('harbour')).sort()).toEqual([ids['harbour'], ids['harbour-c']].sort())
  })

  it('decides on what they saw', async () => {
    await decide('mill', 'different')
    expect(await named()).not.toContain('Invented mill')
    await expect(
      call(decideDuplicate, { ...pairOf('mill'), decision: 'same', keptId: ids['mill'], seen: 0 }),
    ).rejects.toEqual(refused(directoryErrors.duplicate_decided))
    await expect(decide('mill', 'same', 'alone')).rejects.toEqual(refused(directoryErrors.not_found))
    await expect(decide('mill', 'different', undefined, 'alone')).rejects.toEqual(
      refused(directoryErrors.not_found),
    )
  })
})

it('a secret address plays no part, though the same stands openly at another', async () => {
  const line = '77 Hidden Lane'
  await loadObjects(deps(), 'd', [
    entry('secret', { name: 'Invented cedar', phone: '613-555-0777', address: line, confidential: true }),
    entry('opened', { name: 'Invented birch hall', phone: '613-555-0778', address: line }),
    entry('besides', { name: 'Invented maple hall', phone: '613-555-0779', address: line }),
  ])
  const share = async (one: string, other: string) => {
    const { rows } = await sql`select from directory.match_keys a join directory.match_keys b using (key)
      join directory.services s on s.id = a.service_id join directory.services o on o.id = b.service_id
      where s.source_id = ${one} and o.source_id = ${other}`.execute(database.unguarded)
    return rows.length > 0
  }
  expect(await share('opened', 'besides')).toBe(true)
  expect(await share('secret', 'opened')).toBe(false)
})

const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared')
const ilao = join(beside, 'data/directory/ilao')

describe.skipIf(!existsSync(ilao))(
  'one register in two shapes (skipped where it is not beside the project)',
  () => {
    it('is found to be the same, service by service', async () => {
      const mapping = resolve(import.meta.dirname, '../../../../docs/mappings/ilao-sheets.json')
      await importDirectory(deps(), join(ilao, 'output'), { source: 'ilao' })
      await importDirectory(deps(), join(ilao, 'input'), { source: 'sheets', mapping })
      await compareAll()
      const { rows } = await sql<{ there: number; found: number }>`
      select count(*)::integer as there, count(d.first_id)::integer as found
      from directory.services a join directory.services b on a.source = 'ilao' and b.source = 'sheets' and a.source_id = b.source_id
      join directory.published p on p.service_id = a.id join directory.published q on q.service_id = b.id
      left join directory.duplicates d on d.first_id = least(a.id collate "C", b.id) and d.second_id = greatest(a.id collate "C", b.id)`.execute(
        database.unguarded,
      )
      expect(rows[0]?.there).toBeGreaterThan(380)
      expect(rows[0]?.found).toBeGreaterThanOrEqual((rows[0]?.there ?? 0) * 0.99)
    })
  },
)
