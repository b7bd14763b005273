/**
 * A token bucket for each key: `burst` tries at once, then `perMinute` more.
 * In memory and of this process only, so that nothing about who tried is kept.
 */
export type RateLimit = {
  /** Takes one try. False when none is left; nothing is taken then. */
  readonly take: (key: string) => boolean
  /** Gives one try back, for limits that count failures only. */
  readonly giveBack: (key: string) => void
}

type Options = {
  burst: number
  perMinute: number
  /** Most keys remembered; whoever rotates through more makes the longest unused forget. */
  keys?: number
  /** Milliseconds, for tests. */
  now?: () => number
}

/** Makes a limit. A full bucket is the same as an unknown key. */
export function rateLimit({
  burst,
  perMinute,
  keys = 50_000,
  now = () => performance.now(),
}: Options): RateLimit {
  // Insertion order is order of use: the first key is the longest unused.
  const buckets = new Map<string, { tries: number; at: number }>()

  function level(key: string): number {
    const bucket = buckets.get(key)
    if (!bucket) return burst
    return Math.min(burst, bucket.tries + ((now() - bucket.at) * perMinute) / 60_000)
  }

  function put(key: string, tries: number): void {
    buckets.delete(key)
    if (tries >= burst) return
    buckets.set(key, { tries, at: now() })
    const oldest = buckets.size > keys ? buckets.keys().next().value : undefined
    if (oldest !== undefined) buckets.delete(oldest)
  }

  return {
    take: (key) => {
      const tries = level(key)
      put(key, tries >= 1 ? tries - 1 : tries)
      return tries >= 1
    },
    giveBack: (key) => put(key, level(key) + 1),
  }
}
