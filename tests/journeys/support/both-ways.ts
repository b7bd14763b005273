import type { PersonOptions } from './person.ts'

/** What a seeker must be able to do with script and without: one row each for `describe.each`. */
export const withAndWithoutScript: { name: string; options: PersonOptions }[] = [
  { name: 'with script', options: { script: true } },
  { name: 'without script', options: { script: false } },
]
