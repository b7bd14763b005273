import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import type { Pair } from './keys.ts'
import {
  commitTo,
  linkTo,
  type GenerationKey,
  type GenerationRecord,
  type Slot,
  type SlotReader,
} from './generation-keys.ts'
import { randomBytes } from './primitives.ts'
import { sealSlot } from './slots.ts'
import { sizes } from './suite.ts'

export type NewGeneration = {
  conversationId: string
  /** 1, 2, 3 … */
  number: number
  /** The team's current epoch; always gets a slot. */
  epoch: { id: string; publicKey: Bytes }
  /** The visits, and the keep key where there is one. */
  recipients: readonly (SlotReader & { publicKey: Bytes })[]
  /** The generation before, when the writer holds it. */
  previous?: GenerationKey
  /** The receipt pair of someone who comes back by words: proves to the team that the words were known. */
  senderReceiptKey?: Pair
}

/** A new generation with slots for the team's epoch and every recipient. Seal the next envelope under it. */
export async function newGeneration(
  input: NewGeneration,
): Promise<{ generation: GenerationKey; record: GenerationRecord }> {
  const { conversationId, number, epoch, previous, senderReceiptKey } = input
  insist(number >= 1 && (previous === undefined || previous.number === number - 1), 'bad_argument')
  const key = randomBytes(sizes.key)
  const commit = await commitTo(conversationId, number, key)
  const link = previous ? await linkTo(previous, conversationId, commit) : new Uint8Array(sizes.hash)
  const generation = { number, key, link }
  const record = { number, epochId: epoch.id, commit }
  const team = { to: 'team' as const, recipient: epoch.id, publicKey: epoch.publicKey }
  const slots = await Promise.all([
    sealSlot(conversationId, record, generation, team, senderReceiptKey),
    ...input.recipients.map((reader) => sealSlot(conversationId, record, generation, reader)),
  ])
  return { generation, record: { ...record, slots } }
}

/** A record as JSON: bytes become base64url. */
export type GenerationRecordJson = {
  number: number
  epochId: string
  commit: string
  slots: { to: Slot['to']; recipient: string; bytes: string }[]
}

export function generationToJson(record: GenerationRecord): GenerationRecordJson {
  return {
    number: record.number,
    epochId: record.epochId,
    commit: bytesToBase64Url(record.commit),
    slots: record.slots.map((slot) => ({ ...slot, bytes: bytesToBase64Url(slot.bytes) })),
  }
}

/** Throws `malformed` for text that is not base64url. */
export function generationFromJson(json: GenerationRecordJson): GenerationRecord {
  return {
    number: json.number,
    epochId: json.epochId,
    commit: decode(json.commit),
    slots: json.slots.map((slot) => ({ ...slot, bytes: decode(slot.bytes) })),
  }
}

function decode(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  insist(bytes, 'malformed')
  return bytes
}
