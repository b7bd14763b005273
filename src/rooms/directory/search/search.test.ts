import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  getService,
  listNeeds,
  searchServices,
  searchServicesAsStaff,
  suggestPlaces,
  type SearchAnswer,
} from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { loadObjects } from '../import/load-objects.ts'
import { needCodes } from '../needs.ts'
import { sampleServices } from './search.testing.ts'

let database: Database
let ask: ReturnType<typeof asker>
beforeAll(async () => {
  database = await testDatabase()
  ask = asker(testDeps(database))
  await acceptInvented(testDeps(database), 'sample')
  await loadObjects(testDeps(database), 'sample', sampleServices)
})
afterAll(() => database.close())

const find = (input: Parameters<typeof ask<typeof searchServices>>[1], locale = 'en') =>
  ask(searchServices, input, { locale })
const names = ({ hits }: SearchAnswer) => hits.map(({ name }) => name)
const understood = (answer: SearchAnswer) => answer.understood.map(({ kind, label }) => `${kind}: ${label}`)
const because = (answer: SearchAnswer, name: string) =>
  answer.hits
    .find((hit) => hit.name === name)
    ?.because.map(({ about, fit, text }) => `${about} ${fit}: ${text}`)

describe('a sentence', () => {
  it('is understood as need, place, language and time, in English', async () => {
    const answer = await find({ text: 'safe bed, Mapleford, French, tonight' })
    expect(understood(answer)).toEqual([
      'need: Safe bed',
      'place: Mapleford, ON',
      'language: French',
      'open: Open tonight',
    ])
    expect(answer.words).toBe('')
    expect(names(answer)[0]).toBe('Nearby beds')
    expect(because(answer, 'Nearby beds')).toEqual([
      'need fits: Offers: Safe bed',
      expect.stringMatching(/^place fits: .* from Mapleford, ON$/) as string,
      'language fits: Speaks French',
      'hours fits: Open day and night',
    ])
  })

  it('is understood in French, and answered in French', async () => {
    const answer = await find({ text: 'un lit sûr à Mapleford en français ce soir' }, 'fr')
    expect(understood(answer)).toEqual([
      'need: Lit sûr',
      'place: Mapleford, ON',
      'language: français',
      'open: Ouvert ce soir',
    ])
    expect(answer.hits[0]).toMatchObject({ name: 'Lits tout près', lang: 'fr' })
    expect(answer.hits[1]?.lang).toBe('en')
  })

  it('with a typo in every word means the same', async () => {
    const [right, wrong] = [
      await find({ text: 'shelter Mapleford french tonight' }),
      await find({ text: 'sheltr Maplefrod frnch tonigth' }),
    ]
    expect(understood(wrong)).toEqual(understood(right))
    expect(names(wrong)).toEqual(names(right))
  })

  it('loses a chip by being sent without its words', async () => {
    const answer = await find({ text: 'shelter in Mapleford, tonight' })
    const place = answer.understood.find(({ kind }) => kind === 'place')
    expect(place).toMatchObject({ from: 'text', without: 'shelter, tonight' })
    expect(understood(await find({ text: place?.without }))).toEqual(['need: Safe bed', 'open: Open tonight'])
  })

  it('leaves what was chosen to the choice', async () => {
    const answer = await find({ need: 'food', text: 'shelter Mapleford', place: 'Oakhaven' })
    expect(answer.understood.map(({ kind, from }) => [kind, from])).toEqual([
      ['need', 'choice'],
      ['place', 'choice'],
    ])
    expect(answer.words).toBe('shelter Mapleford')
  })

  it('finds by words of its texts, with accents or without, and says where', async () => {
    const answer = await find({ text: 'cafe etoile' })
    expect(names(answer)).toEqual(['Café Étoile'])
    expect(because(answer, 'Café Étoile')).toEqual(['text fits: Its name has “cafe” and “etoile”'])
    expect(names(await find({ text: 'shower soups' }))).toEqual(['Café Étoile'])
    expect(names(await find({ text: 'sandwihces' }))).toEqual(['Café Étoile'])
  })

  it('of which nothing has every word finds what has some, and says so', async () => {
    const answer = await find({ text: 'sandwiches leases' })
    expect(names(answer).sort()).toEqual(['Café Étoile', 'Riverside legal clinic'])
    expect(answer.widened).toBe('Nothing has all of these words. These have some of them.')
  })

  it('of nonsense finds nothing and invents nothing', async () => {
    const answer = await find({ text: 'xyzzyx' })
    expect(answer).toMatchObject({ hits: [], total: 0, pages: 0, understood: [], words: 'xyzzyx' })
    expect((await find({ text: '!!! ,,, ???' })).total).toBe(sampleServices.length)
  })
})

describe('a place', () => {
  const beds = async (place: string, distanceKm?: number) =>
    names(await find({ need: 'safe_bed', place, ...(distanceKm ? { distanceKm } : {}) }))

  it('shows what is open, the nearest first, then what serves the place, then what opens later; then what may', async () => {
    expect(await beds('Mapleford')).toEqual([
      'Nearby beds',
      'English beds',
      'Bed finder',
      'Quiet beds',
      'Day beds',
      'Emergency shelter and kitchen',
      'Bed line',
    ])
  })

  it('may be a town with its province, a postal area, coordinates or a province', async () => {
    const near = await beds('Mapleford')
    for (const place of ['mapleford, ontario', 'Mapleford ON', 'K9Z 2B2', '44.505,-78.0', 'Mapelford'])
      expect(new Set(await beds(place))).toEqual(new Set(near))
    expect(await beds('Ontario')).toContain('Faraway beds')
    expect(await beds('44.5 -78', 150)).toContain('Faraway beds')
    expect(await beds('44.5,-78', 1_900)).toContain('Faraway beds')
  })

  it('that is not known is said to be, with towns that are like it, and nothing is hidden', async () => {
    const answer = await find({ need: 'food', place: 'Maplefields' })
    expect(answer.placeUnknown).toEqual({ asked: 'Maplefields', suggestions: ['Mapleford, ON'] })
    expect(names(answer)).toEqual(['Café Étoile'])
    // Its first letter tells the province of a Canadian postal area that no service has.
    expect(understood(await find({ place: 'K0A 1A1' }))).toEqual(['place: Ontario'])
  })

  it('without anything near is widened step by step, and that is said', async () => {
    expect(await find({ need: 'food', place: 'Oakhaven' })).toMatchObject({
      widened: 'Nothing nearer. These are within 100 km of Oakhaven, ON.',
      hits: [{ name: 'Café Étoile' }],
    })
    expect((await find({ need: 'food', place: '60,-110' })).widened).toBe(
      'Nothing near 60, -110. These are farther away; some help by phone.',
    )
  })

  it('that is nowhere on earth is refused', async () => {
    await expect(find({ place: '91,10' })).rejects.toThrow('directory.bad_place')
  })

  it('is suggested from its beginning, or from something like it', async () => {
    expect((await ask(suggestPlaces, { text: 'map' })).places).toEqual(['Mapleford, ON'])
    expect((await ask(suggestPlaces, { text: 'Okahaven' })).places).toEqual(['Oakhaven, ON'])
    expect((await ask(suggestPlaces, { text: '%_\\' })).places).toEqual([])
  })
})

describe('the order', () => {
  it('is: what fits, what must be asked about, the rest; in each what is open before what does not say', async () => {
    const asked = { need: 'safe_bed', place: 'Mapleford', language: 'fr', openNow: true } as const
    const order = ({ hits }: SearchAnswer) => hits.map(({ name, fit }) => `${fit} ${name}`)
    const open = [
      'fits Nearby beds',
      'fits Bed finder',
      'ask Emergency shelter and kitchen',
      'ask Bed line',
      'ask Quiet beds',
      'near English beds',
    ]
    const answer = await find(asked)
    expect(order(answer)).toEqual(open)
    expect(answer.leftOut).toEqual({ closed: 1, unfit: 0, text: '1 more is closed then.' })
    const all = await find({ ...asked, all: true })
    expect(order(all)).toEqual([...open, 'near Day beds'])
    expect(all.leftOut).toBeUndefined()
    expect(because(all, 'Day beds')?.at(-1)).toBe('hours not: Closed now. Opens tomorrow at 9:00 a.m.')
  })

  it('shows what is closed where nothing else is there, and says so', async () => {
    const answer = await find({ need: 'legal_aid', place: 'Mapleford', openNow: true })
    expect(answer).toMatchObject({ hits: [{ name: 'Riverside legal clinic', fit: 'near' }], total: 1 })
    expect(answer.widened).toBe('Nothing fits all of that. Each of these says what does not fit.')
    expect(answer).not.toHaveProperty('leftOut')
  })

  it('never takes unknown hours for closed, nor unknown languages for none', async () => {
    const answer = await find({ need: 'safe_bed', place: 'Mapleford', language: 'fr', openNow: true })
    expect(because(answer, 'Quiet beds')).toEqual([
      'need fits: Offers: Safe bed',
      expect.any(String) as string,
      'language ask: Languages not known. Ask for French.',
      'hours ask: Hours not known. Ask first.',
    ])
    expect(because(answer, 'English beds')).toContain('language not: Does not list French')
  })

  it('knows interpreters, and a need that its words only suggest', async () => {
    const legal = await find({ need: 'legal_aid', language: 'so' })
    expect(because(legal, 'Riverside legal clinic')).toContain(
      'language ask: Has interpreters. Ask for Somali.',
    )
    const beds = await find({ need: 'safe_bed' })
    expect(because(beds, 'Emergency shelter and kitchen')).toEqual([
      'need ask: Its own words suggest: Safe bed. Ask.',
    ])
  })

  it('asks about the hour that is asked', async () => {
    const at = async (time: string) => (await find({ need: 'legal_aid', openNow: true, at: time })).hits[0]
    expect(await at('2026-11-24T15:00:00Z')).toMatchObject({
      fit: 'fits',
      open: { state: 'open', text: 'Open at 10:00 a.m.' },
    })
    expect(await at('2026-11-28T15:00:00Z')).toMatchObject({ fit: 'near', open: { state: 'closed' } })
  })

  it('is the same on every page, with nothing twice and nothing left out', async () => {
    const all = names(await find({ place: 'Mapleford', size: 50 }))
    const pages: string[] = []
    for (let page = 1; page <= 4; page++) {
      const answer = await find({ place: 'Mapleford', page, size: 3 })
      expect(answer).toMatchObject({ page, total: all.length, pages: Math.ceil(all.length / 3), more: false })
      pages.push(...names(answer))
    }
    expect(pages).toEqual(all)
  })
})

describe('around the search', () => {
  it('the needs and the spoken languages have names in the reader’s language', async () => {
    const { needs, languages } = await ask(listNeeds, {}, { locale: 'fr' })
    expect(needs.map(({ code }) => code)).toEqual([...needCodes])
    expect(languages).toEqual([
      { tag: 'en', label: 'anglais' },
      { tag: 'fr', label: 'français' },
    ])
  })

  it('one service is shown whole, and one that is not there is not found', async () => {
    const [hit] = (await find({ text: 'Riverside' })).hits
    const { service } = await ask(getService, { serviceId: hit?.serviceId ?? '' })
    expect(service).toMatchObject({
      name: 'Riverside legal clinic',
      organisation: 'Riverside legal clinic Society',
      hours: ['Mon to Fri: 9:00 a.m. to 5:00 p.m.', 'Sat to Sun: closed'],
      places: [{ address: '1 Sample Street, Mapleford, ON K9Z 1A1' }],
      sharing: { answer: 'unknown' },
    })
    await expect(ask(getService, { serviceId: 'A'.repeat(22) })).rejects.toThrow('directory.not_found')
  })

  it('staff are told which organisation an entry is of', async () => {
    const { hits } = await ask(searchServicesAsStaff, { text: 'Riverside' })
    expect(hits[0]?.organisationId).toMatch(/^[\w-]{22}$/)
    expect((await find({ text: 'Riverside' })).hits[0]).not.toHaveProperty('organisationId')
  })

  it('too many searches from one place in the network wait', async () => {
    const many = asker(testDeps(database))
    const tries = Array.from({ length: 260 }, () => many(suggestPlaces, { text: 'm' }, { clientKey: 'one' }))
    const refused = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThanOrEqual(20)
  })
})
