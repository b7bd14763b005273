import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listNeeds, searchServices } from '../../../contracts/directory.ts'
import type { Database } from '../../../database/index.ts'
import { testDatabase } from '../../../database/testing.ts'
import { asker, testDeps } from '../directory.testing.ts'
import { renewPublished } from '../import/import.usecase.ts'
import { acceptInvented } from '../vetting/vetting.usecases.ts'
import { loadObjects } from '../import/load-objects.ts'
import { modeCodes, traitCodes, type Mode, type Trait } from '../whom/traits.ts'
import { sql } from 'kysely'

type Offer = {
  ages: [number, number] | undefined
  takes: Trait[]
  refuses: Trait[]
  modes: Mode[] | undefined
  free: boolean | undefined
  sharing: 'no' | 'if_you_ask' | 'yes' | undefined
}

const traits = ['women', 'men', 'children', 'pets', 'no_status'] as const
const offer: fc.Arbitrary<Offer> = fc
  .record({
    ages: fc.option(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 90 })), {
      nil: undefined,
    }),
    said: fc.array(fc.constantFrom('takes', 'refuses', 'silent'), {
      minLength: traits.length,
      maxLength: traits.length,
    }),
    modes: fc.option(fc.subarray([...modeCodes], { minLength: 1 }), { nil: undefined }),
    free: fc.option(fc.boolean(), { nil: undefined }),
    sharing: fc.constantFrom('no', 'if_you_ask', 'yes', undefined),
  })
  .map(({ said, ...rest }) => ({
    ...rest,
    takes: traits.filter((_, index) => said[index] === 'takes'),
    refuses: traits.filter((_, index) => said[index] === 'refuses'),
  }))

const offers = fc.sample(offer, { numRuns: 40, seed: 7 })
const nameOf = (index: number) => `Invented room ${index}`

let database: Database
let ask: ReturnType<typeof asker>
beforeAll(async () => {
  database = await testDatabase()
  ask = asker(testDeps(database))
  await acceptInvented(testDeps(database), 'facets')
  await loadObjects(
    testDeps(database),
    'facets',
    offers.map(({ ages, takes, refuses, modes, free, sharing }, index) => ({
      id: `s${index}`,
      name: nameOf(index),
      status: 'active',
      organization: { id: 'o', name: 'Invented', description: '-' },
      ...(ages ? { minimum_age: ages[0], maximum_age: ages[1] } : {}),
      northline: { needs: ['safe_bed'], takes, refuses, modes, free, sharing },
    })),
  )
})
afterAll(() => database.close())

/** The slow way: 0 it fits, 1 ask, 2 it does not. */
function judge(
  one: Offer,
  asked: { age?: number; who: Trait[]; mode?: Mode; free: boolean; discreet: boolean },
): number {
  const outcomes = [
    ...(asked.age === undefined
      ? []
      : [one.ages ? (asked.age >= one.ages[0] && asked.age <= one.ages[1] ? 0 : 2) : 1]),
    ...asked.who.map((trait) => (one.takes.includes(trait) ? 0 : one.refuses.includes(trait) ? 2 : 1)),
    ...(asked.mode ? [one.modes ? (one.modes.includes(asked.mode) ? 0 : 2) : 1] : []),
    ...(asked.free ? [one.free === undefined ? 1 : one.free ? 0 : 2] : []),
    ...(asked.discreet || asked.who.includes('no_status')
      ? [one.sharing === undefined ? 1 : one.sharing === 'yes' ? 2 : 0]
      : []),
  ]
  return Math.max(0, ...outcomes)
}

describe('what is asked about the person', () => {
  it('is answered for every service as by looking at each: fits, ask, or left out and counted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          age: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
          who: fc.subarray([...traits]),
          mode: fc.option(fc.constantFrom(...modeCodes), { nil: undefined }),
          free: fc.boolean(),
          discreet: fc.boolean(),
        }),
        async ({ age, mode, ...rest }) => {
          const asked = { ...rest, ...(age === undefined ? {} : { age }), ...(mode ? { mode } : {}) }
          const expected = offers.map((one) => judge(one, asked))
          const { hits, leftOut, widened } = await ask(searchServices, {
            need: 'safe_bed',
            ...asked,
            size: 50,
          })
          const fits = new Map(hits.map(({ name, fit }) => [name, fit]))
          if (expected.every((outcome) => outcome === 2)) expect(widened).toMatch(/Nothing fits all/)
          else {
            expect(leftOut?.unfit ?? 0).toBe(expected.filter((outcome) => outcome === 2).length)
            expected.forEach((outcome, index) =>
              expect(fits.get(nameOf(index)), `${index} ${JSON.stringify([offers[index], asked])}`).toBe(
                (['fits', 'ask', undefined] as const)[outcome as 0 | 1 | 2],
              ),
            )
          }
          const order = hits.map(({ fit }) => ['fits', 'ask', 'near'].indexOf(fit))
          expect(order).toEqual(order.toSorted())
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is all there, last and with its reason, when that is wanted', async () => {
    const { hits, leftOut } = await ask(searchServices, {
      need: 'safe_bed',
      who: ['men'],
      all: true,
      size: 50,
    })
    expect(hits).toHaveLength(offers.length)
    expect(leftOut).toBeUndefined()
    const not = hits.filter(({ fit }) => fit === 'near')
    expect(hits.slice(-not.length)).toEqual(not)
    for (const { because } of not)
      expect(because).toContainEqual({ about: 'who', fit: 'not', text: 'Does not take: men' })
  })

  it('comes back as chips that can be taken away, chosen or typed', async () => {
    const { understood, words } = await ask(searchServices, {
      text: "I'm 16 with my kids, safe bed",
      who: ['women'],
      free: true,
      discreet: true,
    })
    expect(words).toBe('')
    expect(understood.map(({ kind, label, from, value }) => [kind, label, from, value])).toEqual([
      ['need', 'Safe bed', 'text', undefined],
      ['age', 'Age 16', 'text', undefined],
      ['who', 'women', 'choice', 'women'],
      ['who', 'people with children', 'text', 'children'],
      ['free', 'Free', 'choice', undefined],
      ['discreet', 'No sharing with police or border services', 'choice', undefined],
    ])
    expect(understood.find(({ kind }) => kind === 'age')?.without).toBe('with my kids, safe bed')
    const both = await ask(searchServices, { text: 'men and women' })
    expect(both.understood).toEqual([])
  })

  it('that nobody knows is not taken for something else', async () => {
    const { hits } = await ask(searchServices, { need: 'safe_bed', who: ['left_handed'], size: 50 })
    expect(hits).toHaveLength(offers.length)
    const { traits: known } = await ask(listNeeds, {})
    expect(known.map(({ code }) => code)).toEqual([...traitCodes])
    expect(known.filter(({ gender }) => gender)).toHaveLength(4)
  })
})

describe('a register that an older release published', () => {
  it('is published anew once, by whichever server comes first, and finds whom services take', async () => {
    await database.as({ kind: 'system' }, async (tx) => {
      await sql`update directory.entries set age_from = null, age_to = null, keys = '{}'`.execute(tx)
      await sql`update directory.publication set edition = 0`.execute(tx)
    })
    expect((await ask(searchServices, { need: 'safe_bed', who: ['men'] })).total).toBe(0)
    expect(await renewPublished(testDeps(database))).toBe(offers.length)
    expect(await renewPublished(testDeps(database))).toBe(0)
    expect((await ask(searchServices, { need: 'safe_bed', who: ['men'] })).total).toBeGreaterThan(0)
  })
})
