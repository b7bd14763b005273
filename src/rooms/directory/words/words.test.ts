import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needCodes } from '../needs.ts'
import { fold, foldPhrase, speaks, stem, wordsOf } from './fold.ts'
import { keyOf } from './keys.ts'
import { languageNames, languageTagOf } from './languages.ts'
import { needsNamedIn, surePhrases, timePhrases, typedPhrases } from './phrases.ts'
import { isTypoOf, typosBetween, typosForgiven } from './typos.ts'

describe('folding', () => {
  it('takes case, accents and vowel points away', () => {
    expect(['Montréal', 'CŒUR', 'Kanien’kéha', 'مُحَامٍ', 'ÎLE'].map(fold)).toEqual([
      'montreal',
      'coeur',
      'kanien’keha',
      'محام',
      'ile',
    ])
  })

  it('is done once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })

  it('parts words at apostrophes and hyphens, and says where they stand', () => {
    const text = "L'abri d’urgence, take-down"
    expect(wordsOf(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      'L',
      'abri',
      'd',
      'urgence',
      'take',
      'down',
    ])
    expect(foldPhrase(' Lit  SÛR! ')).toBe('lit sur')
  })

  it('takes the plural away where it is one', () => {
    expect(['shelters', 'abris', 'tableaux', 'bus', 'access', 'papers'].map(stem)).toEqual([
      'shelter',
      'abri',
      'tableau',
      'bus',
      'access',
      'paper',
    ])
  })

  it('knows words that say nothing', () => {
    expect(['the', 'près', 'shelter', 'x', '床'].map((word) => speaks(fold(word)))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })
})

describe('typos', () => {
  it('are counted: one changed, added, dropped or swapped letter each', () => {
    const pairs = [
      ['shelter', 'shelter'],
      ['sheltr', 'shelter'],
      ['shetler', 'shelter'],
      ['detxo', 'detox'],
      ['kitten', 'sitting'],
    ] as const
    expect(pairs.map(([a, b]) => typosBetween(a, b, 5))).toEqual([0, 1, 1, 1, 3])
  })

  it('are the same both ways, and never more than the longer word has letters', () => {
    const word = fc.stringMatching(/^[a-d]{0,8}$/)
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(typosBetween(a, b, 9)).toBe(typosBetween(b, a, 9))
        expect(typosBetween(a, b, 9)).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(typosBetween(a, b, 9) === 0).toBe(a === b)
      }),
    )
  })

  it('are not forgiven in short words and numbers', () => {
    expect(['bed', 'detox', 'counselling', 'k7l1a1'].map(typosForgiven)).toEqual([0, 1, 2, 0])
    expect(isTypoOf('bad', 'bed')).toBe(false)
    expect(isTypoOf('lawer', 'lawyer')).toBe(true)
  })
})

describe('how people say it', () => {
  it('is known in English and in French', () => {
    expect(
      ['safe bed', 'lit sur', 'abri', 'detox', 'avocat', 'tatouage'].map((phrase) =>
        typedPhrases.get(phrase),
      ),
    ).toEqual(['safe_bed', 'safe_bed', 'safe_bed', 'detox', 'legal_aid', 'tattoo_removal'])
    expect(['tonight', 'ce soir', 'maintenant'].map((phrase) => timePhrases.get(phrase))).toEqual([
      'tonight',
      'tonight',
      'now',
    ])
  })

  it('is known for every need, and no phrase means two', () => {
    expect(new Set(typedPhrases.values())).toEqual(new Set(needCodes))
    for (const [phrase, code] of surePhrases) expect(typedPhrases.get(phrase)).toBe(code)
  })

  it('is recognised in what a service says of itself, but not from a word that is too general', () => {
    expect(needsNamedIn(['free', 'legal', 'clinic'])).toEqual(['legal_aid'])
    expect(needsNamedIn(['a', 'bed', 'of', 'roses'])).toEqual([])
  })
})

describe('languages', () => {
  it.each([
    ['French', 'fr'], ['fr-CA', 'fr'], ['français', 'fr'], ['eng', 'en'], ['Urdu', 'ur'], ['Chinese (Cantonese)', 'yue'],
    ['ASL', 'ase'], ['العربية', 'ar'], ['Cree', 'cr'], ['English, French', undefined], ['zz', undefined], ['', undefined],
  ])('%s is %s', (text, tag) => expect(languageTagOf(text)).toBe(tag)) // prettier-ignore

  it('have names in both languages', () => {
    expect(['spanish', 'espagnol', 'ojibwe'].map((name) => languageNames.get(name))).toEqual([
      'es',
      'es',
      'oj',
    ])
  })
})

it('keys of the same value differ by what they are of, and fit into the database’s integers', () => {
  expect(keyOf('need', 'detox')).not.toBe(keyOf('word', 'detox'))
  fc.assert(
    fc.property(fc.string(), (value) => {
      const key = keyOf('word', value)
      expect(key === (key | 0)).toBe(true)
    }),
  )
})
