import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseLocale,
  languageAttributes,
  localeFromSegment,
  matchLocale,
  parseAcceptLanguage,
} from './choose-locale.ts'
import { locales } from './locales.ts'

const header = (acceptLanguage: string, enabled = locales) => chooseLocale({ acceptLanguage, enabled })

describe('the locale of a reader', () => {
  it.each([
    ['fr-CA,fr;q=0.9,en;q=0.8', 'fr'],
    ['en;q=0.5, fr;q=0.9', 'fr'],
    ['zh-CN,zh;q=0.9', 'zh-Hans'],
    ['zh', 'zh-Hans'],
    ['cmn-Hans-SG', 'zh-Hans'],
    ['zh-TW,fr;q=0.5', 'fr'],
    ['zh-TW,de;q=0.5', 'zh-Hans'],
    ['fil-PH', 'tl'],
    ['tl', 'tl'],
    ['pa-Guru-IN', 'pa'],
    ['pa-PK', 'en'],
    ['ar-SY', 'ar'],
    ['es-419', 'es'],
    ['de, *;q=0.1', 'en'],
    ['de, en;q=0, *', 'fr'],
    ['fr;q=0, en;q=0', 'en'],
    ['FR-ca', 'fr'],
    ['', 'en'],
    ['fr;q=2, es;q=0.1', 'es'],
    [';;;,,=q, \u0000fr', 'en'],
  ])('for Accept-Language “%s” is %s', (given, expected) => {
    expect(header(given)).toBe(expected)
  })

  it('is the one in the path before the one the browser asks for', () => {
    expect(chooseLocale({ segment: 'FR', acceptLanguage: 'es', enabled: locales })).toBe('fr')
    expect(chooseLocale({ segment: 'zh-CN', acceptLanguage: 'es', enabled: locales })).toBe('zh-Hans')
    expect(chooseLocale({ segment: 'find', acceptLanguage: 'es', enabled: locales })).toBe('es')
  })

  it('is never a locale that is off', () => {
    fc.assert(
      fc.property(
        fc.subarray([...locales]).map((some) => [...new Set(['en' as const, ...some])]),
        fc.oneof(fc.string(), fc.constantFrom(...locales)),
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...locales)).map((list) => list.join(';q=0.5, ')),
        ),
        (enabled, segment, acceptLanguage) => {
          expect(enabled).toContain(chooseLocale({ segment, acceptLanguage, enabled }))
        },
      ),
    )
  })

  it('is the one with the highest weight, whatever the order of the list', () => {
    const weighted = fc.uniqueArray(fc.tuple(fc.constantFrom(...locales), fc.integer({ min: 1, max: 999 })), {
      minLength: 1,
      selector: ([locale]) => locale,
    })
    fc.assert(
      fc.property(weighted, (list) => {
        const best = list.reduce((a, b) => (b[1] > a[1] ? b : a))
        expect(header(list.map(([tag, q]) => `${tag};q=0.${String(q).padStart(3, '0')}`).join(','))).toBe(
          best[0],
        )
      }),
    )
  })

  it('is found for each locale by its own tag', () => {
    for (const locale of locales) {
      expect(matchLocale(locale, locales)).toBe(locale)
      expect(localeFromSegment(locale.toLowerCase(), locales)).toBe(locale)
    }
  })

  it('is read from a bounded part of a hostile header', () => {
    expect(parseAcceptLanguage('fr,'.repeat(100_000)).length).toBeLessThanOrEqual(32)
    expect(header('x'.repeat(100_000))).toBe('en')
  })

  it('gives an element its language and direction', () => {
    expect(languageAttributes('ar')).toEqual({ lang: 'ar', dir: 'rtl' })
    expect(languageAttributes('tl')).toEqual({ lang: 'tl', dir: 'ltr' })
  })
})
