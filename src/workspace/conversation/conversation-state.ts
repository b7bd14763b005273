import type { Content } from '../../contracts/content.ts'
import type { DeskItem, DeskVisit } from '../../contracts/conversations.ts'
import type { ThreadEntry } from '../../sealing/index.ts'
import type { CheckedReaders } from '../sealing-client/readers.ts'
import type { Standing } from '../sealing-client/generation-keys.ts'

/** One line of the thread as it is shown. */
export type ThreadLine = {
  id: string
  position: number
  at: Date
  /** Undefined while shut or deleted, or when what is inside is of no kind we know. */
  content: Content | undefined
  shut: ThreadEntry['reason']
  deleted: boolean
  author: 'seeker' | 'responder' | 'unknown'
  /** base64url signing key of the responder who wrote it. */
  signedBy: string | undefined
  serverSealed: boolean
  missing: number
  late: boolean
  forked: boolean
  /** Which key it lies under, and what is known of that key's maker. */
  generation: number | undefined
  standing: Standing
  /** The visit whose first envelope this is. */
  visitId: string | undefined
  writerId: string | undefined
  sequence: number | undefined
  hash: string
}

export type OutgoingState = 'waiting' | 'sending' | 'retrying' | 'refused' | 'unverified'

/** Something written here that the server has not acknowledged yet. */
export type Outgoing = {
  localId: string
  content: Content
  state: OutgoingState
  /** Of the envelope it is sealed in, as of a line: the line may come before the acknowledgement does. */
  hash?: string
  /** Why it was refused, ready to be shown. */
  problem?: string
  readers?: CheckedReaders
}

export type ConversationState = {
  readonly id: string
  readonly status: 'loading' | 'ready' | 'burned' | 'gone'
  readonly problem: string | undefined
  readonly item: DeskItem | undefined
  readonly lines: readonly ThreadLine[]
  readonly outgoing: readonly Outgoing[]
  readonly visits: readonly DeskVisit[]
  readonly seekerTyping: boolean
  /** The newest position that was on the screen. */
  readonly readTo: number
  /** Envelopes that somebody says they saw and that never came here. */
  readonly withheld: number
  /** Generations whose keys this member can't open. */
  readonly shut: readonly number[]
}

export function emptyState(id: string): ConversationState {
  return {
    id,
    status: 'loading',
    problem: undefined,
    item: undefined,
    lines: [],
    outgoing: [],
    visits: [],
    seekerTyping: false,
    readTo: 0,
    withheld: 0,
    shut: [],
  }
}

/** Visits that came back by words and wait to be checked. */
export function uncheckedVisits(state: Pick<ConversationState, 'visits'>): DeskVisit[] {
  return state.visits.filter((visit) => visit.how !== 'first' && !visit.checked && !visit.refused)
}

/** How many lines came after the last one read, without one's own. */
export function unreadCount({ lines, readTo }: Pick<ConversationState, 'lines' | 'readTo'>): number {
  return lines.filter((line) => line.position > readTo && line.author !== 'responder').length
}
