import { concatBytes, equalBytes, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import {
  commitTo,
  linkTo,
  type GenerationKey,
  type GenerationRecord,
  type Slot,
  type SlotReader,
} from './generation-keys.ts'
import { openFrom, provesSender, sealTo } from './hpke.ts'
import type { Pair } from './keys.ts'
import { frame } from './primitives.ts'
import { labels, sizes } from './suite.ts'

type Place = Pick<GenerationRecord, 'number' | 'epochId'>

function info(conversationId: string, { number, epochId }: Place, { to, recipient }: SlotReader): Bytes {
  return frame(labels.slot, conversationId, number, epochId, to, recipient)
}

export async function sealSlot(
  conversationId: string,
  place: Place,
  { number, key, link }: GenerationKey,
  reader: SlotReader & { publicKey: Bytes },
  sender?: Pair,
): Promise<Slot> {
  insist(number === place.number, 'bad_argument')
  const { to, recipient, publicKey } = reader
  const bytes = await sealTo(publicKey, info(conversationId, place, reader), concatBytes(key, link), sender)
  return { to, recipient, bytes }
}

/**
 * Reseals a generation that the caller holds to one more reader: a new visit
 * after a check, a keep key, another team's epoch.
 */
export function sealSlotFor(input: {
  conversationId: string
  record: Place
  generation: GenerationKey
  reader: SlotReader & { publicKey: Bytes }
}): Promise<Slot> {
  return sealSlot(input.conversationId, input.record, input.generation, input.reader)
}

/** Whether a slot claims to come from the holder of the words: then openSlot needs `senderPublicKey`. */
export function slotProvesWords(slot: Slot): boolean {
  return provesSender(slot.bytes)
}

export type OpenSlot = {
  conversationId: string
  record: Pick<GenerationRecord, 'number' | 'epochId' | 'commit'>
  slot: Slot
  /** The reader's pair: epoch, visit or keep. */
  pair: Pair
  /** The receipt public key, for a slot that proves the words. */
  senderPublicKey?: Bytes
  /** The generation before, when held. */
  previous?: GenerationKey
}

/**
 * Opens a slot and checks the key against the record's commitment. Throws
 * `malformed`, `unknown_suite`, `shut`, `wrong_key`, `sender_unproven`.
 *
 * `linked` says whether the maker held the generation before: true or false
 * when `previous` was given, undefined when that can't be known. A generation
 * that is neither linked nor proven by the words was made by somebody else.
 */
export async function openSlot(
  input: OpenSlot,
): Promise<{ generation: GenerationKey; linked: boolean | undefined }> {
  const { conversationId, record, slot, previous } = input
  insist(previous === undefined || previous.number === record.number - 1, 'bad_argument')
  const context = info(conversationId, record, slot)
  const plain = await openFrom(input.pair, context, slot.bytes, input.senderPublicKey)
  insist(plain.length === sizes.key + sizes.hash, 'malformed')
  const key = plain.slice(0, sizes.key)
  const link = plain.slice(sizes.key)
  insist(equalBytes(await commitTo(conversationId, record.number, key), record.commit), 'wrong_key')
  const linked = previous && equalBytes(await linkTo(previous, conversationId, record.commit), link)
  return { generation: { number: record.number, key, link }, linked }
}
