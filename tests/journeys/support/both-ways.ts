import type { Locale } from '../../../src/i18n/index.ts'
import type { PersonOptions } from './person.ts'

export type Way = { name: string; options: PersonOptions & { locale: Locale; script: boolean } }

/** What a seeker must be able to do with script and without: one row each for `describe.each`. */
export const withAndWithoutScript: Way[] = [
  { name: 'with script', options: { locale: 'en', script: true } },
  { name: 'without script', options: { locale: 'en', script: false } },
]

/** The same, and once more in the other languages of the seeker's part. */
export const inEveryWay: Way[] = [
  ...withAndWithoutScript,
  { name: 'with script, in French', options: { locale: 'fr', script: true } },
  { name: 'without script, in Arabic', options: { locale: 'ar', script: false } },
]
