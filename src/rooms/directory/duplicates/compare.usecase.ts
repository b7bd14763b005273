import type { Tx } from '../../../database/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import {
  comparedOf,
  replaceCandidates,
  sharingPairs,
  takeDue,
  type Candidate,
} from './duplicates.repository.ts'
import { evidenceOf, leastScore, scoreOf } from './evidence.ts'

// Few, since on the embedded engine everybody else waits meanwhile.
const atOnce = 50
const mostRounds = 20

/** Compares what waits, at most so much that the clockwork comes round again soon. Returns how many services. */
export async function compareSome(deps: DirectoryDeps): Promise<number> {
  let compared = 0
  for (let round = 0; round < mostRounds; round++) {
    const count = await compareDue(deps)
    compared += count
    if (count < atOnce) break
  }
  return compared
}

/**
 * Compares services that were published anew with those that share something with them. By the clockwork, so that an
 * import does not wait for it. Returns how many were compared; 0 when none is left.
 */
export async function compareDue(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    const due = await takeDue(tx, atOnce)
    if (due.length > 0) await compare(tx, due)
    return due.length
  })
}

async function compare(tx: Tx, ids: readonly string[]): Promise<void> {
  const pairs = await sharingPairs(tx, ids)
  const services = await comparedOf(tx, [...new Set(pairs.flat())])
  const candidates = pairs.flatMap(([first, second]): Candidate[] => {
    const [one, other] = [services.get(first), services.get(second)]
    if (!one || !other) return []
    const score = scoreOf(evidenceOf(one, other))
    return score < leastScore
      ? []
      : [{ first, second, firstSource: one.source, secondSource: other.source, score }]
  })
  await replaceCandidates(tx, ids, candidates)
}
