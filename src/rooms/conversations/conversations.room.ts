import type { Actor, SeekerActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { createBoard, type BoardReader } from './conversations.board.ts'
import type { ConversationDeps } from './conversations.deps.ts'
import { createHub, type Hub } from './conversations.hub.ts'
import { createLimiter, type Limiter } from './conversations.limits.ts'
import { deskCapabilities } from './conversations.policy.ts'

/** What every use case of this process shares. */
export type Room = ConversationDeps & {
  readonly board: BoardReader
  readonly hub: Hub
  readonly limits: { opens: Limiter; returns: Limiter; allReturns: Limiter }
  /** Visits whose ticket was looked up within the last seconds, by ticket hash (hex). */
  readonly visits: Map<string, { actor: SeekerActor; until: number }>
  /** What supervisors opened within the last minutes, so that one reading is recorded once. */
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
    hub,
    limits: {
      opens: createLimiter(settings.opensPerMinute),
      returns: createLimiter(settings.returnsPerMinute),
      allReturns: createLimiter(settings.returnsPerMinute * 50),
    },
    visits,
    readings: new Map(),
  }
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
