import type { Tx } from '../../../database/index.ts'
import { effective } from '../vetting/effective.ts'
import { standingsOf } from '../vetting/standings.repository.ts'
import { activeOf, behindNow } from './duplicates.repository.ts'

/** The entries before one, from the one it stands behind to the last. */
export function before(id: string, behind: ReadonlyMap<string, string>): string[] {
  const chain: string[] = []
  for (let next = behind.get(id); next !== undefined && !chain.includes(next); next = behind.get(next))
    chain.push(next)
  return chain
}

/** Everything that stands behind any of these, however far. */
export function allBehind(ids: readonly string[], behind: ReadonlyMap<string, string>): string[] {
  const wanted = new Set(ids)
  return [...behind.keys()].filter((id) => before(id, behind).some((kept) => wanted.has(kept)))
}

/** These and everything behind them: what is published of the one decides about the others. */
export async function withThoseBehind(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return [...new Set([...ids, ...allBehind(ids, await behindNow(tx))])]
}

/**
 * Of these services, those that are not published because one that they stand behind can be: it is active and nobody
 * stopped it. Where the one that was kept is gone, the other comes back by itself: nobody is left without either.
 */
export async function hiddenOf(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const behind = await behindNow(tx)
  const chains = ids.map((id) => [id, before(id, behind)] as const).filter(([, chain]) => chain.length > 0)
  const kept = [...new Set(chains.flatMap(([, chain]) => chain))]
  if (kept.length === 0) return new Set()
  const standing = effective(await standingsOf(tx, kept))
  const able = new Set((await activeOf(tx, kept)).filter((id) => standing(id) !== 'stopped'))
  return new Set(chains.filter(([, chain]) => chain.some((id) => able.has(id))).map(([id]) => id))
}
