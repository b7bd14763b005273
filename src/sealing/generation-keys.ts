import type { Bytes } from '../kernel/index.ts'
import { frame, hkdf, sha256 } from './primitives.ts'
import { labels } from './suite.ts'

/**
 * The key of one generation of a conversation: `key` (32 bytes, C in the
 * architecture) and `link` (32 bytes), which proves to holders of the
 * generation before that its maker held that one; zeros when it did not.
 */
export type GenerationKey = { number: number; key: Bytes; link: Bytes }

/**
 * Whom a slot is for. `recipient` is the epoch id for a team, the visit id for a
 * visit, and for the second secret (`keep`) an id the conversation chose once.
 */
export type SlotReader = { to: 'team' | 'visit' | 'keep' | 'member'; recipient: string }

/** One generation key sealed to one reader. */
export type Slot = SlotReader & { bytes: Bytes }

/** What the server keeps of a generation. */
export type GenerationRecord = { number: number; epochId: string; commit: Bytes; slots: Slot[] }

/** SHA-256 over the key and its place: everyone who opens a slot holds the same key. */
export async function commitTo(conversationId: string, number: number, key: Bytes): Promise<Bytes> {
  return sha256(frame(labels.commit, conversationId, number, key))
}

/** What only a holder of the generation before can say about the one with this commitment. */
export function linkTo(previous: GenerationKey, conversationId: string, commit: Bytes): Promise<Bytes> {
  return hkdf(previous.key, frame(labels.link, conversationId, previous.number + 1, commit))
}
