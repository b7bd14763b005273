import { referralAnswer, type ReferralAnswer } from '../../contracts/referrals.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { openAnswer, openPacket, sealAnswer, type OpenedPacket, type Pair } from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'

/** Opens what a service answered. Throws SealingError, or a ZodError for an answer of another shape. */
export async function readAnswer(
  sent: { replyPrivateKey: string; mailbox: string },
  answer: string,
): Promise<ReferralAnswer> {
  const opened = await openAnswer(decode(sent.replyPrivateKey), sent.mailbox, decode(answer))
  return referralAnswer.parse(opened)
}

/** Opens a referral with the receiving team's epoch; the consent inside is verified against every field. */
export function readPacket(
  packet: string,
  receiver: { teamId: string; epochId: string; pair: Pair; mailbox: string },
): Promise<OpenedPacket> {
  return openPacket(decode(packet), receiver)
}

/** Seals a service's answer to the packet's one-use reply key. */
export async function writeAnswer(
  packet: Pick<OpenedPacket, 'replyPublicKey'>,
  mailbox: string,
  answer: ReferralAnswer,
): Promise<string> {
  const fields = Object.fromEntries(
    Object.entries(referralAnswer.parse(answer)).filter(([, v]) => v !== undefined),
  )
  return bytesToBase64Url(
    await sealAnswer(packet.replyPublicKey, mailbox, { accepted: answer.accepted, ...fields }),
  )
}
