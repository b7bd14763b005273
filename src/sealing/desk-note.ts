import type { Bytes } from '../kernel/index.ts'
import { openFrom, sealTo } from './hpke.ts'
import type { Pair } from './keys.ts'
import { frame, pad, unpad } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** Where a note belongs: one conversation, one epoch of one team. */
export type NotePlace = { conversationId: string; teamId: string; epochId: string }

function info({ conversationId, teamId, epochId }: NotePlace): Bytes {
  return frame(labels.deskNote, conversationId, teamId, epochId)
}

/**
 * Seals what a desk has under way for a conversation to the team's epoch. Never under
 * the conversation's key, which the seeker's devices hold. Padded to 4, 16 or 64 KB.
 */
export function sealDeskNote(place: NotePlace, publicKey: Bytes, note: Bytes): Promise<Bytes> {
  return sealTo(publicKey, info(place), pad(note, sizes.packet))
}

/** Throws `shut` for another conversation, team or epoch, `malformed` for anything else. */
export async function openDeskNote(place: NotePlace, pair: Pair, sealed: Bytes): Promise<Bytes> {
  return unpad(await openFrom(pair, info(place), sealed), sizes.packet)
}
