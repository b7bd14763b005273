import type { EvidenceCode } from '../../../contracts/directory-duplicates.ts'
import type { Listing, Place, PublishedPhone, Rest } from '../publish/published.ts'
import { foldPhrase, speaks, stem, wordsOf } from '../words/fold.ts'
import { keyOf } from '../words/keys.ts'

/** A published service, as far as two are compared. */
export type Compared = { serviceId: string; source: string; listing: Listing; rest: Rest; places: Place[] }

/** One thing that speaks for two entries being one (above 0) or against it; `what`: the thing itself, as published. */
export type Evidence = { code: EvidenceCode; weight: number; what?: string }

/** Pairs below this are not shown to anybody. */
export const leastScore = 4

/** What two entries have that says whether they are one service. In the order of weight, what speaks for it first. */
export function evidenceOf(one: Compared, other: Compared): Evidence[] {
  const found = [
    ...byName(one, other),
    ...byPhone(one, other),
    ...byWeb(one, other),
    ...byPlace(one, other),
    ...byWhom(one, other),
    ...byOrganisation(one, other),
  ]
  return found.toSorted((a, b) => b.weight - a.weight)
}

/** More is likelier; below `leastScore` it is no candidate. */
export function scoreOf(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { weight }) => sum + weight, 0)
}

function byName(one: Compared, other: Compared): Evidence[] {
  const pairs = namesOf(one).flatMap((a) =>
    namesOf(other).map((b) => ({ a, b, alike: alike(a.stems, b.stems) })),
  )
  const best = pairs.toSorted((a, b) => b.alike - a.alike)[0]
  if (!best) return []
  if (best.alike === 1) return [{ code: 'same_name', weight: 3, what: bothTexts(best.a, best.b) }]
  if (best.alike >= 0.5) {
    // “Beds – Pilsen” and “Beds – Austin” are two branches; “Beds” and “Beds (North)” may be one.
    const within = isWithin(best.a.stems, best.b.stems) || isWithin(best.b.stems, best.a.stems)
    return [{ code: 'similar_name', weight: within ? 2 : 1, what: bothTexts(best.a, best.b) }]
  }
  return best.alike < 0.2 ? [{ code: 'other_name', weight: -2 }] : []
}

function byPhone(one: Compared, other: Compared): Evidence[] {
  const [mine, theirs] = [phonesOf(one), phonesOf(other)]
  const shared = [...mine].find(([digits]) => theirs.has(digits))
  if (shared) return [{ code: 'same_phone', weight: 2, what: shared[1] }]
  return mine.size > 0 && theirs.size > 0 ? [{ code: 'other_phone', weight: -2 }] : []
}

function byWeb(one: Compared, other: Compared): Evidence[] {
  const [mine, theirs] = [webOf(one), webOf(other)]
  const found: Evidence[] = []
  if (mine && theirs && mine.page === theirs.page && mine.isDeep)
    found.push({ code: 'same_page', weight: 2, what: mine.page })
  else if (mine && theirs && mine.host === theirs.host)
    found.push({ code: 'same_site', weight: 1, what: mine.host })
  const email = one.rest.email?.toLowerCase()
  if (email && email === other.rest.email?.toLowerCase())
    found.push({ code: 'same_email', weight: 1, what: email })
  return found
}

function byPlace(one: Compared, other: Compared): Evidence[] {
  const [mine, theirs] = [addressesOf(one), addressesOf(other)]
  const shared = [...mine].find(([key]) => theirs.has(key))
  if (shared) return [{ code: 'same_address', weight: 2, what: shared[1] }]
  const [here, there] = [areasOf(one), areasOf(other)]
  const apart = here.size > 0 && there.size > 0 && ![...here.keys()].some((area) => there.has(area))
  return apart
    ? [{ code: 'other_place', weight: -3, what: `${[...here.values()][0]} / ${[...there.values()][0]}` }]
    : []
}

// A house for women and one for men are two, whatever they share.
const kinds = ['women', 'men', 'trans', 'nonbinary', 'indigenous', 'deaf', 'newcomers'] as const

function byWhom({ listing: one }: Compared, { listing: other }: Compared): Evidence[] {
  const found: Evidence[] = []
  const only = (listing: Listing) => kinds.filter((kind) => listing.whom?.only?.includes(kind))
  const [mine, theirs] = [only(one), only(other)]
  if (mine.length > 0 && theirs.length > 0 && !mine.some((kind) => theirs.includes(kind)))
    found.push({ code: 'other_people', weight: -3 })
  const ages = ({ whom }: Listing) => [whom?.ages?.from ?? 0, whom?.ages?.to ?? 200] as const
  const [[from, to], [low, high]] = [ages(one), ages(other)]
  if (from > high || low > to) found.push({ code: 'other_ages', weight: -2 })
  const [needs, others] = [one.needs, other.needs]
  if (needs.length > 0 && others.length > 0 && !needs.some((need) => others.includes(need)))
    found.push({ code: 'other_needs', weight: -1 })
  return found
}

function byOrganisation(one: Compared, other: Compared): Evidence[] {
  const [mine, theirs] = [foldPhrase(one.listing.organisation), foldPhrase(other.listing.organisation)]
  const same = mine !== '' && mine === theirs
  // A source that lists two of one organisation side by side means two, unless it gives them one name.
  if (same && one.source === other.source) return [{ code: 'listed_apart', weight: -2 }]
  return same ? [{ code: 'same_organisation', weight: 1, what: one.listing.organisation }] : []
}

/**
 * What a pair must share at least one of to be looked at: 32 bits each. A name or a telephone alone may be had by many;
 * with the town, or with each other, they are had by few. A pair that shares none of these scores too little.
 */
export function matchKeysOf(service: Compared): number[] {
  const names = namesOf(service).map(({ stems }) => [...stems].sort().join(' '))
  const phones = [...phonesOf(service).keys()]
  const web = webOf(service)
  const organisation = foldPhrase(service.listing.organisation)
  const texts = [
    ...names.map((name) => `name ${name}`),
    ...phones.map((digits) => `phone ${digits}`),
    ...(web?.isDeep ? [`page ${web.page}`] : []),
    ...[...addressesOf(service).keys()].map((address) => `address ${address}`),
    ...(service.rest.email ? [`email ${service.rest.email.toLowerCase()}`] : []),
    ...(organisation ? [`organisation ${organisation}`] : []),
    ...names.flatMap((name) => phones.map((digits) => `name ${name} phone ${digits}`)),
    ...names.flatMap((name) => [...areasOf(service).keys()].map((area) => `name ${name} in ${area}`)),
  ]
  return [...new Set(texts.slice(0, 60).map((text) => keyOf('match', text)))]
}

type Name = { text: string; stems: ReadonlySet<string> }

function namesOf({ listing }: Compared): Name[] {
  const texts = [listing.words.name, ...Object.values(listing.others).map(({ name }) => name)]
  return texts.flatMap((text) => {
    const stems = new Set(
      wordsOf(text ?? '')
        .map(({ folded }) => folded)
        .filter(speaks)
        .map(stem),
    )
    return text !== undefined && stems.size > 0 ? [{ text, stems }] : []
  })
}

/** The share of their words that two names have in common. */
function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((word) => other.has(word)).length
  return both / (one.size + other.size - both)
}

const bothTexts = (a: Name, b: Name) => (a.text === b.text ? a.text : `${a.text} / ${b.text}`)

const isWithin = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...one].every((word) => other.has(word))

/** Telephones by their last ten digits: a country's 1 before them is said by some. */
function phonesOf({ listing, places }: Compared): Map<string, string> {
  const phones: PublishedPhone[] = [...listing.phones, ...places.flatMap((place) => place.phones)]
  return new Map(
    phones
      .filter(({ kind }) => kind !== 'fax')
      .map(({ number }): [string, string] => [number.replaceAll(/\D/g, '').slice(-10), number])
      .filter(([digits]) => digits.length >= 7),
  )
}

function webOf({ rest }: Compared): { host: string; page: string; isDeep: boolean } | undefined {
  if (!rest.url || !URL.canParse(rest.url)) return undefined
  const { hostname, pathname, search } = new URL(rest.url)
  const host = hostname.replace(/^www\./, '')
  const path = pathname.replace(/\/+$/, '')
  return { host, page: `${host}${path}${search}`.toLowerCase(), isDeep: path !== '' || search !== '' }
}

const streets: Record<string, string> = { street: 'st', avenue: 'ave', road: 'rd', boulevard: 'blvd', drive: 'dr', suite: 'unit', west: 'w', east: 'e', north: 'n', south: 's', rue: 'st', av: 'ave', boul: 'blvd', ouest: 'w', est: 'e', nord: 'n', sud: 's' } // prettier-ignore

/** Addresses in one spelling; a line without a number is none (“Main campus”). Only what is published has any. */
function addressesOf({ places }: Compared): Map<string, string> {
  return new Map(
    places.flatMap(({ address }): [string, string][] => {
      if (!address || !/\d/.test(address)) return []
      const words = wordsOf(address).map(({ folded }) => streets[folded] ?? folded)
      return [[words.filter((word) => word.length > 1 || /\d|[nsew]/.test(word)).join(' '), address]]
    }),
  )
}

function areasOf({ places }: Compared): Map<string, string> {
  return new Map(places.flatMap(({ area }) => (area ? [[foldPhrase(area), area]] : [])))
}
