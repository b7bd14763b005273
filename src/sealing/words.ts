import { insist } from './errors.ts'

/** Lists are a way to write 11 bits; any 2048 different words do. */
export const listLength = 2048

/** Case and accents forgiven. */
export function foldWord(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

const folded = new WeakMap<readonly string[], string[]>()

function foldedList(list: readonly string[]): string[] {
  insist(list.length === listLength, 'bad_argument')
  const known = folded.get(list) ?? list.map(foldWord)
  folded.set(list, known)
  return known
}

/** Uniform numbers from 0 to 2047. */
export function randomIndices(count: number): number[] {
  return Array.from(crypto.getRandomValues(new Uint16Array(count)), (value) => value & 2047)
}

export function indicesToWords(indices: readonly number[], list: readonly string[]): string[] {
  insist(list.length === listLength, 'bad_argument')
  return indices.map((index) => {
    const word = list[index]
    insist(word !== undefined, 'bad_argument')
    return word
  })
}

/**
 * The number of a word, by spelling alone: exact, or the first four letters or
 * more of just one word (four letters are unique in the lists we use).
 */
export function wordIndex(typed: string, list: readonly string[]): number | undefined {
  const words = foldedList(list)
  const part = foldWord(typed)
  const exact = words.indexOf(part)
  if (exact >= 0) return exact
  if (part.length < 4) return undefined
  const begins = words.filter((word) => word.startsWith(part))
  return begins.length === 1 ? words.indexOf(begins[0] ?? '') : undefined
}

/** What a person typed, cut into words; a list of single characters needs no spaces. */
export function splitWords(typed: string, list: readonly string[]): string[] {
  const text = typed.normalize('NFKC').trim()
  const single = list[0]?.length === 1
  const parts = single ? [...text.replace(/[\s\p{P}]/gu, '')] : text.split(/[\s\p{P}]+/u)
  return parts.filter((part) => part !== '')
}

/**
 * Words of the list that a part could be: beginnings first, then one letter
 * wrong, missing or too many. It knows the list and nothing else, so it helps
 * with right and wrong receipts alike. At most `limit`, in the list's order.
 */
export function suggestWords(part: string, list: readonly string[], limit = 6): string[] {
  const wanted = foldWord(part)
  if (wanted === '') return []
  const words = foldedList(list)
  const begins = words.flatMap((word, i) => (word.startsWith(wanted) ? [i] : []))
  const near = wanted.length < 3 ? [] : words.flatMap((word, i) => (isNear(wanted, word) ? [i] : []))
  return [...new Set([...begins, ...near])].slice(0, limit).map((i) => list[i] ?? '')
}

/** Whether one edit (replace, insert, delete, swap of neighbours) at most turns one into the other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const rest = Math.min(a.length, b.length) - start
  let end = 0
  while (end < rest && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const restA = a.slice(start, a.length - end)
  const restB = b.slice(start, b.length - end)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}
