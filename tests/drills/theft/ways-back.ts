import * as conversations from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url, randomId } from '../../../src/kernel/index.ts'
import {
  deriveKeep,
  deriveReceipt,
  newReceipt,
  sealSlotFor,
  type Receipt,
} from '../../../src/sealing/index.ts'
import type { Seeker } from '../../support/line/seeker.ts'

/** What a person keeps: six words (their receipt) and a second secret. */
export type Kept = { receipt: Receipt; second: string }

/** The person makes six words and a second secret, as the conversation script does. */
export async function keepWaysBack(seeker: Seeker): Promise<Kept> {
  const { client, conversationId, ticketId } = seeker
  const kept = { receipt: newReceipt(), second: `the blue door ${randomId()}` }
  const { lookupId, token, pair } = await deriveReceipt(kept.receipt)
  const words = {
    lookupId: bytesToBase64Url(lookupId),
    token: bytesToBase64Url(token),
    publicKey: bytesToBase64Url(pair.publicKey),
  }
  await client.call(conversations.registerWords, words, { ticket: ticketId })
  const keep = await deriveKeep(kept.receipt, kept.second)
  const keepId = randomId()
  const { generations } = await seeker.readAll()
  const slots = []
  for (const { number, epochId } of generations) {
    const generation = seeker.pen.generations.get(number)
    if (!generation) continue
    const reader = { to: 'keep' as const, recipient: keepId, publicKey: keep.pair.publicKey }
    const { bytes } = await sealSlotFor({ conversationId, record: { number, epochId }, generation, reader })
    slots.push({ number, bytes: bytesToBase64Url(bytes) })
  }
  const second = {
    keepId,
    token: bytesToBase64Url(keep.keepToken),
    publicKey: bytesToBase64Url(keep.pair.publicKey),
    slots,
  }
  await client.call(conversations.registerKeep, second, { ticket: ticketId })
  return kept
}
