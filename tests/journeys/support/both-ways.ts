import type { Locale } from '../../../src/i18n/index.ts'
import type { PersonOptions } from './person.ts'

export type Way = { name: string; options: PersonOptions & { locale: Locale; script: boolean } }

/** What a seeker must be able to do with script and without: one row each for `describe.each`. */
export const withAndWithoutScript: Way[] = [
  { name: 'with script', options: { locale: 'en', script: true } },
  { name: 'without script', options: { locale: 'en', script: false } },
]

/**
 * Each with and without script, each language of the seeker's part somewhere: the pairs, and not their product. What
 * only a language can break is looked for on every page (every-page/), and `languages.test.ts` goes all the way.
 */
export const inFrenchAndArabic: Way[] = [
  { name: 'with script, in French', options: { locale: 'fr', script: true } },
  { name: 'without script, in Arabic', options: { locale: 'ar', script: false } },
]
export const inEnglishAndArabic: Way[] = [
  { name: 'without script', options: { locale: 'en', script: false } },
  { name: 'with script, in Arabic', options: { locale: 'ar', script: true } },
]
