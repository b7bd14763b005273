import type { Bytes, OuterKeys } from '../../kernel/index.ts'
import type { GenerationView } from '../../contracts/conversations.ts'
import { unwrapOuter, wrapOuter } from '../../sealing/index.ts'
import type { GenerationRow, SlotRow } from './generations.repository.ts'
import { shown } from './conversations.bytes.ts'

type Place = { conversationId: string } & Pick<SlotRow, 'number' | 'to' | 'recipient'>

/** Names the row, so that wrapped bytes open nowhere else. */
function context({ conversationId, number, to, recipient }: Place): string {
  return `conversations.slots/${conversationId}/${number}/${to}/${recipient}`
}

/** Wraps a slot once more under the outer key of the month in which its conversation is destroyed. */
export async function wrapSlot(keys: OuterKeys, month: string, place: Place, bytes: Bytes): Promise<SlotRow> {
  const { number, to, recipient } = place
  return { number, to, recipient, bytes: await wrapOuter(keys.forMonth(month), month, context(place), bytes) }
}

export function unwrapSlot(keys: OuterKeys, month: string, place: Place, bytes: Uint8Array): Promise<Bytes> {
  return unwrapOuter(keys.forMonth(month), month, context(place), new Uint8Array(bytes))
}

const noteContext = (conversationId: string) => `conversations.desk_notes/${conversationId}`

/** The same for what a desk has under way: it ends with the month of its conversation too. */
export function wrapNote(
  keys: OuterKeys,
  month: string,
  conversationId: string,
  bytes: Bytes,
): Promise<Bytes> {
  return wrapOuter(keys.forMonth(month), month, noteContext(conversationId), bytes)
}

export function unwrapNote(
  keys: OuterKeys,
  month: string,
  conversationId: string,
  bytes: Uint8Array,
): Promise<Bytes> {
  return unwrapOuter(keys.forMonth(month), month, noteContext(conversationId), new Uint8Array(bytes))
}

/** Generations as their reader gets them, the outer wrap taken off. */
export function viewGenerations(
  keys: OuterKeys,
  conversationId: string,
  rows: readonly GenerationRow[],
): Promise<GenerationView[]> {
  return Promise.all(
    rows.map(async (row) => {
      const { number, epochId, to, recipient } = row
      const place = { conversationId, number, to, recipient }
      const bytes = await unwrapSlot(keys, row.destroyMonth, place, row.slot)
      return {
        number,
        epochId,
        commit: shown(row.commit),
        slot: { to, recipient, bytes: shown(bytes) },
        ...(row.wordsPublicKey && { wordsPublicKey: shown(row.wordsPublicKey) }),
      }
    }),
  )
}
