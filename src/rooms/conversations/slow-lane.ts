/**
 * When it is whose turn among those who wait instead of working (no script, or a
 * network that was slowed). Each network tier has a queue of its own, so that a
 * loud network makes itself wait and nobody far from it.
 */
export type SlowLane = {
  /** Takes the next turn, at least `wait` seconds from now; undefined when the network has too many already. */
  turn(clientKey: string, wait: number, spacing: number): number | undefined
}

/** Turns further off than this are not given out (seconds). */
export const longestWait = 120
/** A wider network's turns follow one another so much faster. */
const faster = [1, 4, 16]
const most = 50_000

/** Seconds since 1970 in and out, so that every app server understands a turn. */
export function createSlowLane(now: () => number = () => Date.now() / 1_000): SlowLane {
  const last = new Map<string, number>()
  return {
    turn(clientKey, wait, spacing) {
      const time = now()
      const tiers = clientKey.split('.').slice(0, faster.length)
      const due = Math.max(
        time + wait,
        ...tiers.map((key, tier) => (last.get(key) ?? -Infinity) + spacing / (faster[tier] ?? 1)),
      )
      if (due > time + longestWait) return undefined
      for (const key of tiers) {
        last.delete(key)
        last.set(key, due)
      }
      for (const [key, turn] of last) {
        if (turn >= time && last.size <= most) break
        last.delete(key)
      }
      return due
    },
  }
}
