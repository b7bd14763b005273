import { notify, type Tx } from '../../database/index.ts'

/** The topic on which this room tells every app server that something happened. Ids only. */
export const topic = 'conversations'

export type ConversationEvent =
  /** A new envelope. `g` its generation, `h` the beginning of its hash, `at` when (ISO), `m` who has the conversation. */
  | { k: 'message'; c: string; p: number; g: number; h: string; at: string; t: string; m: string | null }
  /** State, owner, visits or keys changed. `b`: it was burned. */
  | { k: 'state'; c: string; t: string; m: string | null; b?: true }
  /** Somebody types: `s` the seeker, `r` the responder. */
  | { k: 'typing'; c: string; by: 's' | 'r'; m: string | null }
  /** The queue of a team changed. `r`: ring. */
  | { k: 'queue'; t: string; r: boolean }
  /** It was ended and slowed, with the visits whose network waits; none: that was taken back. */
  | { k: 'slowed'; c: string; v: string[] }
  /** A visit has ended. */
  | { k: 'over'; c: string; v: string }

export function tell(tx: Tx, event: ConversationEvent): Promise<void> {
  return notify(tx, topic, event)
}

/** A payload heard on the topic; undefined for the empty one, which means that something may have been missed. */
export function readEvent(payload: string): ConversationEvent | undefined {
  return payload === '' ? undefined : (JSON.parse(payload) as ConversationEvent)
}
