import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { card } from '../../../contracts/content.ts'
import { locales, translator } from '../../../i18n/index.ts'
import { monday } from '../directory.testing.ts'
import type { PublishedRow } from './search.repository.ts'
import { makeCard } from './card.ts'
import { wordsIn } from './words-in.ts'

const id = 'A'.repeat(22)
const published: PublishedRow = {
  vetting: { by: 'line', name: 'Harbour House', until: '2027-11-24' },
  room: null,
  listing: {
    organisation: 'Harbour House',
    lang: 'en',
    words: { name: 'Beds', summary: 'Eight beds.', sharing: 'Only about children.' },
    others: { fr: { name: 'Lits' } },
    needs: ['safe_bed'],
    maybe: [],
    languages: [{ tag: 'fr' }],
    phones: [
      { number: '613-555-0101', kind: 'voice', extension: '7' },
      { number: '613-555-0102', kind: 'text' },
    ],
    sharing: 'yes',
    serves: [],
    whom: { ages: { from: 16, to: 24 }, takes: [], refuses: [], only: [] },
  },
  rest: {
    words: { name: 'Beds', summary: 'Eight beds.', forWhom: 'Women', bring: 'Nothing' },
    others: { fr: { name: 'Lits', bring: 'Rien' } },
    accessibility: [],
  },
  places: [
    {
      area: 'Kingston, ON',
      confidential: true,
      zone: 'America/Toronto',
      rules: [{ opens: 0, closes: 1440 }],
      gap: false,
      phones: [],
    },
  ],
}

describe('a card', () => {
  it('says what it is, when, for whom, what to bring and what is shared, in the seeker’s language', () => {
    expect(makeCard(translator('fr'), id, published, monday)).toEqual({
      lang: 'fr',
      card: {
        serviceId: id,
        name: 'Lits',
        organisation: 'Harbour House',
        what: 'Eight beds.',
        when: 'Ouvert jour et nuit',
        forWhom: 'Women · De 16 à 24 ans',
        bring: 'Rien',
        sharing: 'Transmet à la police ou aux services frontaliers dans certains cas. Only about children.',
        contact: 'Appelez le 613-555-0101, poste 7 · Textez le 613-555-0102',
        area: 'Adresse non communiquée · Kingston, ON',
      },
    })
  })

  it('is a sound card however much or little is known, in every language', () => {
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 3_000 }), { nil: undefined })
    const words = fc.record({
      name: text,
      summary: text,
      description: text,
      forWhom: text,
      bring: text,
      sharing: text,
    })
    fc.assert(
      fc.property(
        words,
        fc.string({ maxLength: 400 }),
        fc.constantFrom(...locales),
        fc.boolean(),
        (given, organisation, locale, placed) => {
          const own = JSON.parse(JSON.stringify(given)) as PublishedRow['rest']['words']
          const made = makeCard(
            translator(locale),
            id,
            {
              listing: { ...published.listing, organisation, words: own, others: {} },
              rest: { words: own, others: {}, accessibility: [] },
              places: placed ? published.places : [],
              vetting: published.vetting,
              room: null,
            },
            monday,
          )
          expect(card.safeParse(made.card).success).toBe(true)
        },
      ),
    )
  })
})

describe('words in a locale', () => {
  const rest = { words: { name: 'N', summary: 'S' }, others: { fr: { name: 'F' }, 'pt-BR': { name: 'P' } } }

  it('fall back one by one, and say which language they are in', () => {
    expect(wordsIn({ lang: 'en' }, rest, 'fr')('name')).toEqual({ text: 'F', lang: 'fr' })
    expect(wordsIn({ lang: 'en' }, rest, 'fr')('summary')).toEqual({ text: 'S', lang: 'en' })
    expect(wordsIn({ lang: 'en' }, rest, 'ar')('name')).toEqual({ text: 'N', lang: 'en' })
    expect(wordsIn({ lang: 'en' }, rest, 'pt')('name')).toEqual({ text: 'P', lang: 'pt-BR' })
    expect(wordsIn({ lang: 'en' }, rest, 'fr')('alert')).toEqual({ text: '', lang: 'fr' })
  })
})
