/**
 * Sealed conversations between a seeker and a team: tickets and visits, words
 * to come back with, envelopes in order, the queue and the desk, live streams,
 * and the agent that seals for browsers without script. The only door.
 */
import type { HandledRoute } from '../../contracts/handle.ts'
import type { StreamRoute } from '../../contracts/stream.ts'
import type { SeekerActor } from '../../kernel/index.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { extendConversations } from './conversations.retention.ts'
import { createNoScriptAgent, type NoScriptAgent } from './conversations.no-script.ts'
import { createRoom } from './conversations.room.ts'
import { deskRoutes, helpRoutes } from './conversations.routes.ts'
import { sweepConversations, sweepLeftovers, sweepQueue } from './conversations.sweep.ts'
import { deskStream } from './desk.stream.ts'
import { seekerStream } from './seeker.stream.ts'
import { authenticate } from './tickets.usecases.ts'

export {
  /** CONVERSATIONS_*, TICKET_MINUTES, STREAM_RECHECK_SECONDS, INTERPRETER_*. */
  conversationSettings,
  type ConversationSettings,
} from './conversations.config.ts'
export {
  /** Every error of the room, `conversations.*`. */
  conversationErrors,
} from './conversations.errors.ts'
export type {
  /** Database, outer keys, teams (`line`), audit, settings. */
  ConversationDeps,
  /** What the room asks of teams. */
  LinePort,
  LineEpoch,
} from './conversations.deps.ts'
export {
  /** The line port over the identity room: what the server uses. */
  identityLine,
  /** The same where organisation keys are pinned (ORGANISATION_KEYS). */
  pinnedLine,
} from './conversations.line.ts'
export type {
  /** A ticket and half of its key, as the hidden fields of a form without script carry them. */
  NoScriptPass,
  /** One entry of the thread: who, when, content or why it is shut, marks. */
  NoScriptItem,
  /** The thread and what is true now. */
  NoScriptView,
  /** The hidden ids of a form for a first message. */
  NoScriptForm,
  /** What `watch` yields: `items`, `state`, `typing`, `reload`, `end`. */
  NoScriptNews,
  NoScriptAgent,
} from './conversations.no-script.ts'

export {
  /** `wrappedConversations(tx, month)`: how many conversations still need the outer key of a month. */
  wrappedConversations,
} from './conversations.months.ts'
export {
  /** `extendConversations(deps, now?)`, `destroyConversations(deps, now?)`: the clockwork's two steps, for the command line. */
  extendConversations,
  destroyConversations,
} from './conversations.retention.ts'

/** The room, opened once per process. */
export type Conversations = {
  /** Every route of both origins. */
  readonly routes: readonly HandledRoute[]
  /** `conversations.stream` (help, POST) and `conversations.desk_stream` (workspace, GET). */
  readonly streams: readonly StreamRoute[]
  /** Who shows this ticket (`Authorization: Visit <ticketId>`); throws `conversations.visit_over`. */
  authenticate(ticketId: string): Promise<SeekerActor>
  /** Seals and opens in memory for browsers without script. */
  readonly noScript: NoScriptAgent
  /** Hears the database for the streams. Call it before the port opens. */
  start(): Promise<void>
  /** Ends every stream (clients are told to come back) and hears no more. */
  stop(): Promise<void>
  /** The clockwork that somebody waits for (ringing, silence): to be run about every second, on any number of servers. */
  sweepQueue(): Promise<void>
  /** The clockwork that nobody waits for (expiry, destruction): to be run every few seconds. */
  sweepLeftovers(): Promise<void>
  /** Both, one after the other. */
  sweep(): Promise<void>
  /** Wraps what is kept under the key of its next month: to be run every few minutes. */
  extend(): Promise<number>
  /** Streams open in this process. */
  readonly openStreams: number
}

/** Opens the room. Nothing is heard or swept until `start` and the sweeps are called. */
export function createConversations(deps: ConversationDeps): Conversations {
  const room = createRoom(deps)
  return {
    routes: [...helpRoutes(room), ...deskRoutes(room)],
    streams: [seekerStream(room), deskStream(room)],
    authenticate: (ticketId) => authenticate(room, ticketId),
    noScript: createNoScriptAgent(room),
    start: () => room.hub.start(),
    stop: () => room.hub.stop(),
    sweep: () => sweepConversations(room),
    sweepQueue: () => sweepQueue(room),
    sweepLeftovers: () => sweepLeftovers(room),
    extend: () => extendConversations(room),
    get openStreams() {
      return room.hub.streams
    },
  }
}
