import type { Locale } from '../../../src/i18n/index.ts'
import type { PersonOptions } from './person.ts'

export type Way = { name: string; options: PersonOptions & { locale: Locale; script: boolean } }

/** What a seeker must be able to do with script and without: one row each for `describe.each`. */
const withScript: Way = { name: 'with script', options: { locale: 'en', script: true } }
const withoutScript: Way = { name: 'without script', options: { locale: 'en', script: false } }
export const withAndWithoutScript: Way[] = [withScript, withoutScript]

/**
 * Each with and without script, each language of the seeker's part somewhere: the pairs, and not their product. What
 * only a language can break is looked for on every page (every-page/), and `languages.test.ts` goes all the way.
 */
export const inFrenchAndArabic: Way[] = [
  { name: 'with script, in French', options: { locale: 'fr', script: true } },
  { name: 'without script, in Arabic', options: { locale: 'ar', script: false } },
]

/** On every page: both ways in the language that is written from the right, and one way in each of the others. */
export const onEveryPage: (Way & { locales: readonly Locale[]; drafts: readonly Locale[] })[] = [
  { ...withScript, locales: ['en', 'ar'], drafts: ['es', 'pa'] },
  { ...withoutScript, locales: ['fr', 'ar'], drafts: ['zh-Hans', 'tl'] },
]

export const inEnglishAndArabic: Way[] = [
  { name: 'without script', options: { locale: 'en', script: false } },
  { name: 'with script, in Arabic', options: { locale: 'ar', script: true } },
]
