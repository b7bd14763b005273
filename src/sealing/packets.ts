import { base64UrlToBytes, bytesToBase64Url, bytesToText, textToBytes, type Bytes } from '../kernel/index.ts'
import type { Seen } from './body.ts'
import {
  packetMatchesConsent,
  readStatement,
  verifyConsent,
  type ConsentField,
  type ConsentTerms,
  type SignedConsent,
} from './consent.ts'
import { insist, SealingError } from './errors.ts'
import { openFrom, sealTo } from './hpke.ts'
import { createPair, exportPair, importPair, type Pair } from './keys.ts'
import { frame, pad, unpad } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** The receiving team's current epoch. */
export type PacketReceiver = { teamId: string; epochId: string; publicKey: Bytes }

export type Packet = { fields: readonly ConsentField[]; consent: SignedConsent }

export type OpenedPacket = Packet & {
  terms: ConsentTerms
  /** What the answer is sealed to. */
  replyPublicKey: Bytes
}

function packetInfo(teamId: string, epochId: string, mailbox: string): Bytes {
  return frame(labels.packet, teamId, epochId, mailbox)
}

/** Throws unless signature, receiver and every field stand by the consent. */
async function insistConsent({ fields, consent }: Packet, teamId: string): Promise<ConsentTerms> {
  insist(await verifyConsent(consent), 'forged')
  const read = readStatement(consent.statement)
  insist(read && read.to.teamId === teamId, 'outside_consent')
  insist(await packetMatchesConsent(fields, consent), 'outside_consent')
  const { askId, to, why, until } = read
  return { askId, to, why, until }
}

/**
 * Seals the consented fields to the receiving team under a key of its own.
 * Padded to 4, 16 or 64 KB. Refuses what was not agreed to (`outside_consent`,
 * `forged`). `replyPrivateKey` (97 bytes) opens the answer and belongs in the story.
 */
export async function sealPacket(
  input: Packet & { receiver: PacketReceiver; mailbox: string },
): Promise<{ bytes: Bytes; replyPrivateKey: Bytes }> {
  const { receiver, mailbox, fields, consent } = input
  await insistConsent(input, receiver.teamId)
  const reply = await createPair()
  const plain = JSON.stringify({
    fields: fields.map(({ key, label, value }) => ({ key, label, value })),
    consent: {
      kind: consent.kind,
      statement: consent.statement,
      signature: bytesToBase64Url(consent.signature),
      signPublicKey: bytesToBase64Url(consent.signPublicKey),
      ...(consent.kind === 'read-back' && { yesMessage: consent.yesMessage }),
    },
    replyPublicKey: bytesToBase64Url(reply.publicKey),
  })
  const info = packetInfo(receiver.teamId, receiver.epochId, mailbox)
  const bytes = await sealTo(receiver.publicKey, info, pad(textToBytes(plain), sizes.packet))
  return { bytes, replyPrivateKey: exportPair(reply) }
}

/**
 * Opens a packet and checks it against the consent inside. Throws `shut` for
 * another team, epoch or mailbox, `forged`, `outside_consent`, `malformed`.
 */
export async function openPacket(
  bytes: Bytes,
  receiver: { teamId: string; epochId: string; pair: Pair; mailbox: string },
): Promise<OpenedPacket> {
  const info = packetInfo(receiver.teamId, receiver.epochId, receiver.mailbox)
  const plain = unpad(await openFrom(receiver.pair, info, bytes), sizes.packet)
  const packet = readPacket(plain)
  return { ...packet, terms: await insistConsent(packet, receiver.teamId) }
}

type PacketJson = {
  fields: ConsentField[]
  consent: { kind: string; statement: string; signature: string; signPublicKey: string; yesMessage?: Seen }
  replyPublicKey: string
}

function readPacket(plain: Bytes): Packet & { replyPublicKey: Bytes } {
  const { fields, consent, replyPublicKey } = parse(plain) as PacketJson
  insist(
    Array.isArray(fields) && fields.every(isField) && typeof consent === 'object' && consent !== null,
    'malformed',
  )
  const { kind, statement, yesMessage } = consent
  insist(typeof statement === 'string', 'malformed')
  insist(kind === 'tapped' || (kind === 'read-back' && isSeen(yesMessage)), 'malformed')
  const signed = {
    statement,
    signature: decode(consent.signature, sizes.signature),
    signPublicKey: decode(consent.signPublicKey, sizes.publicKey),
  }
  return {
    fields: fields.map(({ key, label, value }) => ({ key, label, value })),
    consent:
      kind === 'tapped'
        ? { kind, ...signed }
        : { kind: 'read-back', ...signed, yesMessage: yesMessage as Seen },
    replyPublicKey: decode(replyPublicKey, sizes.publicKey),
  }
}

function isField(field: Partial<Record<string, unknown>> | null): boolean {
  return ['key', 'label', 'value'].every((name) => typeof field?.[name] === 'string')
}

function isSeen(value: unknown): value is Seen {
  const { writer, sequence, hash } = (value ?? {}) as Record<string, unknown>
  return (
    typeof writer === 'string' &&
    typeof hash === 'string' &&
    Number.isInteger(sequence) &&
    Number(sequence) > 0
  )
}

function parse(bytes: Bytes): unknown {
  try {
    const value: unknown = JSON.parse(bytesToText(bytes))
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The one answer below serves both.
  }
  throw new SealingError('malformed')
}

function decode(text: unknown, length: number): Bytes {
  const bytes = typeof text === 'string' ? base64UrlToBytes(text) : undefined
  insist(bytes?.length === length, 'malformed')
  return bytes
}

/** What a provider answers; `reason` goes to the responder, never to a list. */
export type ReferralAnswer = { accepted: boolean; reason?: string; [detail: string]: unknown }

/** Seals the answer to the packet's one-use reply key, for its mailbox. Padded to 1 or 4 KB. */
export function sealAnswer(replyPublicKey: Bytes, mailbox: string, answer: ReferralAnswer): Promise<Bytes> {
  const padded = pad(textToBytes(JSON.stringify(answer)), sizes.answer)
  return sealTo(replyPublicKey, frame(labels.answer, mailbox), padded)
}

/** Throws `shut` for another packet's or mailbox's answer. */
export async function openAnswer(
  replyPrivateKey: Bytes,
  mailbox: string,
  bytes: Bytes,
): Promise<ReferralAnswer> {
  const plain = await openFrom(importPair(replyPrivateKey), frame(labels.answer, mailbox), bytes)
  const answer = parse(unpad(plain, sizes.answer)) as ReferralAnswer
  insist(typeof answer.accepted === 'boolean', 'malformed')
  insist(answer.reason === undefined || typeof answer.reason === 'string', 'malformed')
  return answer
}
