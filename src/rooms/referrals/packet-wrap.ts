import { bytesToText, concatBytes, textToBytes, type Bytes, type OuterKeys } from '../../kernel/index.ts'
import { unwrapOuter, wrapOuter } from '../../sealing/index.ts'

/*
 * What is stored of a packet and of an answer: the sealed bytes, wrapped once
 * more under the outer key of the month in which they are to be destroyed. The
 * mailbox id rides inside the packet's wrap, since the receiving team needs it
 * to open and to answer, and nobody is to find it in the table.
 */

const idLength = 22
const packetContext = (referralId: string): string => `referral packet ${referralId}`
const answerContext = (referralId: string): string => `referral answer ${referralId}`

export type Wrap = { month: string; referralId: string }

export function wrapPacket(keys: OuterKeys, at: Wrap, mailbox: string, packet: Bytes): Promise<Bytes> {
  const bytes = concatBytes(textToBytes(mailbox), packet)
  return wrapOuter(keys.forMonth(at.month), at.month, packetContext(at.referralId), bytes)
}

export async function unwrapPacket(
  keys: OuterKeys,
  at: Wrap,
  wrapped: Uint8Array,
): Promise<{ mailbox: string; packet: Bytes }> {
  const context = packetContext(at.referralId)
  const bytes = await unwrapOuter(keys.forMonth(at.month), at.month, context, concatBytes(wrapped))
  return { mailbox: bytesToText(bytes.subarray(0, idLength)), packet: bytes.slice(idLength) }
}

export function wrapAnswer(keys: OuterKeys, at: Wrap, answer: Bytes): Promise<Bytes> {
  return wrapOuter(keys.forMonth(at.month), at.month, answerContext(at.referralId), answer)
}

export function unwrapAnswer(keys: OuterKeys, at: Wrap, wrapped: Uint8Array): Promise<Bytes> {
  return unwrapOuter(keys.forMonth(at.month), at.month, answerContext(at.referralId), concatBytes(wrapped))
}
