import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { offerCard, searchServices } from '../contracts/directory.ts'
import type { Database } from '../database/index.ts'
import { testDatabase } from '../database/testing.ts'
import type { HandledRoute } from '../contracts/index.ts'
import { createDirectory, needCodes, type DirectoryDeps } from '../rooms/directory/index.ts'
import { inventedServices, loadInventedServices } from './invented-services.ts'
import { vetInvented } from './vetted.ts'

let database: Database
let deps: DirectoryDeps
beforeAll(async () => {
  database = await testDatabase()
  deps = {
    database,
    settings: { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 },
    now: () => new Date('2026-11-24T02:30:00Z'),
  }
})
afterAll(() => database.close())

const ask = async (id: string, input: object, locale: string) => {
  const handled = createDirectory(deps).routes.find((one): one is HandledRoute => one.route.id === id)
  return handled?.answer(handled.route.input.parse(input), {
    actor: { kind: 'public' },
    locale,
    clientKey: locale,
    setHeader: () => undefined,
  })
}

describe('the invented services', () => {
  it('all go in, and a second time change nothing', async () => {
    const first = await loadInventedServices(deps)
    expect(first).toMatchObject({ rejected: 0, remarks: [], published: inventedServices.length })
    expect(await loadInventedServices(deps)).toMatchObject({ imported: 0, published: 0 })
    await vetInvented(deps)
  })

  it('say that they are invented, with numbers that nobody has', () => {
    for (const service of inventedServices as {
      organization: { name: string }
      phones?: { number: string }[]
    }[]) {
      expect(service.organization.name).toMatch(/\(invented\)$/)
      for (const { number } of service.phones ?? []) expect(number).toMatch(/-555-01\d\d$/)
    }
  })

  it('meet every need', async () => {
    for (const need of needCodes) {
      const answer = searchServices.output.parse(await ask(searchServices.id, { need }, 'en'))
      expect(answer.hits[0]?.fit, need).toBe('fits')
    }
  })

  it.each([
    ['en', 'safe bed, Kingston, French, tonight', 'Lantern safe beds', 'Open now until 9:00 a.m.'],
    [
      'fr',
      'lit sûr, Kingston, en français, ce soir',
      'Lits sûrs de la Lanterne',
      'Ouvert maintenant jusqu’à',
    ],
    ['ar', 'shelter Kingston french tonight', 'أسرّة آمنة في بيت الفانوس', 'مفتوح الآن حتى'],
  ])('in %s: “%s” finds a bed, and its card tells no address', async (locale, text, name, when) => {
    const answer = searchServices.output.parse(await ask(searchServices.id, { text }, locale))
    const [first, second] = answer.hits
    expect(first).toMatchObject({
      name,
      fit: 'fits',
      confidential: true,
      organisation: 'Harbour Lantern House (invented)',
    })
    expect(second?.fit).toBe('fits')
    const { card } = offerCard.output.parse(
      await ask(offerCard.id, { serviceId: first?.serviceId, locale }, 'en'),
    )
    expect(card.name).toBe(name)
    expect(card.when).toContain(when)
    expect(card.area).toContain('Kingston, ON')
    for (const part of [card.what, card.forWhom, card.bring, card.sharing, card.contact])
      expect(part).not.toBe('')
    expect(JSON.stringify(card)).not.toMatch(/wrenfield|K7L/i)
  })
})
