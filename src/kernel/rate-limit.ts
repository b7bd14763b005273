export type RateLimit = {
  /** Takes one of the key's turns; false when none is left. */
  readonly allows: (key: string) => boolean
}

/**
 * A bucket of turns for each key, refilled evenly. Held in memory and by this
 * process alone: it blunts floods, and proves nothing. The least recently used
 * key is forgotten when there are too many.
 */
export function createRateLimit(options: {
  perMinute: number
  /** Turns at once; `perMinute` unless told. */
  burst?: number
  /** Keys remembered; 10,000 unless told. */
  keys?: number
  now?: () => number
}): RateLimit {
  const { perMinute, burst = perMinute, keys = 10_000, now = Date.now } = options
  const buckets = new Map<string, { turns: number; at: number }>()
  return {
    allows: (key) => {
      const at = now()
      const bucket = buckets.get(key) ?? { turns: burst, at }
      const turns = Math.min(burst, bucket.turns + ((at - bucket.at) / 60_000) * perMinute)
      buckets.delete(key)
      buckets.set(key, { turns: turns >= 1 ? turns - 1 : turns, at })
      const oldest = buckets.keys().next().value
      if (buckets.size > keys && oldest !== undefined) buckets.delete(oldest)
      return turns >= 1
    },
  }
}
