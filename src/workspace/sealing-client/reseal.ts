import { bytesToBase64Url } from '../../kernel/index.ts'
import { sealSlotFor } from '../../sealing/index.ts'
import type { Committed } from './readers.ts'
import type { GenerationKeys } from './generation-keys.ts'
import { decode } from './epoch-ring.ts'

/** How many slots go in one request. */
const most = 200

export type ResealedVisit = {
  /** Slots for the visit, in parts small enough to send. */
  parts: { number: number; bytes: string }[][]
  /** Generations that this member can't open, and so can't hand on. */
  left: number[]
}

/**
 * Seals every generation held to a visit that the responder has checked. The
 * visit's key is taken from its own envelope, never from the server's list;
 * undefined when it has written none that could be read.
 */
export async function resealToVisit(input: {
  conversationId: string
  visitId: string
  keys: GenerationKeys
  committed: Committed
}): Promise<ResealedVisit | undefined> {
  const { conversationId, visitId, keys, committed } = input
  const card = committed.visits.get(visitId)
  if (!card) return undefined
  const reader = { to: 'visit' as const, recipient: visitId, publicKey: decode(card.publicKey) }
  const slots: { number: number; bytes: string }[] = []
  for (const { generation, epochId } of keys.held()) {
    const record = { number: generation.number, epochId }
    const slot = await sealSlotFor({ conversationId, record, generation, reader })
    slots.push({ number: generation.number, bytes: bytesToBase64Url(slot.bytes) })
  }
  const parts = Array.from({ length: Math.ceil(slots.length / most) }, (_, i) =>
    slots.slice(i * most, (i + 1) * most),
  )
  return { parts, left: keys.shut() }
}
