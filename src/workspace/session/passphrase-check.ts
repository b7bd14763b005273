/** Two different places out of so many, in order, chosen by the machine. */
export function twoPlaces(count: number): [number, number] {
  const random = crypto.getRandomValues(new Uint32Array(2))
  const first = (random[0] ?? 0) % count
  const second = (first + 1 + ((random[1] ?? 0) % (count - 1))) % count
  return first < second ? [first, second] : [second, first]
}

const fold = (word: string) => word.trim().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a word was typed back; case and accents do not matter, as at sign-in. */
export function sameWord(typed: string, word: string): boolean {
  return fold(typed) !== '' && fold(typed) === fold(word)
}
