import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchServices } from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { loadObjects } from '../import/load-objects.ts'
import { stem } from '../words/fold.ts'
import { synonymsOf } from '../words/synonyms.ts'
import { service } from './search.testing.ts'

let database: Database
let ask: ReturnType<typeof asker>
const find = async (text: string, locale = 'en') => {
  const { hits, widened } = await ask(searchServices, { text }, { locale })
  return { names: hits.map(({ name }) => name), hits, widened }
}

const filler = Array.from({ length: 40 }, (_, n) =>
  service(`filler-${n}`, `Invented office ${n}`, { description: 'Community programme for families.' }),
)
beforeAll(async () => {
  database = await testDatabase()
  ask = asker(testDeps(database))
  await acceptInvented(testDeps(database), 'relevance')
  await loadObjects(testDeps(database), 'relevance', [
    ...filler,
    service('midwife', 'Invented birth house', { description: 'Midwives for families in the community.' }),
    service('walk-in', 'Invented family medicine', {
      at: [44.5, -78],
      description: 'A physician sees you without an appointment, downtown.',
    }),
    service('clinic', 'Invented nurses', { needs: ['health_care'], at: [44.5, -78] }),
    service('careers', 'Invented careers', { description: 'Employment coaching.' }),
    service('line', 'Invented line', { needs: ['crisis_line'] }),
    service('beds', 'Invented beds', { needs: ['safe_bed'] }),
    service('bees', 'Invented bees', { description: 'Beehives.' }),
    service('orchard', 'Invented orchard', { languages: ['en'], description: 'Beehives, orchards.' }),
    service('partners', 'Partners in food', { needs: ['food'] }),
    {
      ...service('filed', 'Invented guidance', { description: 'By appointment.' }),
      attributes: [{ id: 'a1', taxonomy_term: { id: 't1', name: 'Beekeeping', description: 'Invented.' } }],
    },
  ])
})
afterAll(() => database.close())

describe('words', () => {
  it('tell the more the fewer services have them', async () => {
    const { names, widened } = await find('community families midwives')
    expect(names[0]).toBe('Invented birth house')
    expect(widened).toBeUndefined()
    const { names: some, widened: said } = await find('community appointment')
    expect(some[0]).toMatch(/Invented (guidance|family medicine)/)
    expect(said).toMatch(/some of them/)
  })

  it('find what says the same in other words, in both languages, after what has the word itself', async () => {
    expect((await find('job')).names).toEqual(['Invented careers'])
    expect((await find('travail', 'fr')).names).toEqual(['Invented careers'])
    expect((await find('employment')).names[0]).toBe('Invented careers')
  })

  it('are said to be nowhere together only where no page has them', async () => {
    const { hits, widened, total } = await ask(searchServices, {
      text: 'beehives orchards',
      language: 'fr',
      size: 1,
    })
    expect([hits.map(({ name }) => name), total, widened]).toEqual([['Invented bees'], 2, undefined])
  })

  it('of which a part means something else are not taken for one another', async () => {
    for (const word of ['sans', 'nouveaux', 'sexual']) expect(synonymsOf(stem(word))).toEqual([])
  })

  it('find what a source files a service under', async () => {
    expect((await find('beekeeping')).names).toEqual(['Invented guidance'])
  })

  it('are named in the reason, only those that a service has', async () => {
    const { hits } = await find('midwives downtown')
    const because = Object.fromEntries(
      hits.map(({ name, because }) => [name, because.find(({ about }) => about === 'text')?.text]),
    )
    expect(because).toEqual({
      'Invented birth house': 'Has some of your words: “midwives”',
      'Invented family medicine': 'Has some of your words: “downtown”',
    })
  })
})

describe('a need among other words', () => {
  it('is one of the things to be found by, and hides nothing that has the other words', async () => {
    const { names } = await find('walk in clinic downtown')
    expect(names.slice(0, 2).sort()).toEqual(['Invented family medicine', 'Invented nurses'])
  })

  it('alone is what is looked for', async () => {
    expect((await find('clinic')).names).toEqual(['Invented nurses'])
  })
})

describe('what people in danger write', () => {
  it.each([
    ['I want to die', 'en', 'Invented line'],
    ['envie de mourir', 'fr', 'Invented line'],
    ['help escaping violence', 'en', 'Invented beds'],
    ['violent partner', 'en', 'Invented beds'],
    ['je veux fuir la violence', 'fr', 'Invented beds'],
  ])('“%s” (%s) leads to what helps first', async (text, locale, first) => {
    expect((await find(text, locale)).names[0]).toBe(first)
  })
})
