import { sql } from 'kysely'
import type { DeskEvent } from '../../contracts/conversations.ts'
import { deskStream as declared } from '../../contracts/conversations-streams.ts'
import type { StreamRoute } from '../../contracts/stream.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { ConversationEvent } from './conversations.events.ts'
import type { Delivery, Listener } from './conversations.hub.ts'
import { answerableSql, answeringTeams, supervisedTeams } from './conversations.policy.ts'
import { atDesk, type Room } from './conversations.room.ts'
import { deskMessages, someGenerations } from './desk-messages.usecases.ts'
import { listDesk } from './desk.repository.ts'
import { openSse } from './sse.ts'
import { checkNow, createStreamClock, fail, finish, sameActor } from './stream-clock.ts'

/** What this stream knows of a conversation that its member has. */
type Mine = { last: number; held: Set<number>; turn: Promise<void> }

/** The desk's live stream: the queue, and everything in the conversations of this member. */
export function deskStream(room: Room): StreamRoute {
  return {
    ...declared,
    open: async (_input, { actor, reauthenticate }) => {
      if (actor.kind !== 'staff') throw new TypeError('a desk’s stream without a member')
      return openSse((sse) => {
        let who = actor
        const feed = createDeskFeed(room, () => who, {
          show: ({ event, data }) => {
            if (event === 'again' || event === 'over') finish(sse, event)
            else sse.send(event, data)
          },
          failed: (error) => fail(sse, error),
        })
        const check = async () => {
          const now = await reauthenticate()
          if (!sameActor(who, now) || now.kind !== 'staff' || answeringTeams(now).length === 0) return false
          who = now
          return true
        }
        const clock = createStreamClock(sse, room.settings, check)
        const tick = (now: number) => {
          clock(now)
          feed.tick(now)
        }
        const sessionEnded = (sessionId: string) => {
          if (sessionId === who.sessionId) finish(sse, 'over')
        }
        const rolesChanged = (memberId: string) => {
          if (memberId !== who.memberId) return
          feed.doubt(
            check().then(
              (permitted) => {
                if (!permitted) finish(sse, 'over')
                return permitted
              },
              (error: unknown) => {
                fail(sse, error)
                return false
              },
            ),
          )
        }
        const teamChanged = (teamId: string) => {
          if (who.teams.some((team) => team.teamId === teamId)) sse.send('team', { teamId })
        }
        const leave = room.hub.join('desk', { ...feed, tick, sessionEnded, rolesChanged, teamChanged })
        // It may have ended between the look at the cookie and now, when nobody listened yet.
        checkNow(sse, check)
        void feed.begin()
        return leave
      })
    },
  }
}

type Options = { show: (event: DeskEvent) => void; failed: (error: unknown) => void }

/** What one open desk is shown, as it happens. */
export function createDeskFeed(
  room: Room,
  who: () => StaffActor,
  { show, failed }: Options,
): Listener & {
  begin(): Promise<void>
  /** What its member may do has changed: nothing more is shown before `looked`, and then only what they may see. */
  doubt(looked: Promise<boolean>): void
} {
  const mine = new Map<string, Mine>()
  const dirty = new Set<string>()
  let queueDirty = false
  let flushing: NodeJS.Timeout | undefined

  async function loadMine(only?: string): Promise<string[]> {
    const actor = who()
    const one = only === undefined ? sql`true` : sql`c.id = ${only}`
    const rule = sql<boolean>`${one} and c.claimed_by is not null and ${answerableSql(actor)}`
    const rows = await atDesk(room, actor, (tx) => listDesk(tx, rule, 1_000))
    for (const { id, lastPosition } of rows) {
      if (!mine.has(id)) mine.set(id, { last: lastPosition, held: new Set(), turn: Promise.resolve() })
    }
    return rows.map(({ id }) => id)
  }

  /** Changes that come often are told once a second. */
  function soon(): void {
    flushing ??= setTimeout(() => {
      flushing = undefined
      if (queueDirty) show({ event: 'queue', data: { ring: false } })
      queueDirty = false
      for (const conversationId of dirty) show({ event: 'state', data: { conversationId } })
      dirty.clear()
    }, 1_000).unref()
  }

  async function pass(
    conversationId: string,
    known: Mine,
    position: number,
    delivery?: Delivery,
  ): Promise<void> {
    if (position <= known.last || mine.get(conversationId) !== known) return
    if (delivery && position === known.last + 1) {
      const { generation, envelope } = delivery
      const missing = known.held.has(generation) ? [] : [generation]
      const generations =
        missing.length > 0 ? await someGenerations(room, who(), conversationId, missing) : []
      known.held.add(generation)
      known.last = position
      show({ event: 'message', data: { conversationId, envelopes: [envelope], generations } })
      return
    }
    const page = await deskMessages(room, who(), { conversationId, after: known.last, limit: 100 })
    const { envelopes } = page
    const generations = page.generations.filter(({ number }) => !known.held.has(number))
    for (const { number } of generations) known.held.add(number)
    known.last = Math.max(known.last, envelopes.at(-1)?.position ?? 0)
    if (envelopes.length > 0) show({ event: 'message', data: { conversationId, envelopes, generations } })
  }

  function heardMessage(event: ConversationEvent & { k: 'message' }, delivery: Delivery | undefined): void {
    const known = mine.get(event.c)
    if (known && event.m === who().memberId) {
      // One after the other, so that a read does not overtake what is passed on.
      known.turn = known.turn.then(() => pass(event.c, known, event.p, delivery)).catch(failed)
    } else if (event.m === who().memberId) {
      // Claimed a moment ago and not loaded yet: the desk reads it itself.
      void loadMine(event.c).catch(failed)
      show({ event: 'state', data: { conversationId: event.c } })
    } else if (event.m === null && answeringTeams(who()).includes(event.t)) {
      queueDirty = true
      soon()
    } else if (supervisedTeams(who()).includes(event.t)) {
      dirty.add(event.c)
      soon()
    }
  }

  function heardState(event: ConversationEvent & { k: 'state' }): void {
    const isMine = event.m === who().memberId && !event.b
    const concerns = isMine || mine.has(event.c) || supervisedTeams(who()).includes(event.t)
    if (!isMine) mine.delete(event.c)
    else if (!mine.has(event.c)) void loadMine(event.c).catch(failed)
    if (concerns) show({ event: 'state', data: { conversationId: event.c } })
  }

  return {
    begin: async () => void (await loadMine().catch(failed)),

    doubt(looked) {
      const kept = looked
        .then((permitted) => (permitted ? loadMine() : []))
        .then((ids) => {
          for (const conversationId of mine.keys()) {
            if (ids.includes(conversationId)) continue
            mine.delete(conversationId)
            show({ event: 'state', data: { conversationId } })
          }
        })
      kept.catch(failed)
      for (const known of mine.values()) known.turn = known.turn.then(() => kept).catch(() => undefined)
    },

    heard(event, delivery) {
      if (event.k === 'message') heardMessage(event, delivery)
      else if (event.k === 'state') heardState(event)
      else if (event.k === 'typing' && event.by === 's' && event.m === who().memberId) {
        show({ event: 'typing', data: { conversationId: event.c } })
      } else if (event.k === 'queue' && answeringTeams(who()).includes(event.t)) {
        show({ event: 'queue', data: { ring: event.r } })
      } else if (event.k === 'over' && mine.has(event.c)) {
        show({ event: 'state', data: { conversationId: event.c } })
      }
    },

    missed: () => show({ event: 'again', data: {} }),
    tick: () => undefined,
    stop: () => show({ event: 'again', data: {} }),
  }
}
