/*
 * Services for the bench: always the same for a seed. Towns follow a steep curve, as
 * people do; needs, languages, hours and areas are mixed as in registers that we have seen.
 */

/** Numbers between 0 and 1, always the same for a seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const provinces = [
  'ON',
  'ON',
  'ON',
  'ON',
  'QC',
  'QC',
  'QC',
  'BC',
  'BC',
  'AB',
  'AB',
  'MB',
  'SK',
  'NS',
  'NB',
  'NL',
] as const
const letters = { ON: 'K', QC: 'H', BC: 'V', AB: 'T', MB: 'R', SK: 'S', NS: 'B', NB: 'E', NL: 'A' } as const
const longitudes = {
  ON: -79,
  QC: -72,
  BC: -122,
  AB: -113,
  MB: -97,
  SK: -106,
  NS: -63,
  NB: -66,
  NL: -54,
} as const
const syllables =
  'bel kin nap gan win tor mon que dal har lak riv sto bro cor ott sud lon ham bar ric san mar'.split(' ')
const tails = 'ton ville ford burg dale mouth field port bridge wood'.split(' ')

export type GeneratedTown = {
  name: string
  province: (typeof provinces)[number]
  latitude: number
  longitude: number
  area: string
}

export const needs = ['safe_bed', 'crisis_line', 'counselling', 'peer_support', 'health_care', 'assault_care', 'detox', 'legal_aid', 'immigration', 'work_rights', 'papers', 'money', 'food', 'ride', 'housing', 'childcare', 'image_removal', 'tattoo_removal'] as const // prettier-ignore
const words = 'support people family women youth help free group visit worker safe warm meal laundry phone advice plan children newcomer training evening morning community centre door kitchen garden office program elder circle nurse doctor lawyer form letter court school work room house street bus winter summer clothing blanket shower computer internet library hall church sister brother friend listening walking river lake north south east west'.split(' ') // prettier-ignore

export function towns(count = 240): GeneratedTown[] {
  const next = numbersFrom(7)
  const pick = <Value>(from: readonly Value[]) => from[Math.floor(next() * from.length)] as Value
  return Array.from({ length: count }, (_, index) => {
    const province = pick(provinces)
    const stem = `${pick(syllables)}${pick(syllables)}${pick(tails)}`
    return {
      name: stem.charAt(0).toUpperCase() + stem.slice(1),
      province,
      latitude: 43 + next() * 8,
      longitude: longitudes[province] + (next() - 0.5) * 8,
      area: `${letters[province]}${index % 10}${String.fromCharCode(65 + (Math.floor(index / 10) % 20))}`,
    }
  })
}

/** `from` to `to` of the generated services, as HSDS objects. */
export function* services(from: number, to: number, places = towns()): Generator<object> {
  for (let index = from; index < to; index++) {
    const next = numbersFrom(index * 2_654_435 + 11)
    const pick = <Value>(of: readonly Value[]) => of[Math.floor(next() * of.length)] as Value
    const steep = (of: readonly GeneratedTown[]) => of[Math.floor(next() ** 2.2 * of.length)] as GeneratedTown
    const town = steep(places)
    const need = pick(needs)
    const text = (length: number) =>
      Array.from({ length }, () => words[Math.floor(next() ** 1.5 * words.length)]).join(' ')
    const atPlace = next() < 0.85
    const wide = next()
    yield {
      id: `s${index}`,
      status: 'active',
      organization: organisationOf(Math.floor(index / 4)),
      name: `${text(2)} ${need.replace('_', ' ')}`,
      description: `${text(12)}. ${text(14)}.`,
      phones: [{ number: `613-555-${String(100 + (index % 100)).padStart(4, '0')}` }],
      languages: languages(next),
      schedules: schedules(next),
      service_areas:
        wide < 0.1
          ? [{ name: town.name }]
          : wide < 0.16
            ? [{ name: provinceNames[town.province] }]
            : wide < 0.17
              ? [{ name: 'Canada' }]
              : [],
      service_at_locations: atPlace ? [placed(index, town, next)] : [],
      northline: {
        needs: next() < 0.9 ? [need, ...(next() < 0.3 ? [pick(needs)] : [])] : [],
        sharing: pick(['no', 'if_you_ask', 'yes']),
      },
    }
  }
}

function organisationOf(number: number): object {
  const next = numbersFrom(number + 5)
  const text = (length: number) =>
    Array.from({ length }, () => words[Math.floor(next() ** 1.5 * words.length)]).join(' ')
  return { id: `o${number}`, name: `${text(2)} ${number}`, description: text(8) }
}

const provinceNames = { ON: 'Ontario', QC: 'Quebec', BC: 'British Columbia', AB: 'Alberta', MB: 'Manitoba', SK: 'Saskatchewan', NS: 'Nova Scotia', NB: 'New Brunswick', NL: 'Newfoundland and Labrador' } as const // prettier-ignore

function languages(next: () => number): object[] {
  if (next() < 0.15) return []
  const others = ['ar', 'es', 'zh', 'pa', 'tl', 'uk', 'so', 'fa', 'cr', 'oj', 'pt', 'vi']
  return ['en', ...(next() < 0.3 ? ['fr'] : []), ...others.filter(() => next() < 0.04)].map((code) => ({
    code,
  }))
}

function schedules(next: () => number): object[] {
  const kind = next()
  if (kind < 0.25) return []
  if (kind < 0.4)
    return [{ freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR,SA,SU', opens_at: '00:00', closes_at: '23:59' }]
  if (kind < 0.45)
    return [{ freq: 'MONTHLY', byday: '2TU', dtstart: '2026-01-13', opens_at: '13:00', closes_at: '17:00' }]
  const opens = 7 + Math.floor(next() * 4)
  if (kind < 0.55) return [{ freq: 'WEEKLY', byday: 'FR,SA', opens_at: '20:00', closes_at: '04:00' }]
  return [{ freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at: `${opens}:00`, closes_at: `${opens + 8}:30` }]
}

function placed(index: number, town: GeneratedTown, next: () => number): object {
  return {
    id: `sl${index}`,
    location: {
      id: `l${index}`,
      location_type: 'physical',
      latitude: town.latitude + (next() - 0.5) * 0.12,
      longitude: town.longitude + (next() - 0.5) * 0.16,
      ...(index % 50 === 0 ? { northline: { confidential: true } } : {}),
      addresses: [
        {
          address_1: `${1 + (index % 900)} Generated Street`,
          city: town.name,
          state_province: town.province,
          postal_code: `${town.area} ${index % 10}A1`,
          country: 'CA',
          address_type: 'physical',
        },
      ],
    },
  }
}
