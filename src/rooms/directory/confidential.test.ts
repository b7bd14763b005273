import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  getService,
  offerCard,
  searchServices,
  searchServicesAsStaff,
  suggestPlaces,
} from '../../contracts/directory.ts'
import type { Actor, StaffActor } from '../../kernel/index.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { asker, monday, testDeps } from './directory.testing.ts'
import { anySecret, expectNothing, planted, spellings, type Secret } from './confidential.testing.ts'
import { acceptInvented, cardFor, findOrganisations, loadObjects, setKeeper } from './index.ts'

/*
 * A service at a confidential place whose address was also typed into every text
 * that a source can have. Whatever is asked, by whom, it must not come out.
 */

let database: Database
beforeAll(async () => {
  database = await testDatabase()
  for (const source of ['planted', 'order', 'alone', 'wide', 'kept', 'sticky'])
    await acceptInvented(testDeps(database), source)
})
afterAll(() => database.close())

const team = (
  teamId: string,
  organisationKind: 'hotline' | 'provider',
  ...roles: StaffActor['teams'][number]['roles']
): StaffActor => ({
  kind: 'staff',
  memberId: 'm'.repeat(22),
  sessionId: 's'.repeat(22),
  teams: [{ teamId, organisationId: 'o'.repeat(22), organisationKind, roles }],
})
const responder = team('r'.repeat(22), 'hotline', 'responder', 'supervisor', 'administrator')
const coordinator = team('r'.repeat(22), 'hotline', 'coordinator')

describe('a confidential address', () => {
  it('typed into any field is in no card, hit, page, suggestion or published row', async () => {
    const ask = asker(testDeps(database))
    let round = 0
    await fc.assert(
      fc.asyncProperty(anySecret, fc.nat(5), async (secret, spelling) => {
        const id = `planted-${round++}`
        await loadObjects(testDeps(database), 'planted', [
          planted(secret, spellings(secret)[spelling] ?? '', id),
        ])
        const { rows } = await database.as({ kind: 'system' }, (tx) =>
          sql<{ id: string }>`select id from directory.services where source_id = ${id}`.execute(tx),
        )
        const serviceId = rows[0]?.id ?? ''
        for (const locale of ['en', 'fr', 'ar']) {
          expectNothing(
            secret,
            await database.as({ kind: 'public' }, (tx) => cardFor(tx, serviceId, locale, monday)),
          )
          expectNothing(secret, await ask(offerCard, { serviceId, locale }))
          expectNothing(secret, await ask(getService, { serviceId }, { locale }))
        }
        const near = {
          need: 'safe_bed',
          place: `${secret.latitude},${secret.longitude}`,
          distanceKm: 5,
          size: 50,
        } as const
        for (const actor of [{ kind: 'public' }, responder] satisfies Actor[]) {
          // What the person typed themselves is said back to them.
          const {
            hits,
            understood: _chips,
            widened: _place,
            ...answer
          } = await ask(searchServicesAsStaff, near, { actor })
          expectNothing(secret, [hits.map(({ because: _place, ...hit }) => hit), { ...answer, words: '' }])
          for (const hit of hits) expect(hit.distanceKm).toBeUndefined()
        }
        const { rows: tables } = await database.as({ kind: 'public' }, (tx) =>
          sql`select (select jsonb_agg(p) from directory.published p) as a, (select jsonb_agg(e) from directory.entries e) as b,
            (select jsonb_agg(g) from directory.gazetteer g) as c, (select jsonb_agg(v) from directory.vocabulary v) as d`.execute(
            tx,
          ),
        )
        expectNothing(secret, tables)
        expectNothing(secret, await ask(suggestPlaces, { text: 'king' }))
        await database.as({ kind: 'system' }, async (tx) => {
          await sql`delete from directory.organizations where source = 'planted'`.execute(tx)
          for (const table of ['published', 'entries', 'gazetteer', 'vocabulary'])
            await sql`delete from ${sql.table(`directory.${table}`)}`.execute(tx)
        })
      }),
      { numRuns: 24 },
    )
  })

  it('changes no answer by where it is: not what is found, in which order, how far, or how widened', async () => {
    const open = (id: string, latitude: number, longitude: number) => ({
      id,
      name: `Open beds ${id}`,
      status: 'active',
      northline: { needs: ['safe_bed'] },
      service_at_locations: [
        {
          id: `${id}-at`,
          location: {
            id: `${id}-l`,
            location_type: 'physical',
            latitude,
            longitude,
            addresses: [
              {
                address_1: '1 Open Street',
                city: 'Kingston',
                state_province: 'ON',
                postal_code: 'K7L 1A1',
                country: 'CA',
                address_type: 'physical',
              },
            ],
          },
        },
      ],
    })
    const others = [open('a', 44.23, -76.48), open('b', 44.24, -76.49), open('c', 44.23, -76.49)]
    const ask = asker(testDeps(database))
    const asked = fc.record({
      need: fc.constant('safe_bed' as const),
      distanceKm: fc.constantFrom(1, 2, 5, 25),
      offset: fc.tuple(
        fc.double({ min: -0.03, max: 0.03, noNaN: true }),
        fc.double({ min: -0.03, max: 0.03, noNaN: true }),
      ),
      postal: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        anySecret,
        anySecret,
        fc.array(asked, { minLength: 6, maxLength: 6 }),
        async (one, other, questions) => {
          const answers = async (house: Secret) => {
            await loadObjects(testDeps(database), 'order', [planted(house, 'quiet', 'hidden'), ...others])
            const told: unknown[] = []
            // Always asked around the same house, whichever of the two there is.
            for (const {
              need,
              distanceKm,
              offset: [north, east],
              postal,
            } of questions) {
              const at = `${(one.latitude + north).toFixed(4)},${(one.longitude + east).toFixed(4)}`
              told.push(await ask(searchServices, { need, distanceKm, place: postal ? one.postal : at }))
            }
            told.push(await ask(searchServices, { need: 'safe_bed', place: 'Kingston' }))
            told.push(await ask(searchServices, { text: `${one.street} ${one.kind}` }))
            return told
          }
          const here = await answers(one)
          expect(JSON.stringify(here)).toContain('"confidential":true')
          expect(await answers(other)).toEqual(here)
        },
      ),
      { numRuns: 12 },
    )
    // The middle of the town, as the open places give it, is what counts as its place.
    const around = await ask(searchServices, { need: 'safe_bed', place: '44.23,-76.49', distanceKm: 2 })
    expect(around.widened).toBeUndefined()
    expect(around.hits.some(({ confidential }) => confidential)).toBe(true)
  })

  it('in a town with no other place leaves the town without coordinates', async () => {
    const house = {
      number: 3,
      street: 'Thornapple',
      kind: 'Road',
      postal: 'K7M 9X8',
      latitude: 44.25,
      longitude: -76.55,
    }
    const object = JSON.parse(
      JSON.stringify(planted(house, 'quiet', 'alone')).replaceAll('"city":"Kingston"', '"city":"Loneville"'),
    ) as object
    await loadObjects(testDeps(database), 'alone', [object])
    const { rows } = await database.as({ kind: 'public' }, (tx) =>
      sql`select key, latitude, longitude from directory.gazetteer where key = 'loneville'`.execute(tx),
    )
    expect(rows).toEqual([{ key: 'loneville', latitude: null, longitude: null }])
    const { hits } = await asker(testDeps(database))(searchServices, { need: 'safe_bed', place: 'Loneville' })
    expect(hits.map(({ area }) => area)).toContain('Address withheld · Loneville, ON')
  })

  it('where even the town is not to be said, only the wider area is', async () => {
    const house = {
      number: 8,
      street: 'Quillwater',
      kind: 'Road',
      postal: 'K7M 9X8',
      latitude: 44.25,
      longitude: -76.55,
    }
    const object = JSON.parse(
      JSON.stringify(planted(house, 'In Hushford, ask there', 'wide'))
        .replaceAll('"city":"Kingston"', '"city":"Hushford"')
        .replace('"confidential":true', '"confidential":true,"published_area":"Eastern Ontario"'),
    ) as object
    await loadObjects(testDeps(database), 'wide', [object])
    const { rows } = await database.as({ kind: 'public' }, (tx) =>
      sql`select (select jsonb_agg(p) from directory.published p)::text as a, (select jsonb_agg(g) from directory.gazetteer g)::text as b`.execute(
        tx,
      ),
    )
    expect(JSON.stringify(rows)).toContain('Eastern Ontario')
    expect(JSON.stringify(rows).toLowerCase()).not.toContain('hushford')
  })

  it('is read by coordinators and the team that keeps the entry, and by nobody else', async () => {
    const secret = {
      number: 17,
      street: 'Wrenfield',
      kind: 'Lane',
      postal: 'K7L 5Z9',
      latitude: 44.29,
      longitude: -76.6,
    }
    await loadObjects(testDeps(database), 'kept', [planted(secret, 'quiet', 'kept')])
    const keeper = team('k'.repeat(22), 'provider', 'provider')
    await database.as({ kind: 'system' }, async (tx) => {
      const [organisation] = await findOrganisations(tx, 'kept')
      await setKeeper(tx, organisation?.id ?? '', 'k'.repeat(22))
    })
    const seen = async (actor: Actor, table: string) =>
      (await database.as(actor, (tx) => sql`select * from ${sql.table(`directory.${table}`)}`.execute(tx)))
        .rows.length
    for (const table of ['confidential_places', 'confidential_addresses']) {
      expect(await seen({ kind: 'public' }, table)).toBe(0)
      expect(await seen(responder, table)).toBe(0)
      expect(await seen(team('x'.repeat(22), 'provider', 'provider'), table)).toBe(0)
      expect(await seen(keeper, table)).toBe(1)
      expect(await seen(coordinator, table)).toBeGreaterThan(1)
    }
    for (const table of ['services', 'locations', 'addresses', 'kept_rows'])
      expect(await seen(responder, table)).toBe(0)
    const write = (actor: Actor) =>
      database.as(actor, (tx) =>
        sql`update directory.confidential_places set details = '{}' returning 1`.execute(tx),
      )
    expect((await write(coordinator)).rows).toHaveLength(0)
    await expect(
      database.as(keeper, (tx) => sql`insert into directory.vocabulary values ('x')`.execute(tx)),
    ).rejects.toThrow(/row-level security/)
  })

  it('stays confidential when a later import says nothing about it, and when it was public before', async () => {
    const secret = {
      number: 17,
      street: 'Wrenfield',
      kind: 'Lane',
      postal: 'K7L 5Z9',
      latitude: 44.29,
      longitude: -76.6,
    }
    const hidden = planted(secret, 'quiet', 'sticky')
    const silent = JSON.parse(
      JSON.stringify(hidden).replace('"northline":{"confidential":true}', '"x":1'),
    ) as object
    const load = (object: object) => loadObjects(testDeps(database), 'sticky', [object])
    const published = async () =>
      JSON.stringify(
        (
          await database.as({ kind: 'public' }, (tx) =>
            sql`select * from directory.published where listing::text like '%sticky%' or listing::text like '%quiet%'`.execute(
              tx,
            ),
          )
        ).rows,
      )
    await load(silent)
    expect(await published()).toContain('Wrenfield')
    await load(hidden)
    await load(silent)
    expectNothing(secret, await published())
    // Nor is its street what a typo is mended to.
    const words = await database.as({ kind: 'public' }, (tx) =>
      sql`select word from directory.vocabulary where word like 'wrenf%'`.execute(tx),
    )
    expect(words.rows).toEqual([])
    const rest = await database.as({ kind: 'system' }, (tx) =>
      sql`select * from directory.addresses where source = 'sticky'`.execute(tx),
    )
    expect(rest.rows).toEqual([])
  })
})
