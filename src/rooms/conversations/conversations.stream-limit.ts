import { rateLimit } from '../../kernel/index.ts'

/** Bounds the streams that one visit holds and opens in this process; keyed by visit, so that no address is kept. */
export type StreamLimit = {
  /**
   * One more stream of a visit: beyond the most, the oldest is ended, since the
   * newest is where the person looks. Undefined when it opened too many in a
   * short time; else what to call when the stream has ended.
   */
  enter(visitId: string, end: () => void): (() => void) | undefined
}

export function createStreamLimit(most: number, perMinute: number, now?: () => number): StreamLimit {
  const opens = rateLimit({ burst: perMinute, perMinute, ...(now && { now }) })
  // Of each visit the oldest first.
  const held = new Map<string, Set<() => void>>()
  return {
    enter(visitId, end) {
      if (!opens.take(visitId)) return undefined
      const streams = held.get(visitId) ?? new Set()
      const own = () => end()
      const leave = () => {
        streams.delete(own)
        if (streams.size === 0 && held.get(visitId) === streams) held.delete(visitId)
      }
      for (const oldest of streams) {
        if (streams.size < most) break
        streams.delete(oldest)
        oldest()
      }
      held.set(visitId, streams.add(own))
      return leave
    },
  }
}
