import { foldPhrase } from '../words/fold.ts'

type Province = { code: string; country: 'CA' | 'US'; zone: string; names: string[] }

/*
 * Provinces, territories and states: their names, and the IANA zone in which
 * most of their people live. Where a province has several, a service's own zone
 * should be given; this is the guess for one that has none.
 */
const table = `
CA ON America/Toronto Ontario
CA QC America/Toronto Quebec|Québec
CA BC America/Vancouver British Columbia|Colombie-Britannique
CA AB America/Edmonton Alberta
CA MB America/Winnipeg Manitoba
CA SK America/Regina Saskatchewan
CA NS America/Halifax Nova Scotia|Nouvelle-Écosse
CA NB America/Moncton New Brunswick|Nouveau-Brunswick
CA NL America/St_Johns Newfoundland and Labrador|Newfoundland|Terre-Neuve-et-Labrador|Terre-Neuve
CA PE America/Halifax Prince Edward Island|Île-du-Prince-Édouard
CA YT America/Whitehorse Yukon
CA NT America/Yellowknife Northwest Territories|Territoires du Nord-Ouest
CA NU America/Iqaluit Nunavut
US AL America/Chicago Alabama
US AK America/Anchorage Alaska
US AZ America/Phoenix Arizona
US AR America/Chicago Arkansas
US CA America/Los_Angeles California
US CO America/Denver Colorado
US CT America/New_York Connecticut
US DE America/New_York Delaware
US DC America/New_York District of Columbia
US FL America/New_York Florida
US GA America/New_York Georgia
US HI Pacific/Honolulu Hawaii
US ID America/Boise Idaho
US IL America/Chicago Illinois
US IN America/Indiana/Indianapolis Indiana
US IA America/Chicago Iowa
US KS America/Chicago Kansas
US KY America/New_York Kentucky
US LA America/Chicago Louisiana
US ME America/New_York Maine
US MD America/New_York Maryland
US MA America/New_York Massachusetts
US MI America/Detroit Michigan
US MN America/Chicago Minnesota
US MS America/Chicago Mississippi
US MO America/Chicago Missouri
US MT America/Denver Montana
US NE America/Chicago Nebraska
US NV America/Los_Angeles Nevada
US NH America/New_York New Hampshire
US NJ America/New_York New Jersey
US NM America/Denver New Mexico
US NY America/New_York New York State
US NC America/New_York North Carolina
US ND America/Chicago North Dakota
US OH America/New_York Ohio
US OK America/Chicago Oklahoma
US OR America/Los_Angeles Oregon
US PA America/New_York Pennsylvania
US RI America/New_York Rhode Island
US SC America/New_York South Carolina
US SD America/Chicago South Dakota
US TN America/Chicago Tennessee
US TX America/Chicago Texas
US UT America/Denver Utah
US VT America/New_York Vermont
US VA America/New_York Virginia
US WA America/Los_Angeles Washington State
US WV America/New_York West Virginia
US WI America/Chicago Wisconsin
US WY America/Denver Wyoming`

const provinces: Province[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [country = '', code = '', zone = '', ...name] = line.split(' ')
    return { country: country as 'CA' | 'US', code, zone, names: name.join(' ').split('|') }
  })

// Two countries have no code in common, so a code alone says which.
const byCode = new Map(provinces.map((province) => [province.code.toLowerCase(), province]))
const byName = new Map(
  provinces.flatMap((province) => province.names.map((name) => [foldPhrase(name), province] as const)),
)

/** The code of a province or state from its code or its name in English or French. */
export function provinceOf(text: string): string | undefined {
  const folded = foldPhrase(text)
  return (byCode.get(folded) ?? byName.get(folded))?.code
}

/** The same, but only by its full name: `on` and `in` are words. */
export function provinceNamed(folded: string): string | undefined {
  return byName.get(folded)?.code
}

/** Most people's IANA zone in a province. */
export function zoneOfProvince(code: string | null | undefined): string | undefined {
  return code ? byCode.get(code.toLowerCase())?.zone : undefined
}

export function countryOfProvince(code: string | null | undefined): string | undefined {
  return code ? byCode.get(code.toLowerCase())?.country : undefined
}

/** A province's name in a locale that has its own; else its English name. */
export function provinceName(code: string, locale: string): string {
  const names = byCode.get(code.toLowerCase())?.names ?? [code]
  const french = provinces.some((province) => province.code === code && province.country === 'CA')
    ? names[1]
    : undefined
  return (locale === 'fr' ? french : undefined) ?? names[0] ?? code
}

// Canada Post: the first letter of a postal code names the province; X is two territories.
const firstLetters: Record<string, string> = {
  A: 'NL', B: 'NS', C: 'PE', E: 'NB', G: 'QC', H: 'QC', J: 'QC', K: 'ON', L: 'ON', M: 'ON', N: 'ON', P: 'ON', R: 'MB',
  S: 'SK', T: 'AB', V: 'BC', Y: 'YT',
} // prettier-ignore

/** The part of a postal code that names an area, folded: `k7l` of K7L 1A1, the five digits of a ZIP code, else what stands before a space. */
export function postalAreaOf(code: string): string | undefined {
  const text = code.trim().toLowerCase()
  const match = /^([a-z]\d[a-z])\s*(\d[a-z]\d)?$/.exec(text) ?? /^(\d{5})(-\d{4})?$/.exec(text)
  if (match) return match[1]
  return /^[a-z0-9]{2,5} [a-z0-9]{2,5}$/.test(text) ? text.split(' ')[0] : undefined
}

/** The province of a Canadian postal area. */
export function provinceOfPostalArea(area: string): string | undefined {
  return /^[a-z]\d[a-z]$/.test(area) ? firstLetters[area.charAt(0).toUpperCase()] : undefined
}
