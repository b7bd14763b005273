/** Counts tries in a sliding window of two halves, in memory: nothing about a network is ever stored. */
export type Limiter = {
  /** Counts one try; false when there were too many. */
  take(key: string): boolean
}

const most = 50_000

export function createLimiter(perMinute: number, now: () => number = Date.now): Limiter {
  let minute = 0
  let before = new Map<string, number>()
  let current = new Map<string, number>()
  return {
    take(key) {
      const time = now()
      const nowMinute = Math.floor(time / 60_000)
      if (nowMinute !== minute) {
        before = nowMinute === minute + 1 ? current : new Map()
        current = new Map()
        minute = nowMinute
      }
      // A flood of keys must not fill the memory: when full, new keys share one.
      const counted = current.size < most || current.has(key) ? key : ''
      const weight = 1 - (time % 60_000) / 60_000
      const tries = (current.get(counted) ?? 0) + (before.get(counted) ?? 0) * weight
      if (tries >= perMinute) return false
      current.set(counted, (current.get(counted) ?? 0) + 1)
      return true
    },
  }
}
