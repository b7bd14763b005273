import type { ContentOf } from '../../contracts/content.ts'
import { base64UrlToBytes, bytesToBase64Url, randomId } from '../../kernel/index.ts'
import {
  consentStatement,
  sealPacket,
  signConsent,
  verifyConsent,
  type PacketReceiver,
  type Pair,
  type Seen,
  type SignedConsent,
} from '../../sealing/index.ts'

type Ask = ContentOf<'consent-ask'>
type Answer = ContentOf<'consent-answer'>
type ReadBack = ContentOf<'consent-read-back'>

/** Why a yes is not taken as one. */
export type ConsentFault =
  | 'said_no'
  | 'other_words' // the statement is not the one these ticks on this ask make
  | 'bad_signature'
  | 'unknown_signer' // signed by a key that no visit of this conversation has shown
  | 'unchecked_signer' // by a visit that came back by words and that nobody has checked, or was sent away
  | 'nothing_ticked'
  | 'expired'

export type ConsentVerdict = { consent: SignedConsent } | { fault: ConsentFault }

function ticked(ask: Ask, keys: readonly string[]) {
  return ask.fields.filter(({ key }) => keys.includes(key))
}

/**
 * Whether an answer really is the yes of this conversation's seeker to exactly
 * this ask. `signers`: sign keys (base64url) of the visits, and whether each may
 * speak for the person.
 */
export async function judgeAnswer(
  ask: Ask,
  answer: Answer,
  signers: ReadonlyMap<string, boolean>,
  now: Date,
): Promise<ConsentVerdict> {
  if (!answer.yes) return { fault: 'said_no' }
  if (new Date(ask.until) <= now) return { fault: 'expired' }
  const fields = ticked(ask, answer.ticked)
  if (fields.length === 0) return { fault: 'nothing_ticked' }
  const statement = await consentStatement(ask, fields)
  if (fields.length !== answer.ticked.length || statement !== answer.statement)
    return { fault: 'other_words' }
  const allowed = signers.get(answer.signPublicKey)
  if (allowed === undefined) return { fault: 'unknown_signer' }
  if (!allowed) return { fault: 'unchecked_signer' }
  const signature = base64UrlToBytes(answer.signature)
  const signPublicKey = base64UrlToBytes(answer.signPublicKey)
  if (!signature || !signPublicKey) return { fault: 'bad_signature' }
  const consent: SignedConsent = { kind: 'tapped', statement, signature, signPublicKey }
  return (await verifyConsent(consent)) ? { consent } : { fault: 'bad_signature' }
}

/** The responder records a yes that was read back and given in the chat, naming that very message. */
export async function recordReadBack(
  ask: Ask,
  keys: readonly string[],
  signer: Pair,
  yesMessage: Seen,
): Promise<{ consent: SignedConsent; content: ReadBack }> {
  const consent = await signConsent(await consentStatement(ask, ticked(ask, keys)), signer, yesMessage)
  const content: ReadBack = {
    kind: 'consent-read-back',
    askId: ask.askId,
    ticked: ticked(ask, keys).map(({ key }) => key),
    statement: consent.statement,
    signature: bytesToBase64Url(consent.signature),
    signPublicKey: bytesToBase64Url(consent.signPublicKey),
    yesMessage,
  }
  return { consent, content }
}

/** A packet ready to leave: only what was ticked, sealed to the receiving team. */
export type PreparedReferral = {
  toTeamId: string
  epochId: string
  mailbox: string
  packet: string
  withdrawToken: string
  expiresAt: string
  sent: ContentOf<'referral-sent'>
}

/** Builds the packet from the ticked fields of the ask. Throws SealingError `outside_consent` or `forged`. */
export async function prepareReferral(input: {
  ask: Ask
  ticked: readonly string[]
  consent: SignedConsent
  receiver: PacketReceiver
}): Promise<PreparedReferral> {
  const { ask, consent, receiver } = input
  const mailbox = randomId()
  const withdrawToken = randomId()
  const fields = ticked(ask, input.ticked)
  const { bytes, replyPrivateKey } = await sealPacket({ receiver, mailbox, fields, consent })
  return {
    toTeamId: receiver.teamId,
    epochId: receiver.epochId,
    mailbox,
    packet: bytesToBase64Url(bytes),
    withdrawToken,
    expiresAt: ask.until,
    sent: {
      kind: 'referral-sent',
      askId: ask.askId,
      service: ask.to.service,
      mailbox,
      replyPrivateKey: bytesToBase64Url(replyPrivateKey),
      withdrawToken,
      until: ask.until,
    },
  }
}
