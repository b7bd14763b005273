import { provinces, type LineState } from '../../contracts/conversations.ts'
import { goneBy, type OuterKeys, type SeekerActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { Board } from './conversations.board.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { findConversation, type ConversationRow } from './conversations.repository.ts'
import { findVisit, type VisitRow } from './visits.repository.ts'
import { findWaysBack } from './words.repository.ts'

/** A seeker's conversation and visit; `visit_over` unless the visit is live. */
export async function ownLine(
  tx: Tx,
  actor: SeekerActor,
): Promise<{ row: ConversationRow; visit: VisitRow }> {
  const visit = await findVisit(tx, actor.conversationId, actor.visitId)
  const row = visit?.live ? await findConversation(tx, actor.conversationId) : undefined
  if (!visit || !row) refuse(conversationErrors.visit_over)
  return { row, visit }
}

/** Whether a responder ended it for now. */
export function isSlowed(row: ConversationRow): row is ConversationRow & { slowedUntil: Date } {
  return row.slowedUntil !== null && row.slowedUntil.getTime() > Date.now()
}

/** What is true now, from the rows; `withBoard` adds what concerns the whole line. */
export async function stateOf(
  keys: OuterKeys,
  tx: Tx,
  row: ConversationRow,
  visit: VisitRow,
): Promise<OwnState> {
  const { words, second, heldUntil } = await findWaysBack(tx, row.id)
  const waiting = row.state === 'waiting'
  const region = provinces.find((each) => each === row.region)
  return {
    teamId: row.teamId,
    state: row.state,
    since: row.stateSince.toISOString(),
    unanswered: waiting && row.rangAt !== null,
    backInQueue: waiting && row.backInQueue,
    leftMessage: row.leftMessage,
    ...(visit.checked && region && { region }),
    ...(isSlowed(row) && { slowedUntil: row.slowedUntil.toISOString() }),
    serverReadable: row.serverReadable,
    wordsKept: words,
    secondKept: second,
    visit: { how: visit.how, checked: visit.checked },
    deleting:
      heldUntil && visit.checked
        ? { heldUntil: heldUntil.toISOString().slice(0, 10) }
        : { goneBy: goneBy(keys, row.destroyMonth) },
  }
}

export type OwnState = Omit<LineState, 'ahead' | 'open' | 'respondersFree' | 'responderTyping'>

export function withBoard(state: OwnState, conversationId: string, board: Board, typing: boolean): LineState {
  const { onDuty, free } = board.of(state.teamId)
  return {
    ...state,
    ahead: state.state === 'waiting' ? board.ahead(conversationId) : 0,
    open: onDuty > 0,
    respondersFree: free,
    responderTyping: typing,
  }
}
