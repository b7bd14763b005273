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

/** How much more a wider network may do than a narrow one: a provider's customers share its prefix. */
const wider = [1, 4, 16]

/**
 * A limit for keys of network tiers, narrow to wide and joined by dots
 * (`RequestContext.clientKey`). A try counts in every tier, so that whoever
 * rotates through the addresses of one network gains sixteen times, not millions.
 */
export function tieredLimit(options: Options): RateLimit {
  const tiers = wider.map((times) =>
    rateLimit({ ...options, burst: options.burst * times, perMinute: options.perMinute * times }),
  )
  const keyed = (key: string) => key.split('.').slice(0, tiers.length)
  const giveBack = (parts: readonly string[]) => parts.forEach((part, tier) => tiers[tier]?.giveBack(part))
  return {
    take: (key) => {
      const parts = keyed(key)
      const refused = parts.findIndex((part, tier) => !tiers[tier]?.take(part))
      if (refused >= 0) giveBack(parts.slice(0, refused))
      return refused < 0
    },
    giveBack: (key) => giveBack(keyed(key)),
  }
}
