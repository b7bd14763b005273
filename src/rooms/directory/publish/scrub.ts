import { wordsOf } from '../words/fold.ts'

/** What is known of one confidential place and must not be found in any text. */
export type Secret = {
  /** Address lines, neighbourhood, postal code, grid reference. */
  lines: readonly string[]
  latitude?: number | undefined
  longitude?: number | undefined
  /** The town may be named; a line that says no more is no secret. */
  town?: string | undefined
}

/** What stands where an address stood: the same in every language. */
export const withheld = '[…]'

// One spelling for the words of addresses in English and French. `st` is street and saint.
const spellings = new Map(
  Object.entries({
    st: 'street str saint sainte ste', av: 'avenue ave', rd: 'road', bd: 'boulevard blvd boul', dr: 'drive',
    cr: 'crescent cres croissant', ct: 'court', ln: 'lane', hwy: 'highway autoroute', pky: 'parkway pkwy', sq: 'square carre',
    pl: 'place', ch: 'chemin', rte: 'route', ter: 'terrace terrasse', n: 'north nord', e: 'east est', s: 'south sud',
    w: 'west ouest o', apt: 'apartment appartement app', unit: 'unite suite',
  }).flatMap(([short, long]) => long.split(' ').map((word) => [word, short] as const)),
) // prettier-ignore

const afterName = new Set(['st', 'av', 'rd', 'bd', 'dr', 'cr', 'ct', 'ln', 'hwy', 'pky', 'sq', 'pl', 'ter', 'way', 'row', 'gate', 'mews', 'trail', 'circle', 'walk', 'close', 'quay']) // prettier-ignore
const beforeName = new Set(['rue', 'av', 'bd', 'ch', 'rte', 'pl', 'allee', 'ruelle', 'montee', 'rang', 'cote', 'impasse', 'quai', 'sq', 'hwy']) // prettier-ignore

type Token = { word: string; from: number; to: number }

function tokensOf(text: string): Token[] {
  return wordsOf(text).map(({ folded, from, to }) => ({ word: spellings.get(folded) ?? folded, from, to }))
}

const isNumber = (word: string | undefined) => word !== undefined && /\d/.test(word)

/** The runs of words that give a line away: the whole, house number and street, the street alone. */
function phrasesOf(line: string, town: readonly string[]): string[][] {
  const phrases: string[][] = []
  for (const part of [line, ...line.split(/[,;\n]/)]) {
    const words = tokensOf(part).map(({ word }) => word)
    if (words.join(' ') === town.join(' ')) continue
    if (words.length >= 2 || (words[0]?.length ?? 0) >= 5) phrases.push(words)
    words.forEach((word, index) => {
      if (isNumber(word) && words.length > index + 1) phrases.push(words.slice(index, index + 2))
      if (afterName.has(word)) {
        let start = index
        while (start > 0 && !isNumber(words[start - 1])) start--
        if (index > start) phrases.push(words.slice(start, index + 1))
        if (index > start + 1) phrases.push(words.slice(index - 1, index + 1))
      }
      if (beforeName.has(word)) {
        const end = words.findIndex((next, later) => later > index && isNumber(next))
        const run = words.slice(index, end < 0 ? undefined : end)
        if (run.length >= 2) phrases.push(run)
      }
    })
    // A postal code or the like, written without its space.
    if (words.length === 2 && words.every(isNumber)) phrases.push([words.join('')])
  }
  return phrases.filter((phrase) => phrase.join(' ') !== town.join(' '))
}

/**
 * Makes a function that takes every trace of these places out of a text,
 * whatever its case, accents, punctuation or abbreviations: address lines and
 * parts of them, postal codes, and coordinates within two kilometres.
 */
export function scrubber(secrets: readonly Secret[]): (text: string) => string {
  const byFirst = new Map<string, string[][]>()
  for (const { lines, town = '' } of secrets) {
    const townWords = tokensOf(town).map(({ word }) => word)
    for (const line of lines)
      for (const phrase of phrasesOf(line, townWords)) {
        const [first = ''] = phrase
        byFirst.set(
          first,
          [...(byFirst.get(first) ?? []), phrase].sort((a, b) => b.length - a.length),
        )
      }
  }
  const degrees = secrets.flatMap(({ latitude, longitude }) =>
    [latitude, longitude].filter((n) => n !== undefined),
  )
  if (byFirst.size === 0 && degrees.length === 0) return (text) => text
  const plain = (text: string) => withoutDegrees(withoutPhrases(text, byFirst), degrees)
  // A web address with the place in it (`?q=17%20Elm`) says nothing useful without it and goes whole.
  return (text) =>
    plain(
      text.replaceAll(/\S*%[0-9a-f]{2}\S*/gi, (address) => {
        const read = decoded(address)
        return plain(read) === read ? address : withheld
      }),
    )
}

function decoded(address: string): string {
  return address.replaceAll('+', ' ').replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return ' '
    }
  })
}

function withoutPhrases(text: string, byFirst: ReadonlyMap<string, string[][]>): string {
  const tokens = tokensOf(text)
  let out = ''
  let done = 0
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    const phrase = byFirst
      .get(token?.word ?? '')
      ?.find((words) => words.every((word, i) => tokens[index + i]?.word === word))
    if (!token || !phrase) continue
    const last = tokens[index + phrase.length - 1] ?? token
    out += text.slice(done, token.from) + withheld
    done = last.to
    index += phrase.length - 1
  }
  return out + text.slice(done)
}

function withoutDegrees(text: string, degrees: readonly number[]): string {
  if (degrees.length === 0) return text
  const near = (value: number) =>
    degrees.some((degree) => Math.abs(Math.abs(degree) - Math.abs(value)) < 0.02)
  return text
    .replaceAll(
      /(\d{1,3})\s*[°º]\s*(\d{1,2}(?:[.,]\d+)?)?\s*['′’]?\s*(\d{1,2}(?:[.,]\d+)?)?\s*(?:["″”]|'')?/g,
      (whole, d: string, m = '0', s = '0') =>
        near(Number(d) + Number(m.replace(',', '.')) / 60 + Number(s.replace(',', '.')) / 3600)
          ? withheld
          : whole,
    )
    .replaceAll(/\d{1,3}[.,]\d{2,}/g, (whole) => (near(Number(whole.replace(',', '.'))) ? withheld : whole))
}

/** Takes secrets out of every text in a value, whatever its shape. */
export function scrubDeep<Value>(value: Value, scrub: (text: string) => string): Value {
  const deep = (part: unknown): unknown => {
    if (typeof part === 'string') return scrub(part)
    if (Array.isArray(part)) return part.map(deep)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, deep(inner)]))
  }
  return deep(value) as Value
}
