import { rateLimit, type Actor, type RateLimit, type SeekerActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { Subject } from '../audit/index.ts'
import { createBoard, type BoardReader } from './conversations.board.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { createHub, type Hub } from './conversations.hub.ts'
import { createLimiter, type Limiter } from './conversations.limits.ts'
import { createStreamLimit, type StreamLimit } from './conversations.stream-limit.ts'
import { createTeamOf, type TeamOf } from './conversations.team-of.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { deskCapabilities } from './conversations.policy.ts'

/** What every use case of this process shares. */
export type Room = ConversationDeps & {
  readonly board: BoardReader
  readonly teams: TeamOf
  readonly hub: Hub
  readonly limits: {
    opens: Limiter
    returns: Limiter
    allReturns: Limiter
    /** By visit. */
    messages: RateLimit
    streams: StreamLimit
  }
  /** Visits whose ticket was looked up within the last seconds, by ticket hash (hex). */
  readonly visits: Map<string, { actor: SeekerActor; until: number }>
  /** What was opened at the desks within the last minutes, by session and conversation, so that one reading is recorded once. */
  readonly readings: Map<string, number>
}

export function createRoom(deps: ConversationDeps): Room {
  const { settings } = deps
  const hub = createHub(deps)
  const visits: Room['visits'] = new Map()
  // A visit that ended anywhere is believed nowhere.
  hub.onOver((visitId) => {
    for (const [key, { actor }] of visits) if (actor.visitId === visitId) visits.delete(key)
  })
  return {
    ...deps,
    board: createBoard(deps.database, settings),
    teams: createTeamOf(deps),
    hub,
    limits: {
      opens: createLimiter(settings.opensPerMinute),
      returns: createLimiter(settings.returnsPerMinute),
      allReturns: createLimiter(settings.returnsPerMinute * 50),
      messages: rateLimit({ burst: settings.messagesPerMinute, perMinute: settings.messagesPerMinute }),
      streams: createStreamLimit(settings.streamsPerVisit, settings.streamOpensPerMinute),
    },
    visits,
    readings: new Map(),
  }
}

/** Counts one message of a visit; `too_many_messages` when there were too many. */
export function countMessage({ limits, settings }: Room, { visitId }: SeekerActor): void {
  const retryAfter = Math.ceil(60 / settings.messagesPerMinute)
  if (!limits.messages.take(visitId)) refuse(conversationErrors.too_many_messages, { retryAfter })
}

/** One more stream of a visit; `too_many_streams` when it opened too many. Calls `end` on an older one when there are too many at once. */
export function enterStream(
  { limits, settings }: Room,
  { visitId }: SeekerActor,
  end: () => void,
): () => void {
  const retryAfter = Math.ceil(60 / settings.streamOpensPerMinute)
  return limits.streams.enter(visitId, end) ?? refuse(conversationErrors.too_many_streams, { retryAfter })
}

/** How entries of the audit mean a conversation: by a name that ends with it. */
export function inAudit({ id, destroyMonth }: { id: string; destroyMonth: string }): Subject {
  return { kind: 'conversation', id, month: destroyMonth }
}

/** A transaction of a desk, with the capabilities that its roles give. */
export function atDesk<Result>(
  room: ConversationDeps,
  actor: Actor,
  work: (tx: Tx) => Promise<Result>,
  extra: string[] = [],
): Promise<Result> {
  return room.database.as(actor, work, { capabilities: [...deskCapabilities(actor), ...extra] })
}
