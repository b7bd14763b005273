import { isNeed, type NeedCode } from '../needs.ts'
import { readHoursText } from '../hours/free-text.ts'
import { current } from '../hours/rules.ts'
import { isFree, modesOf, whomOf } from '../whom/whom.ts'
import { provinceName, zoneOfProvince } from '../places/provinces.ts'
import { wordsOf } from '../words/fold.ts'
import { needsNamedIn } from '../words/phrases.ts'
import type { BasePhone, BasePlace, BaseService } from './base.ts'
import type { Listing, Place, Published, PublishedPhone, Rest, Words } from './published.ts'
import { scrubber, scrubDeep, type Secret } from './scrub.ts'

export type Guesses = { zone: string; language: string; today: number }

/** What everybody may read of a service. Nothing of a confidential place is left in it but the town. */
export function compose(base: BaseService, guesses: Guesses): Published {
  const scrub = scrubOf(base)
  const places = base.places.map((place) => placeOf(base, place, guesses))
  if (places.length === 0) places.push(nowhere(base, guesses))
  const { words, others } = wordsFor(base)
  const declared = declaredNeeds(base)
  const free = isFree(base)
  const listing: Listing = {
    ...(base.organisationId ? { organisationId: base.organisationId } : {}),
    organisation: base.organisation ?? '',
    lang: base.language ?? guesses.language,
    words: brief(words),
    others: Object.fromEntries(Object.entries(others).map(([locale, own]) => [locale, brief(own)])),
    needs: declared,
    maybe: guessedNeeds(base).filter((need) => !declared.includes(need)),
    languages: languagesOf(base),
    ...(base.interpretation ? { interpreters: true as const } : {}),
    phones: phonesOf(base.phones),
    ...(base.sharing ? { sharing: base.sharing } : {}),
    serves: [...new Set(base.areas.filter(Boolean))].slice(0, 20),
    whom: whomOf(base),
    modes: modesOf(base),
    ...(free === undefined ? {} : { free }),
    ...(base.assured ? { assured: base.assured } : {}),
  }
  const rest: Rest = {
    words,
    others,
    ...(base.url && scrub(base.url) === base.url ? { url: base.url } : {}),
    ...(base.email && scrub(base.email) === base.email ? { email: base.email } : {}),
    terms: [...new Set(base.terms.flatMap(({ name }) => name ?? []))].slice(0, 20),
    accessibility: base.places
      .filter((place) => !place.confidential)
      .flatMap(({ accessibility }) => accessibility),
  }
  return {
    listing: scrubDeep(listing, scrub),
    rest: scrubDeep(rest, scrub),
    places: scrubDeep(places, scrub),
  }
}

/** Takes every trace of a service's confidential places out of a text. */
export const scrubOf = (base: BaseService): ((text: string) => string) => scrubber(base.secrets.map(secretOf))

function secretOf({ details, addresses }: BaseService['secrets'][number]): Secret {
  const text = (value: unknown) => (typeof value === 'string' && value.trim() ? [value] : [])
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
  const townIsSecret = text(details['published_area']).length > 0
  const fields = [
    'attention',
    'address_1',
    'address_2',
    'region',
    'postal_code',
    ...(townIsSecret ? ['city'] : []),
  ]
  return {
    lines: [
      ...addresses.flatMap((address) => fields.flatMap((field) => text(address[field]))),
      ...text(details['external_identifier']),
      ...text(details['url']),
      // A name is what the place is known by, unless it is the address.
      ...text(details['name']).filter((name) => /\d/.test(name)),
    ],
    latitude: number(details['latitude']),
    longitude: number(details['longitude']),
    town: townIsSecret ? undefined : (addresses[0]?.['city'] ?? undefined),
  }
}

function brief({ name, summary, sharing }: Words): Listing['words'] {
  return { ...(name ? { name } : {}), ...(summary ? { summary } : {}), ...(sharing ? { sharing } : {}) }
}

const longestSummary = 300

/** The first sentences of a description, up to a length that a list can show. */
export function summaryOf(description: string): string {
  const text = description.replaceAll(/\s+/g, ' ').trim()
  if (text.length <= longestSummary) return text
  const head = text.slice(0, longestSummary)
  const end = Math.max(
    head.lastIndexOf('. '),
    head.lastIndexOf('! '),
    head.lastIndexOf('? '),
    head.lastIndexOf('。'),
  )
  return end > 80 ? head.slice(0, end + 1) : `${head.slice(0, head.lastIndexOf(' ')).toWellFormed()}…`
}

function wordsFor(base: BaseService): { words: Words; others: Record<string, Words> } {
  const words = present({
    name: base.name,
    summary: summaryOf(base.description ?? base.alternate ?? ''),
    description: base.description,
    forWhom: base.eligibility,
    bring: base.bring ?? base.documents.join('; '),
    cost: base.fees ?? base.costs.filter(Boolean).join('; '),
    howToApply: base.application,
    sharing: base.sharingText,
    alert: base.alert,
  })
  const others: Record<string, Words> = {}
  for (const text of base.texts) {
    if (!text['locale']) continue
    others[text['locale']] = present({
      name: text['name'],
      summary: text['summary'] ?? (text['description'] ? summaryOf(text['description']) : null),
      description: text['description'],
      forWhom: text['for_whom'],
      bring: text['bring'],
      cost: text['cost'],
      howToApply: text['how_to_apply'],
      sharing: text['sharing_text'],
      alert: text['alert'],
    })
  }
  return { words, others }
}

function present(words: Record<keyof Words, string | null | undefined>): Words {
  return Object.fromEntries(Object.entries(words).filter(([, text]) => text)) as Words
}

function declaredNeeds(base: BaseService): NeedCode[] {
  const named = [...(base.needs ?? []), ...base.terms.map(({ code }) => code ?? '')].map((code) =>
    code.toLowerCase(),
  )
  return [...new Set(named.filter(isNeed))]
}

function guessedNeeds(base: BaseService): NeedCode[] {
  const names = [
    base.name,
    base.alternate,
    ...base.terms.map(({ name }) => name),
    summaryOf(base.description ?? ''),
  ]
  return [...new Set(names.flatMap((text) => needsNamedIn(wordsOf(text ?? '').map(({ folded }) => folded))))]
}

function languagesOf(base: BaseService): Listing['languages'] {
  const seen = new Set<string>()
  return base.languages.flatMap(({ tag, name, note }) => {
    const key = tag ?? name ?? ''
    if (seen.has(key)) return []
    seen.add(key)
    return [{ ...(tag ? { tag } : {}), ...(name ? { name } : {}), ...(note ? { note } : {}) }]
  })
}

const phoneKinds: Record<string, PublishedPhone['kind']> = {
  '': 'voice', voice: 'voice', main: 'voice', hotline: 'voice', 'toll-free': 'voice', cell: 'voice', text: 'text',
  sms: 'text', fax: 'fax', tty: 'tty', textphone: 'tty', video: 'other', pager: 'other',
} // prettier-ignore

function phonesOf(phones: readonly BasePhone[]): PublishedPhone[] {
  const own = phones.filter(({ of }) => of !== 'organisation')
  const numbers = new Set<string>()
  return (own.length > 0 ? own : phones).flatMap(({ number, extension, type, description }) => {
    if (numbers.has(`${number} ${extension}`)) return []
    numbers.add(`${number} ${extension}`)
    const kind = phoneKinds[(type ?? '').toLowerCase()] ?? 'other'
    return [{ number, kind, ...(extension ? { extension } : {}), ...(description ? { description } : {}) }]
  })
}

/** Hours said of the service at the place come before those of the service, and those before the building's. */
function hoursAt(base: BaseService, locationId: string | null, gap: boolean, today: number) {
  const of = (at: string | null, building: boolean) =>
    base.schedules.filter((schedule) => schedule.at === at && schedule.building === building)
  const choices = [of(locationId, false), of(null, false), ...(locationId ? [of(locationId, true)] : [])]
  const chosen = choices.find((list) => list.some(({ rules, unread }) => rules || unread)) ?? []
  const text = [...new Set(chosen.filter(({ rules }) => !rules).map((schedule) => schedule.text))]
    .filter(Boolean)
    .join('; ')
  // Of two texts nobody knows whether both hold of the same thing.
  const [only] = chosen.length === 1 ? chosen : []
  const read = only?.textOnly ? readHoursText(only.text ?? '') : undefined
  return {
    rules:
      read ??
      current(
        chosen.flatMap(({ rules }) => rules ?? []),
        today,
      ),
    gap: gap || (!read && chosen.some(({ unread }) => unread)),
    ...(text ? { hoursText: text } : {}),
  }
}

function placeOf(base: BaseService, place: BasePlace, { zone, today }: Guesses): Place {
  const town = [place.town, place.province].filter(Boolean).join(', ')
  const shared = {
    zone: base.zone ?? place.zone ?? zoneOfProvince(place.province) ?? zone,
    ...hoursAt(base, place.locationId, base.gap || place.gap, today),
    phones: phonesOf(place.phones),
  }
  if (place.confidential) return { area: place.publishedArea ?? town, confidential: true, ...shared }
  return {
    locationId: place.locationId,
    ...(place.name ? { name: place.name } : {}),
    ...(place.address ? { address: place.address } : {}),
    area: town,
    ...shared,
  }
}

function nowhere(base: BaseService, { zone, today }: Guesses): Place {
  return {
    area: base.areas.slice(0, 3).join(', ').slice(0, 200),
    zone: base.zone ?? zone,
    ...hoursAt(base, null, base.gap, today),
    phones: [],
  }
}

/** “Kingston, ON” as words to be found by: the town and the province in both languages. */
export function areaWords(place: Pick<BasePlace, 'town' | 'province' | 'publishedArea'>): string {
  const province = place.province
    ? `${provinceName(place.province, 'en')} ${provinceName(place.province, 'fr')}`
    : ''
  return place.publishedArea ?? `${place.town ?? ''} ${province}`
}
