import type { NeedCode } from '../needs.ts'
import type { Mode, Whom } from '../whom/traits.ts'
import type { Rule } from '../hours/rules.ts'

/*
 * What is published of a service, as JSON in `directory.published`. No
 * confidential address is in it, in any field: publish/compose.ts sees to that.
 */

export type PublishedPhone = {
  number: string
  extension?: string
  kind: 'voice' | 'text' | 'fax' | 'tty' | 'other'
  description?: string
}

/** A service's words in one language. */
export type Words = {
  name?: string
  summary?: string
  description?: string
  forWhom?: string
  bring?: string
  cost?: string
  howToApply?: string
  sharing?: string
  alert?: string
}

export type Listing = {
  organisationId?: string
  organisation: string
  /** The language that `words` are in; others are in `others`. */
  lang: string
  words: Pick<Words, 'name' | 'summary' | 'sharing'>
  others: Record<string, Pick<Words, 'name' | 'summary' | 'sharing'>>
  /** As the source says; `maybe`: as the service's own words suggest. */
  needs: NeedCode[]
  maybe: NeedCode[]
  /** `tag` is absent where we don't know the language's name. */
  languages: { tag?: string; name?: string; note?: string }[]
  interpreters?: true
  phones: PublishedPhone[]
  sharing?: 'no' | 'if_you_ask' | 'yes'
  serves: string[]
  /** Whom it takes and how it meets them; absent where it was published before that was read. */
  whom?: Whom
  modes?: { modes: Mode[]; sure: boolean }
  free?: boolean
  assured?: string
}

export type Rest = {
  words: Words
  others: Record<string, Words>
  url?: string
  email?: string
  accessibility: string[]
  /** What its source files it under (HSDS taxonomy terms), by name. Absent where it was published before there were any. */
  terms?: string[]
}

export type Place = {
  /** Absent for a service without a place, and for a confidential one. */
  locationId?: string
  name?: string
  /** Absent for a confidential place. */
  address?: string
  /** Town and province, or the area that may be said instead; empty for a service without a place. */
  area: string
  confidential?: true
  zone: string
  rules: Rule[]
  gap: boolean
  /** Hours in the provider's words, where they could not be read. */
  hoursText?: string
  phones: PublishedPhone[]
}

export type Published = { listing: Listing; rest: Rest; places: Place[] }
