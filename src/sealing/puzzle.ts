import { concatBytes, type Bytes } from '../kernel/index.ts'
import { frame, readU32, u32 } from './primitives.ts'
import { labels } from './suite.ts'

/*
 * Work that a server in a crowd asks for before it opens a conversation or tries
 * words: a telephone does it in well under a second and in its browser's own
 * threads, so that Exit never waits for it. Many small parts rather than a large
 * one, so that nobody is unlucky. It protects nothing secret: it only costs.
 */

/** Parts, zero bits of each part, and PBKDF2 rounds of one try: about a quarter of a million rounds in all. */
export const puzzleWork = { parts: 8, bits: 7, rounds: 250 } as const

/** Bytes of an answer: one counter for each part. */
export const puzzleAnswerSize = puzzleWork.parts * 4

function keyOf(puzzle: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', puzzle, 'PBKDF2', false, ['deriveBits'])
}

async function fits(key: CryptoKey, part: number, counter: number): Promise<boolean> {
  const salt = frame(labels.puzzle, part, counter)
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: puzzleWork.rounds }
  const [first = 255] = new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256))
  return first >>> (8 - puzzleWork.bits) === 0
}

/** Finds an answer. `stop` is asked before each try; undefined when it said yes. */
export async function solvePuzzle(
  puzzle: Bytes,
  stop: () => boolean = () => false,
): Promise<Bytes | undefined> {
  const key = await keyOf(puzzle)
  const solve = async (_: unknown, part: number): Promise<Bytes | undefined> => {
    for (let counter = 0; !stop(); counter++) if (await fits(key, part, counter)) return u32(counter)
    return undefined
  }
  const counters = await Promise.all(Array.from({ length: puzzleWork.parts }, solve))
  return counters.every((counter) => counter !== undefined) ? concatBytes(...counters) : undefined
}

/** Whether the work was done for this very puzzle. The first part that does not fit decides. */
export async function isSolved(puzzle: Bytes, answer: Bytes): Promise<boolean> {
  if (answer.length !== puzzleAnswerSize) return false
  const key = await keyOf(puzzle)
  for (let part = 0; part < puzzleWork.parts; part++)
    if (!(await fits(key, part, readU32(answer, part * 4)))) return false
  return true
}
