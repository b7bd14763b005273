/** What an entry of the search index can be found by. */
export type KeyKind =
  | 'need'
  | 'maybe'
  | 'language'
  | 'word'
  | 'title'
  | 'cell'
  | 'wide-cell'
  | 'area'
  | 'takes'
  | 'refuses'
  | 'only'
  | 'mode'
  | 'free'
  | 'shares'
  | 'match'

/**
 * A key as 32 bits (FNV-1a), the form in which the index holds it: comparing
 * integers is what makes it fast. With 50,000 words two of them share a key in
 * about one search in 80,000; the hit then says nothing about the word.
 */
export function keyOf(kind: KeyKind, value: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(`${kind}:${value}`)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash | 0
}
