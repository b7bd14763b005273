/*
 * npm run drill -- confidential [--engine pglite|postgres] [--probes 1000] [--plant listing|open-data|distance|report]
 *
 * Houses whose addresses are random and stand, in every spelling, in every text that a source can have, go through a
 * real import, a later one that changes them, vetting, room reports, keepers and what they change. Then everything that anybody is
 * answered is searched for them: every route of the register for everybody, a seeker and every role; the pages of the help site;
 * cards in every language; the open data; errors. And every table as each role may read it. At last one house
 * is moved across its town: from 1,000 points no answer may change. Held when nothing narrower than the published area was
 * found anywhere, and nothing changed.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CompiledQuery, sql } from 'kysely'
import { locales } from '../../src/i18n/index.ts'
import { acceptInvented, reportText, setKeeper } from '../../src/rooms/directory/index.ts'
import { spellings } from '../../src/rooms/directory/confidential.testing.ts'
import { everyRoute } from '../../src/server/routes.ts'
import { inputFor } from './access/inputs.ts'
import { hire, hireEverybody, type Person } from './access/people.ts'
import { engines, setStage, type Engine, type Stage } from './access/stage.ts'
import { createWire, type Wire } from './access/wire.ts'
import {
  asOpen,
  asSource,
  makeHouses,
  openPlace,
  secretIn,
  tracesIn,
  type House,
} from './confidential/houses.ts'
import { sweepOpenData } from './confidential/open-data.ts'

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string' },
    probes: { type: 'string', default: '1000' },
    /** listing, open-data: an address stands in what is published. distance: a house counts as where it is. report: a source says an address. */
    plant: { type: 'string' },
  },
})
const { plant } = options
const say = (line: string) => process.stdout.write(`${line}\n`)
const from = () => ({ 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` })

type Tally = { answers: number; given: number; bytes: number; leaks: string[]; rows: number }

async function drill(engine: Engine): Promise<boolean> {
  const stage = await setStage(engine)
  const folder = mkdtempSync(join(tmpdir(), 'northline-houses-'))
  const tally: Tally = { answers: 0, given: 0, bytes: 0, leaks: [], rows: 0 }
  try {
    const houses = makeHouses()
    await hire(stage, 'hotline', 'responder', true)
    const people = await hireEverybody(stage)
    await fill(stage, folder, houses, tally)
    await keepOne(stage, houses, people)
    const unguarded = stage.northline.database.unguarded
    const run = (text: string) => unguarded.executeQuery(CompiledQuery.raw(text))
    const { street, number } = houses[0]?.secret ?? { street: '', number: 0 }
    if (plant === 'listing')
      await run(`update directory.published set listing = jsonb_set(listing, '{words,summary}', '"${number} ${street}"')
        where listing::text like '%Kingston%'`)
    if (plant === 'open-data')
      await run(
        `update directory.published set hsds = hsds || '{"alert": "${street}"}' where hsds is not null`,
      )
    await sweepAnswers(stage, houses, people, tally)
    await sweepTables(stage, houses, people, tally)
    const moved = await probe(stage, folder, houses)
    for (const leak of [...new Set(tally.leaks)].slice(0, 12)) say(`  ${leak}`)
    say(
      `confidential: ${engine}: ${houses.length} houses, ${tally.answers} answers (${tally.given} of them given and not refused, ${(tally.bytes / 1e6).toFixed(1)} MB) and ${tally.rows} rows searched: ${tally.leaks.length} traces; ${options.probes} points asked with a house here and there: ${moved} answers changed`,
    )
    return tally.leaks.length === 0 && moved === 0
  } finally {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function importFile({ northline }: Stage, folder: string, objects: readonly object[]): Promise<string> {
  const file = join(folder, 'houses.json')
  writeFileSync(file, JSON.stringify(objects))
  return reportText(await northline.directory.importDirectory(file, { source: 'houses' }))
}

const undoing = new Set(['directory.stop', 'directory.set_keeper', 'directory.change_entry'])
const others = [1, 2, 3].flatMap((index) => [openPlace('Kingston', index), openPlace('Belleville', index)])

/** First two of the houses are open, as nobody knew better; then all are confidential, written anew in another spelling. */
async function fill(stage: Stage, folder: string, houses: readonly House[], tally: Tally): Promise<void> {
  const { northline } = stage
  await acceptInvented(
    { database: northline.database, settings: northline.configuration.directory },
    'houses',
  )
  const first = houses.map((house, index) => (index < 2 ? asOpen(house) : asSource(house, index)))
  for (const objects of [
    first,
    houses.map((house, index) => asSource(house, index)),
    houses.map((house, index) => asSource(house, index + 1)),
  ]) {
    const report = await importFile(stage, folder, [...objects, ...others])
    // What an operator is shown of a file tells no address either: it may be pasted anywhere.
    look(
      houses,
      plant === 'report' ? `${report} ${houses[0]?.secret.street}` : report,
      'the report of an import',
      tally,
    )
  }
}

async function serviceIds({
  northline,
}: Stage): Promise<{ id: string; source: string; organisation: string }[]> {
  const { rows } = await northline.database.as({ kind: 'system' }, (tx) =>
    sql<{ id: string; source: string; organisation: string }>`
      select id, source_id as source, organization_id as organisation from directory.services`.execute(tx),
  )
  return rows
}

/**
 * The provider's team keeps the first house, says what is free there, and tells the address in what it changes: at once in
 * its hours, and in a sentence that the line accepts without noticing.
 */
async function keepOne(stage: Stage, houses: readonly House[], people: readonly Person[]): Promise<void> {
  const provider = people.find(({ name }) => name === 'provider@provider')
  const own = (await serviceIds(stage)).find(({ source }) => source === houses[0]?.id)
  if (!provider || !own) throw new Error('nobody keeps the first house')
  await stage.northline.database.as({ kind: 'system' }, (tx) =>
    setKeeper(tx, own.organisation, provider.teamId),
  )
  const coordinator = people.find(({ name }) => name === 'coordinator@hotline')
  const post = async (person: Person | undefined, path: string, given: object): Promise<string> => {
    if (!person) throw new Error('nobody to ask')
    const headers = { ...json(stage.origins.workspace), cookie: person.cookie }
    const { status, text } = await twice(person.wire.ask)('POST', `/api/directory/${path}`, {
      body: JSON.stringify(given),
      headers,
    })
    if (status !== 200) throw new Error(`${person.name} can't ${path}: ${status} ${text}`)
    return text
  }
  await post(provider, 'own/room', { serviceId: own.id, unit: 'bed', free: 2 })
  const [told = '', street = ''] = spellings(houses[0]?.secret ?? secretIn('Kingston'))
  const changes = [
    { field: 'hours', value: { kind: 'ask', note: told } },
    { field: 'for_whom', value: `Women. ${street}` },
    { field: 'name', value: `Beds of ${houses[0]?.secret.street} ${houses[0]?.secret.kind}` },
    { field: 'phones', value: [{ number: '613-555-0100', note: street }] },
  ]
  for (const change of changes)
    await post(provider, 'entry/change', { serviceId: own.id, change, why: '', last: 0 })
  const { rows } = await sql<{ no: number }>`
    select no::integer from directory.changes where not at_once`.execute(stage.northline.database.unguarded)
  for (const { no: changeNo } of rows)
    await post(coordinator, 'entry/answer', { changeNo, answer: 'accepted' })
}

/** Whoever keeps a house reads what their team typed, and so does who looks at it for the line. */
const mayReadChanges = new Set(['provider@provider', 'coordinator@hotline', 'supervisor@hotline'])

/** One more time where the server had closed a kept socket: nothing here minds being asked twice. */
const twice =
  (ask: Wire['ask']): Wire['ask'] =>
  (...asked) =>
    ask(...asked).catch(() => ask(...asked))

const json = (origin: string) => ({
  'content-type': 'application/json',
  origin,
  'sec-fetch-site': 'same-origin',
  'x-northline': '1',
  ...from(),
})

function look(houses: readonly House[], text: string, where: string, tally: Tally): void {
  tally.answers += 1
  tally.bytes += text.length
  for (const house of houses)
    for (const trace of tracesIn(house, text)) tally.leaks.push(`“${trace}” of ${house.id} in ${where}`)
}

/** Everything that anybody is answered. Nothing that is asked names a house but by its id. */
async function sweepAnswers(
  stage: Stage,
  houses: readonly House[],
  people: readonly Person[],
  tally: Tally,
): Promise<void> {
  const services = await serviceIds(stage)
  const help = createWire(stage.origins.help, stage.port)
  const workspace = createWire(stage.origins.workspace, stage.port)
  const of = (id: string) => services.find(({ source }) => source === id)?.id ?? ''
  const routes = everyRoute.filter(
    ({ id, method }) => id.startsWith('directory.') || id.includes('receiver') || method === 'get',
  )
  const searches: object[] = [
    ...['safe bed', 'beds Kingston', 'house', 'beds lits', 'ring twice', 'find us maps', 'gps code'].map(
      (text) => ({ text }),
    ),
    ...['Kingston', 'Belleville', 'Loneville', 'K7L', '44.25,-76.55'].flatMap((place) =>
      [1, 25, 500].map((distanceKm) => ({ need: 'safe_bed', place, distanceKm })),
    ),
  ].map((one) => ({ ...one, size: 50, all: true, unvetted: true }))
  const askers = [
    { name: 'everybody', wire: help, origin: stage.origins.help, side: 'help', cookie: undefined },
    {
      name: 'nobody',
      wire: workspace,
      origin: stage.origins.workspace,
      side: 'workspace',
      cookie: undefined,
    },
    ...people.map(({ name, wire, cookie }) => ({
      name,
      wire,
      origin: stage.origins.workspace,
      side: 'workspace',
      cookie,
    })),
  ] as const
  for (const { name, wire, origin, side, cookie } of askers) {
    const ask = async (method: string, path: string, given: object | undefined, locale = 'en') => {
      const get = method === 'GET' && given ? `?${new URLSearchParams(given as Record<string, string>)}` : ''
      const headers = { ...json(origin), 'accept-language': locale, ...(cookie && { cookie }) }
      const body = method === 'POST' ? { body: JSON.stringify(given ?? {}) } : {}
      const got = await twice(wire.ask)(method, path + get, { headers, ...body })
      if (got.status === 200) tally.given += 1
      const told = path.startsWith('/api/directory/entry') && mayReadChanges.has(name)
      look(
        told ? houses.slice(1) : houses,
        `${JSON.stringify(got.headers)} ${got.text}`,
        `${name}: ${method} ${path} (${got.status})`,
        tally,
      )
    }
    for (const route of routes.filter(({ origin: at }) => at === 'both' || at === side)) {
      // What takes a house out, or gives it to others, is done to the last one only.
      for (const house of undoing.has(route.id) ? houses.slice(-1) : houses) {
        const input = inputFor(route.input, { serviceId: of(house.id) })
        await ask(route.method.toUpperCase(), route.path, input as object)
        // Each of them names the house; one that names none is asked once.
        if (!JSON.stringify(input).includes(of(house.id))) break
      }
    }
    for (const input of searches)
      await ask('POST', side === 'help' ? '/api/directory/search' : '/api/directory/staff/search', input)
    for (const text of ['k', 'kin', 'bell', 'lone', 'q', 'open'])
      await ask('POST', '/api/directory/places', { text })
    if (name === 'everybody' || name === 'responder@hotline')
      for (const locale of locales)
        for (const house of houses) {
          await ask('GET', '/api/directory/service', { serviceId: of(house.id) }, locale)
          if (side === 'workspace')
            await ask('GET', '/api/directory/card', { serviceId: of(house.id), locale }, locale)
        }
  }
  await sweepPages(
    stage,
    houses,
    services.map(({ id }) => id),
    tally,
  )
}

/** The help site's own pages, and the open data. */
async function sweepPages(
  stage: Stage,
  houses: readonly House[],
  ids: readonly string[],
  tally: Tally,
): Promise<void> {
  const help = createWire(stage.origins.help, stage.port)
  const get = async (path: string) => {
    const got = await twice(help.ask)('GET', path, { headers: from() })
    if (got.status === 200) tally.given += 1
    look(houses, got.text, `GET ${path} (${got.status})`, tally)
    return got.text
  }
  const post = async (fields: Record<string, string>) => {
    const headers = {
      ...from(),
      origin: stage.origins.help,
      'content-type': 'application/x-www-form-urlencoded',
    }
    const got = await twice(help.ask)('POST', '/en/services', {
      headers,
      body: new URLSearchParams(fields).toString(),
    })
    look(houses, got.text, `POST /en/services (${got.status})`, tally)
  }
  for (const place of ['', 'Kingston', 'Loneville'])
    await post({ need: 'safe_bed', place, all: 'yes', unvetted: 'yes' })
  for (const service of ids) await post({ service })
  await sweepOpenData(get)
}

/** Tables as each may read them. The base of the register is the line's coordinators', and a house is its keepers' too. */
async function sweepTables(
  stage: Stage,
  houses: readonly House[],
  people: readonly Person[],
  tally: Tally,
): Promise<void> {
  const { database } = stage.northline
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'directory' order by 1`.execute(
    database.unguarded,
  )
  const actors = [
    { name: 'public', actor: { kind: 'public' } as const, keeps: false },
    ...people.map((person) => ({
      name: person.name,
      actor: person.actor,
      keeps: person.name === 'provider@provider',
    })),
  ]
  for (const { name, actor, keeps } of actors) {
    if (name === 'coordinator@hotline') continue
    for (const { name: table } of tables) {
      const { rows } = await database.as(actor, (tx) =>
        sql<{
          row: string
        }>`select to_jsonb(t)::text as row from ${sql.table(`directory.${table}`)} t`.execute(tx),
      )
      tally.rows += rows.length
      const mayKnow = keeps && (table === 'confidential_places' || table === 'confidential_addresses')
      const told = table === 'changes' && mayReadChanges.has(name)
      const shut = houses.filter((_, index) => !((mayKnow || told) && index === 0))
      for (const { row } of rows) look(shut, row, `${name}: select from directory.${table}`, tally)
    }
  }
}

/** Answers that change when one house moves to the other end of its town, asked from all around it. */
async function probe(stage: Stage, folder: string, houses: readonly House[]): Promise<number> {
  const [house] = houses
  if (!house) return 0
  const points = Array.from({ length: Number(options.probes) }, () => ({
    need: 'safe_bed',
    place: `${(44.25 + randomInt(-800, 800) / 10_000).toFixed(4)},${(-76.55 + randomInt(-800, 800) / 10_000).toFixed(4)}`,
    distanceKm: [1, 2, 5, 10, 25][randomInt(5)],
    size: 50,
  }))
  const help = createWire(stage.origins.help, stage.port)
  const answers = async (moved: House) => {
    await importFile(stage, folder, [
      asSource(moved, 5),
      ...houses.slice(1).map((one, i) => asSource(one, i)),
      ...others,
    ])
    if (plant === 'distance')
      await sql`update directory.entries set latitude = ${moved.secret.latitude}, longitude = ${moved.secret.longitude}
        where service_id = (select id from directory.services where source_id = ${house.id})`.execute(
        stage.northline.database.unguarded,
      )
    const told: string[] = []
    for (const point of points) {
      const asked = { headers: json(stage.origins.help), body: JSON.stringify(point) }
      const { text } = await twice(help.ask)('POST', '/api/directory/search', asked)
      // How long ago something was said goes on by itself.
      told.push(text.replaceAll(/"room":\{[^}]*\},?/g, ''))
    }
    for (const { place, distanceKm } of points.slice(0, 200)) {
      const path = `/hsds/services?unvetted=true&per_page=200&postcode=${place}&proximity=${(distanceKm ?? 5) * 1_000}`
      const { text } = await twice(help.ask)('GET', path, { headers: from() })
      told.push(text.replaceAll(/"updated":"[^"]*"/g, ''))
    }
    return told
  }
  const here = await answers(house)
  if (!here.some((text) => text.includes('"confidential":true'))) throw new Error('no point found a house')
  const there = await answers({ ...house, secret: { ...house.secret, ...placeOf(secretIn('Kingston')) } })
  return here.filter((text, index) => text !== there[index]).length
}

const placeOf = ({ latitude, longitude }: House['secret']) => ({ latitude, longitude })

let held = true
for (const engine of engines)
  if (options.engine === undefined || options.engine === engine) held = (await drill(engine)) && held
say(`confidential: ${held ? 'held' : 'NOT held'}`)
process.exit(held ? 0 : 1)
