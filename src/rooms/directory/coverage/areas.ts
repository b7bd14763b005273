import { codes } from 'zipcodes/lib/codesCanada.js'
import type { Point } from '../places/areas.ts'
import { provinceOfPostalArea } from '../places/provinces.ts'

/** A postal area of Canada (the first three signs of a code): where it lies and what it is called there. */
export type PostalArea = Point & { code: string; name: string; province: string }

// The package has none for these, and rural Frontenac is not nowhere: roughly, from where their towns are.
const missing: Record<string, readonly [number, number]> = {
  V0N: [49.9, -124.5], E1H: [46.13, -64.7], E2E: [45.4, -65.95], E2H: [45.39, -66], E3C: [45.94, -66.72],
  K0C: [45.2, -74.9], K0H: [44.55, -76.65], K0K: [44.15, -77.5], P0M: [46.6, -81.4],
} // prettier-ignore

// Nobody lives there: it is for letters to Father Christmas.
const nowhere = new Set(['H0H'])

// The list's accents were broken by whoever made it. Of these words it is not é; of all others it is.
const accents: Record<string, string> = {
  'A\ufffdores': 'Açores', 'fran\ufffdois': 'françois', 'C\ufffdte': 'Côte', '\ufffdle': 'île', '\ufffdles': 'îles', "L'\ufffdle": 'L’île', 'h\ufffdl\ufffdne': 'hélène',
  'Rivi\ufffdre': 'Rivière', 'rivi\ufffdres': 'rivières', 'genevi\ufffdve': 'geneviève', 'm\ufffdre': 'mère', 'Jonqui\ufffdre': 'Jonquière', 'Chaudi\ufffdre': 'Chaudière',
  'Lanaudi\ufffdre': 'Lanaudière', 'Lam\ufffdque': 'Lamèque', 'th\ufffdr\ufffdse': 'thérèse', 'ad\ufffdle': 'adèle', 'j\ufffdr\ufffdme': 'jérôme', 'gr\ufffdce': 'grâce', 'Ch\ufffdteauguay': 'Châteauguay',
} // prettier-ignore

/** “Eastern Alberta (st. Paul)” with its capitals, “Gasp�sie” with its accent. */
function cityOf(city: string): string {
  return city
    .replaceAll(/[^\s/()-]*\ufffd[^\s/()-]*/g, (word) => accents[word] ?? word.replaceAll('\ufffd', 'é'))
    .replaceAll(/(?<=[(\s/-])\p{Ll}(?=\p{Ll}{2})/gu, (first) => first.toUpperCase())
}

// The one letter that two territories share.
const nunavut = new Set(['X0A', 'X0B', 'X0C'])

function provinceOf(code: string): string | undefined {
  return code.startsWith('X') ? (nunavut.has(code) ? 'NU' : 'NT') : provinceOfPostalArea(code.toLowerCase())
}

/** Every postal area where people live, in the order of their codes, which is the order of `directory.coverage.levels`. */
export const postalAreas: readonly PostalArea[] = Object.values(codes)
  .filter(({ zip }) => !nowhere.has(zip))
  .flatMap(({ zip: code, latitude, longitude, city }) => {
    const [north, east] = missing[code] ?? [latitude, longitude]
    const province = provinceOf(code)
    return north === null || east === null || province === undefined
      ? []
      : [{ code, latitude: north, longitude: east, name: cityOf(city), province }]
  })
  .sort((a, b) => (a.code < b.code ? -1 : 1))
