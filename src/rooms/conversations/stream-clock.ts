import { isKind, type Actor } from '../../kernel/index.ts'
import type { ConversationSettings } from './conversations.config.ts'
import { conversationErrors } from './conversations.errors.ts'
import type { Sse } from './sse.ts'

const beatEvery = 20_000

/** Told every few seconds: keeps a stream open, and asks every so often whether it may be. */
export function createStreamClock(
  sse: Sse,
  settings: ConversationSettings,
  check: () => Promise<boolean>,
): (now: number) => void {
  let beaten = Date.now()
  let checked = Date.now()
  return (now) => {
    if (now - beaten >= beatEvery) {
      beaten = now
      sse.beat()
    }
    if (now - checked >= settings.recheckSeconds * 1_000) {
      checked = now
      checkNow(sse, check)
    }
  }
}

/** Asks whether a stream may be open, and ends it when not. */
export function checkNow(sse: Sse, check: () => Promise<boolean>): void {
  check().then(
    (permitted) => !permitted && finish(sse, 'over'),
    (error: unknown) => fail(sse, error),
  )
}

/** Says whether to come back, and ends the stream. */
export function finish(sse: Sse, how: 'again' | 'over'): void {
  sse.send(how, {})
  sse.close()
}

/** A visit that is over stays over; anything else (the database went away) is worth coming back for. */
export function fail(sse: Sse, error: unknown): void {
  finish(sse, isKind(error, conversationErrors.visit_over) ? 'over' : 'again')
}

/** Whether a second look found the same person. */
export function sameActor(before: Actor, after: Actor): boolean {
  if (before.kind === 'seeker') return after.kind === 'seeker' && after.visitId === before.visitId
  return before.kind === 'staff' && after.kind === 'staff' && after.memberId === before.memberId
}
