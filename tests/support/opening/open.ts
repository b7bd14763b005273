import type { Bytes, OuterKeys } from '../../../src/kernel/index.ts'
import { unwrapSlot } from '../../../src/rooms/conversations/conversations.slots.ts'
import { createThread, openSlot, type GenerationKey, type Pair } from '../../../src/sealing/index.ts'
import type { Loot, SlotRow } from './loot.ts'

/** Keys that an attacker has, whatever they are keys of: each is tried on everything. */
export type AttackKeys = {
  /** By month, as far as it is known of which; otherwise tried for every month in `months`. */
  outer: readonly { month?: string; key: Bytes }[]
  months: readonly string[]
  pairs: readonly Pair[]
}

export type Opened = { conversationId: string; contents: unknown[] }

const exact = (bytes: Uint8Array): Bytes => new Uint8Array(bytes)

/** Opens every message that opens; by conversation, with what was said. */
export async function openLoot(loot: Loot, keys: AttackKeys): Promise<Opened[]> {
  const opened: Opened[] = []
  const ids = new Set(loot.slots.map(({ conversationId }) => conversationId))
  for (const conversationId of ids) {
    const found = await generationsOf(loot, conversationId, keys)
    if (found.size === 0) continue
    const thread = createThread({ conversationId, keyOf: (number) => found.get(number) })
    for (const envelope of loot.envelopes)
      if (envelope.conversationId === conversationId) await thread.add(exact(envelope.bytes))
    const contents = thread.entries.flatMap(({ body }) => (body ? [body.content] : []))
    if (contents.length > 0) opened.push({ conversationId, contents })
  }
  return opened
}

/** How many messages were opened in all. */
export const countOf = (opened: readonly Opened[]): number =>
  opened.reduce((sum, { contents }) => sum + contents.length, 0)

async function generationsOf(
  loot: Loot,
  conversationId: string,
  keys: AttackKeys,
): Promise<Map<number, GenerationKey>> {
  const found = new Map<number, GenerationKey>()
  for (const slot of loot.slots) {
    if (slot.conversationId !== conversationId || found.has(slot.number)) continue
    for (const sealed of await unwrapped(slot, keys)) {
      const generation = await openedBy(loot, slot, sealed, keys.pairs)
      if (generation) found.set(slot.number, generation)
    }
  }
  return found
}

/** The slot without its outer wrap, by every key for every month; and as it lies there, in case it never had one. */
async function unwrapped(slot: SlotRow, { outer, months }: AttackKeys): Promise<Bytes[]> {
  const all: Bytes[] = [exact(slot.bytes)]
  for (const { month, key } of outer) {
    const port: OuterKeys = { forMonth: () => key, lookup: key, staff: key, audit: key }
    for (const each of month === undefined ? months : [month]) {
      const bytes = await unwrapSlot(port, each, slot, slot.bytes).catch(() => undefined)
      if (bytes) all.push(bytes)
    }
  }
  return all
}

async function openedBy(
  loot: Loot,
  slot: SlotRow,
  bytes: Bytes,
  pairs: readonly Pair[],
): Promise<GenerationKey | undefined> {
  const { conversationId, number, to, recipient } = slot
  const row = loot.generations.find(
    (each) => each.conversationId === conversationId && each.number === number,
  )
  if (!row) return undefined
  const record = { number, epochId: row.epochId, commit: exact(row.commitment) }
  const senders = row.wordsPublicKey ? [{ senderPublicKey: exact(row.wordsPublicKey) }, {}] : [{}]
  for (const pair of pairs) {
    for (const sender of senders) {
      const input = { conversationId, record, slot: { to, recipient, bytes }, pair, ...sender }
      const opened = await openSlot(input).catch(() => undefined)
      if (opened) return opened.generation
    }
  }
  return undefined
}
