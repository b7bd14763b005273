import type { Rule } from '../hours/rules.ts'

/** One service with everything that hangs on it, as its source says. Not for publication: compose.ts makes that. */
export type BaseService = {
  id: string
  organisationId: string | null
  organisation: string | null
  /** The team that keeps the organisation's entries. */
  keeper: string | null
  name: string
  alternate: string | null
  description: string | null
  url: string | null
  email: string | null
  status: string
  interpretation: string | null
  application: string | null
  fees: string | null
  eligibility: string | null
  ageFrom: number | null
  ageTo: number | null
  assured: string | null
  alert: string | null
  language: string | null
  zone: string | null
  needs: string[] | null
  bring: string | null
  takes: string[] | null
  refuses: string[] | null
  onlyFor: string[] | null
  modes: string[] | null
  free: boolean | null
  sharing: 'no' | 'if_you_ask' | 'yes' | null
  sharingText: string | null
  texts: Record<string, string | null>[]
  areas: string[]
  documents: string[]
  costs: string[]
  terms: { code: string | null; name: string }[]
  languages: { tag: string | null; name: string | null; note: string | null }[]
  phones: BasePhone[]
  schedules: BaseSchedule[]
  gap: boolean
  places: BasePlace[]
  secrets: { details: Record<string, unknown>; addresses: Record<string, string | null>[] }[]
}

export type BasePhone = {
  of: 'service' | 'place' | 'organisation'
  number: string
  extension: string | null
  type: string | null
  description: string | null
}

export type BaseSchedule = {
  /** At which of the service's places; null: everywhere. `building`: hours of the place, not of the service at it. */
  at: string | null
  building: boolean
  rules: Rule[] | null
  /** Times that could not be read, or the words that say them. */
  unread: boolean
  text: string | null
  /** Its words are all that it says of when. */
  textOnly: boolean
}

export type BasePlace = {
  locationId: string
  name: string | null
  address: string | null
  town: string | null
  townKey: string | null
  province: string | null
  latitude: number | null
  longitude: number | null
  confidential: boolean
  publishedArea: string | null
  zone: string | null
  gap: boolean
  phones: BasePhone[]
  accessibility: string[]
}
