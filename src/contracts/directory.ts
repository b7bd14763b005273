/**
 * The register of services: searching it, reading one entry, and the card that
 * is offered into a conversation. Searches are POST, so that no place or need
 * stands in a URL, a history or a log. Texts come in the request's locale
 * where the register has them; `lang` says which language they are really in.
 */
import * as z from 'zod'
import { card } from './content.ts'
import { needCode } from './directory-needs.ts'
import { room } from './directory-upkeep.ts'
import { id, moment, route } from './route.ts'

export * from './directory-changes.ts'
export * from './directory-coverage.ts'
export * from './directory-needs.ts'
export * from './directory-duplicates.ts'
export * from './directory-feedback.ts'
export * from './directory-upkeep.ts'
export * from './directory-vetting.ts'

/** A BCP 47 tag, such as `fr` or `zh-Hans`. */
export const languageTag = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8}){0,3}$/)

/** A stable code of a trait of a person that decides whether a service takes them, such as `children`. */
export const traitCode = z.string().regex(/^[a-z_]{2,40}$/)

/** More traits of one person say no more. */
export const mostTraits = 18

/** How a service meets people. */
export const mode = z.enum(['in_person', 'phone', 'video', 'outreach'])
export type Mode = z.infer<typeof mode>

const searchFields = {
  need: needCode.optional(),
  /** Words as they come: “safe bed, Kingston, French, tonight” is understood as need, place, language and time. */
  text: z.string().trim().max(300).optional(),
  /** A postal area (“K7L”, “K7L 1A1”), a town (“Kingston”, “Kingston, ON”), or “lat,lon”. */
  place: z.string().trim().max(120).optional(),
  /** How far from the place, in kilometres; 25 where nothing is said. */
  distanceKm: z.number().min(1).max(2_000).optional(),
  /** What speaks it comes first, then what is not known, then the rest. */
  language: languageTag.optional(),
  /** Open at `at` (now, where `at` is absent). What is open comes first, then what is not known, then the rest. */
  openNow: z.boolean().optional(),
  at: moment.optional(),
  /** Nobody is asked this: only what the person, or the responder for them, wants to be used. A service that does not take them is left out, one that does not say is to be asked. */
  age: z.int().min(0).max(120).optional(),
  who: z.array(traitCode).max(mostTraits).optional(),
  mode: mode.optional(),
  /** Costs nothing. */
  free: z.boolean().optional(),
  /** Shares with neither police nor border services, unless the person asks. */
  discreet: z.boolean().optional(),
  /** Has room now, as the service said lately; what says it is full is left out, what says nothing is to be asked. */
  room: z.boolean().optional(),
  /** Also what the line has not vetted, last. */
  unvetted: z.boolean().optional(),
  /** Also what is closed then or does not take the person, last and with the reason. */
  all: z.boolean().optional(),
  page: z.int().min(1).max(200).default(1),
  size: z.int().min(1).max(50).default(10),
}

/**
 * Whether a service is open at the asked moment. `unknown` is its own answer
 * and never shown as closed. `changes`: when that ends; absent where it is
 * always open or nothing is known. Show times in `zone`.
 */
export const openState = z.object({
  state: z.enum(['open', 'closed', 'unknown']),
  changes: moment.optional(),
  /** IANA zone of the service. */
  zone: z.string(),
  /** In the reader's locale and habit: “open now until 10 p.m.”. */
  text: z.string(),
})
export type OpenState = z.infer<typeof openState>

export const phone = z.object({
  number: z.string(),
  extension: z.string().optional(),
  kind: z.enum(['voice', 'text', 'fax', 'tty', 'other']),
  description: z.string().optional(),
})

/** `yes`: shares or must, `text` says when; `if_you_ask`: only at the person's wish; `unknown`: nobody has asked them yet. */
export const sharing = z.object({
  answer: z.enum(['no', 'if_you_ask', 'yes', 'unknown']),
  text: z.string(),
})

/**
 * Who looked at it: the line itself, the source whose listings the line accepts, nobody any more (`lapsed`), nobody yet
 * (`none`). The last two are only found by those who ask for them.
 */
export const vettingLevel = z.object({
  level: z.enum(['line', 'source', 'lapsed', 'none']),
  /** In the reader's locale. */
  text: z.string(),
})
export type VettingLevel = z.infer<typeof vettingLevel>

/** One line on how a service meets one thing that was asked. `ask`: not known, ring and ask. */
export const reason = z.object({
  about: z.enum(['need', 'text', 'place', 'language', 'hours', 'who', 'mode', 'free', 'discreet', 'room']),
  fit: z.enum(['fits', 'ask', 'not']),
  /** In the reader's locale, ready to be shown. */
  text: z.string(),
})
export type Reason = z.infer<typeof reason>

export const hit = z.object({
  serviceId: id,
  /** The place that fits best; absent for a service without one, and for a confidential one. */
  locationId: id.optional(),
  name: z.string(),
  organisation: z.string(),
  summary: z.string(),
  /** The language that name and summary are in: put it in `lang` where it differs from the page's. */
  lang: z.string(),
  needs: z.array(z.object({ code: needCode, label: z.string() })),
  languages: z.array(z.object({ tag: z.string(), label: z.string(), note: z.string().optional() })),
  open: openState,
  /** From the asked place. Never there for a confidential place. */
  distanceKm: z.number().optional(),
  /** The town, or “address withheld · Kingston”. Never a street where the place is confidential. */
  area: z.string(),
  /** Street address; never there for a confidential place. */
  address: z.string().optional(),
  /** Which areas it serves, as the provider says. */
  serves: z.array(z.string()),
  phones: z.array(phone),
  sharing,
  vetting: vettingLevel,
  /** What it said is free, while that is believed. */
  room: room.optional(),
  confidential: z.boolean(),
  /** `fits` all that was asked, `ask`: something is not known, `near`: something does not fit. In that order, then what is open or opens sooner. */
  fit: z.enum(['fits', 'ask', 'near']),
  because: z.array(reason),
})
export type Hit = z.infer<typeof hit>

/** What was understood, as a chip that can be taken away. */
export const chip = z.object({
  kind: z.enum(['need', 'place', 'language', 'open', 'age', 'who', 'mode', 'free', 'discreet', 'room']),
  /** The trait, where the kind is `who`: take it out of the list. */
  value: z.string().optional(),
  /** In the reader's locale. */
  label: z.string(),
  /** `choice`: take it away by leaving the field of that name out. `text`: by sending `without` as the text. */
  from: z.enum(['choice', 'text']),
  without: z.string().optional(),
})
export type Chip = z.infer<typeof chip>

export const searchAnswer = z.object({
  hits: z.array(hit),
  /** How many there are; `more` where counting stopped there, and there may be others that fit less. */
  total: z.int(),
  more: z.boolean(),
  page: z.int(),
  pages: z.int(),
  understood: z.array(chip),
  /** The part of the text that was searched for as words. */
  words: z.string(),
  /** Set when nothing was found as asked and the search went wider; says so in the reader's locale. */
  widened: z.string().optional(),
  /** What was left out because it is closed then, or does not take the person; `all` brings it. In the reader's locale. */
  leftOut: z.object({ closed: z.int(), unfit: z.int(), text: z.string() }).optional(),
  /** What was left out because nobody vetted it; `unvetted` brings it. Said where there is less than a page of others. */
  unvetted: z.object({ count: z.int(), text: z.string() }).optional(),
  /** Set when the place is not known, with near spellings. */
  placeUnknown: z.object({ asked: z.string(), suggestions: z.array(z.string()) }).optional(),
})
export type SearchAnswer = z.infer<typeof searchAnswer>

const searchErrors = ['directory.bad_place', 'directory.too_many'] as const

export const searchServices = route({
  id: 'directory.search',
  method: 'post',
  origin: 'help',
  path: '/api/directory/search',
  access: 'public',
  summary: 'Services by need, words, place, language and hours; each says why it is there.',
  input: z.object(searchFields),
  output: searchAnswer,
  errors: searchErrors,
})

/** A hit as staff see it. The seam for capacity, which comes with the register. */
export const staffHit = hit.extend({
  /** Absent where the source names none. */
  organisationId: id.optional(),
  /** When the entry was last confirmed, as its source says. */
  assured: z.string().optional(),
})
export type StaffHit = z.infer<typeof staffHit>

export const searchServicesAsStaff = route({
  id: 'directory.search_as_staff',
  method: 'post',
  origin: 'workspace',
  path: '/api/directory/staff/search',
  access: 'staff',
  summary: 'The same search for staff, with what is not for everybody.',
  input: z.object(searchFields),
  output: searchAnswer.extend({ hits: z.array(staffHit) }),
  errors: searchErrors,
})

export const service = hit.omit({ distanceKm: true, fit: true, because: true, locationId: true }).extend({
  organisationId: id.optional(),
  description: z.string(),
  forWhom: z.string(),
  /** Whom it takes and whom not, as far as it is known, in the reader's locale; a trait in neither must be asked about. */
  takes: z.array(z.string()),
  refuses: z.array(z.string()),
  bring: z.string(),
  cost: z.string(),
  /** How to begin: walk in, ring, ask for a referral. */
  howToApply: z.string(),
  /** A notice that changes what is said elsewhere (“closed for repairs”). */
  alert: z.string().optional(),
  url: z.string().optional(),
  email: z.string().optional(),
  accessibility: z.array(z.string()),
  /** The week's opening hours, a line per day, in the reader's habit; empty where they are not known. */
  hours: z.array(z.string()),
  /** Every place, without those that are confidential. */
  places: z.array(
    z.object({
      locationId: id,
      name: z.string(),
      address: z.string(),
      open: openState,
      hours: z.array(z.string()),
      phones: z.array(phone),
    }),
  ),
})
export type Service = z.infer<typeof service>

export const getService = route({
  id: 'directory.service',
  method: 'get',
  origin: 'both',
  path: '/api/directory/service',
  access: 'public',
  summary: 'One service, whole.',
  input: z.object({ serviceId: id }),
  output: z.object({ service }),
  errors: ['directory.not_found'],
})

/** The card of a service in the seeker's language, to be put into an envelope of kind `cards`. */
export const offerCard = route({
  id: 'directory.card',
  method: 'get',
  origin: 'workspace',
  path: '/api/directory/card',
  access: 'staff',
  summary: 'A service as a card in a locale; never with a confidential address.',
  input: z.object({ serviceId: id, locale: languageTag }),
  /** `lang`: the language the provider's own words are in, where the register has none in that locale. */
  output: z.object({ card, lang: z.string() }),
  errors: ['directory.not_found'],
})

export const listNeeds = route({
  id: 'directory.needs',
  method: 'get',
  origin: 'both',
  path: '/api/directory/needs',
  access: 'public',
  summary:
    'The needs one can search by, with names in the reader’s language, and the languages services speak.',
  input: z.object({}),
  output: z.object({
    needs: z.array(z.object({ code: needCode, label: z.string() })),
    languages: z.array(z.object({ tag: z.string(), label: z.string() })),
    /** What may be said of the person; `gender` of those of which one is enough. */
    traits: z.array(z.object({ code: traitCode, label: z.string(), gender: z.boolean() })),
    modes: z.array(z.object({ code: z.string(), label: z.string() })),
  }),
  errors: [],
})

export const suggestPlaces = route({
  id: 'directory.places',
  method: 'post',
  origin: 'both',
  path: '/api/directory/places',
  access: 'public',
  summary: 'Towns of the register that begin or sound like what was typed.',
  input: z.object({ text: z.string().trim().min(1).max(80) }),
  output: z.object({ places: z.array(z.string()) }),
  errors: ['directory.too_many'],
})
