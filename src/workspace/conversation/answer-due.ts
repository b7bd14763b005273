import type { ThreadLine } from './conversation-state.ts'

/** From how long before it may go back to the queue somebody is told (ms). */
const told = 60_000

/** Since when a message of the seeker waits: the first after the last line of a responder. */
export function waitsSince(lines: readonly Pick<ThreadLine, 'author' | 'at'>[]): Date | undefined {
  const answered = lines.findLastIndex(({ author }) => author === 'responder')
  return lines.slice(answered + 1).find(({ author }) => author === 'seeker')?.at
}

/**
 * Whether a conversation soon goes back to the queue because its message waits; counted as the clockwork of the server
 * does, from the message or from when the conversation was taken, whichever is later.
 */
export function isDueSoon(
  since: Date | undefined,
  { takenAt, within, now }: { takenAt: string | undefined; within: number; now: number },
): boolean {
  if (!since) return false
  const owed = Math.max(since.getTime(), takenAt === undefined ? 0 : Date.parse(takenAt))
  return owed + within * 1_000 - now <= told
}
