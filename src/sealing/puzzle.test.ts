import { describe, expect, it } from 'vitest'
import { concatBytes, textToBytes } from '../kernel/index.ts'
import { u32 } from './primitives.ts'
import { isSolved, puzzleAnswerSize, puzzleWork, solvePuzzle } from './puzzle.ts'

const puzzle = textToBytes('a puzzle that a server gave')

/** An answer that was worked out once: it must fit for ever, or pages and servers of two versions part. */
const known = [58, 623, 13, 111, 265, 201, 152, 450]

describe('the work asked for in a crowd', () => {
  it('is found, and found to be done', async () => {
    const answer = await solvePuzzle(puzzle)
    expect(answer).toHaveLength(puzzleAnswerSize)
    expect(await isSolved(puzzle, answer ?? new Uint8Array())).toBe(true)
  })

  it('is the same in every version: a known answer fits', async () => {
    expect(await solvePuzzle(puzzle)).toEqual(concatBytes(...known.map(u32)))
  })

  it('is bound to its puzzle, complete, and no part may stand for another', async () => {
    const answer = concatBytes(...known.map(u32))
    expect(await isSolved(textToBytes('another puzzle'), answer)).toBe(false)
    expect(await isSolved(puzzle, answer.slice(4))).toBe(false)
    expect(await isSolved(puzzle, concatBytes(answer, u32(0)))).toBe(false)
    for (let part = 0; part < puzzleWork.parts; part++) {
      const wrong = known.map((counter, at) => u32(at === part ? counter + 1 : counter))
      expect(await isSolved(puzzle, concatBytes(...wrong))).toBe(false)
    }
    expect(await isSolved(puzzle, concatBytes(...known.toReversed().map(u32)))).toBe(false)
  })

  it('stops when nobody wants it any more', async () => {
    let asked = 0
    expect(await solvePuzzle(puzzle, () => ++asked > 20)).toBeUndefined()
    expect(asked).toBeLessThan(40)
  })

  it('costs about a quarter of a million rounds, never many times as much', async () => {
    const tries: number[] = []
    for (let n = 0; n < 6; n++) {
      const answer = (await solvePuzzle(textToBytes(`puzzle ${n}`))) ?? new Uint8Array()
      const view = new DataView(answer.buffer)
      const counters = Array.from({ length: puzzleWork.parts }, (_, part) => view.getUint32(part * 4) + 1)
      tries.push(counters.reduce((sum, counter) => sum + counter, 0))
    }
    const mean = (tries.reduce((sum, count) => sum + count, 0) / tries.length) * puzzleWork.rounds
    expect(mean).toBeGreaterThan(100_000)
    expect(Math.max(...tries) * puzzleWork.rounds).toBeLessThan(1_000_000)
  })
})
