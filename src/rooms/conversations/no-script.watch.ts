import type { LineState, SeekerEvent } from '../../contracts/conversations.ts'
import { isKind } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import { enterStream, type Room } from './conversations.room.ts'
import type { OpenVisit } from './no-script.open.ts'
import { readThread } from './no-script.reading.ts'
import type { NoScriptItem } from './no-script.thread.ts'
import { createSeekerFeed } from './seeker.feed.ts'

export type NoScriptNews =
  | { kind: 'items'; items: NoScriptItem[] }
  | { kind: 'state'; state: LineState }
  /** The responder types; let it fade after four seconds. */
  | { kind: 'typing' }
  /** What was said before can be read now: show the page anew. */
  | { kind: 'reload' }
  /** Nothing happened for twenty seconds: write something invisible, so that the line stays open. */
  | { kind: 'beat' }
  /** `again`: the server stops, come back. `over`: the visit has ended. */
  | { kind: 'end'; how: 'again' | 'over' }

const beatEvery = 20_000

/** What a visit without script is shown, opened, as it happens. */
export async function* watchVisit(
  room: Room,
  opening: () => Promise<OpenVisit>,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<NoScriptNews> {
  const open = await opening()
  const news: SeekerEvent[] = []
  let wake: (() => void) | undefined
  let checked = Date.now()
  let beaten = Date.now()
  let beat = false
  const show = (event: SeekerEvent) => {
    news.push(event)
    wake?.()
  }
  const failed = (error: unknown) =>
    show({ event: isKind(error, conversationErrors.visit_over) ? 'over' : 'again', data: {} })
  const left = enterStream(room, open.actor, () => show({ event: 'again', data: {} }))
  // What comes while the thread is being read waits in the feed's own catching up.
  const { thread, last, state } = await readThread(room, open).catch((error: unknown) => {
    left()
    throw error
  })
  const feed = createSeekerFeed(room, open.actor, { after: last, show, failed })
  const tick = (now: number) => {
    feed.tick(now)
    if (now - beaten >= beatEvery) {
      beaten = now
      beat = true
      wake?.()
    }
    if (now - checked < room.settings.recheckSeconds * 1_000) return
    checked = now
    // The same question as with each request: it also gives the ticket another span.
    opening().catch(failed)
  }
  const leave = room.hub.join({ conversationId: open.actor.conversationId }, { ...feed, tick })
  const stop = () => wake?.()
  signal.addEventListener('abort', stop)
  try {
    const before = thread.items().filter(({ position }) => position > after)
    if (before.length > 0) yield { kind: 'items', items: before }
    yield { kind: 'state', state }
    void feed.begin()
    let readable = state.visit.checked
    while (!signal.aborted) {
      const event = news.shift()
      if (!event) {
        if (beat) yield { kind: 'beat' }
        beat = false
        await new Promise<void>((resolve) => {
          wake = resolve
          if (news.length > 0 || beat || signal.aborted) resolve()
        })
        continue
      }
      if (event.event === 'message') {
        const items = await thread.take(event.data)
        if (items.length > 0) yield { kind: 'items', items }
      } else if (event.event === 'state') {
        yield { kind: 'state', state: event.data }
        if (event.data.visit.checked && !readable) yield { kind: 'reload' }
        readable = event.data.visit.checked
      } else if (event.event === 'typing') {
        yield { kind: 'typing' }
      } else {
        yield { kind: 'end', how: event.event }
        return
      }
    }
  } finally {
    leave()
    left()
    signal.removeEventListener('abort', stop)
  }
}
