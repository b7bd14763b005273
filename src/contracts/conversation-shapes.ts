import * as z from 'zod'
import { bytes, id, moment } from './route.ts'

/*
 * Shapes that the seeker's side and the desk share. Bytes are base64url; what
 * is inside them is the affair of `sealing` and of the two sides alone.
 */

/** The wire bytes of one envelope: 365, 1133, 4205 or 16493 of them. */
export const envelopeBytes = bytes(16_493)

/**
 * Of whoever comes in a crowd: the challenge that `conversations.crowded` gave
 * (37 bytes), with the answer to its work (32 bytes) or, once its turn came, without.
 */
export const proof = z.object({ challenge: bytes(37), answer: bytes(32).optional() })
export type Proof = z.infer<typeof proof>

/** The facts of `conversations.crowded`. Waiting `retryAfter` seconds serves as well as the work. */
export const crowdedFacts = z.object({
  /** Absent when this network waits for too much already: try again later. */
  challenge: bytes(37).optional(),
  /** The work may be done instead of waiting. */
  work: z.boolean().optional(),
  retryAfter: z.int(),
})

/** A language as a BCP 47 tag. */
export const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)

/** A region of the line, as the installation names it (`on`, `national`). */
export const region = z.string().regex(/^[a-z0-9-]{1,40}$/)

/** The public half of a visit: `publicKey` opens slots, `signPublicKey` verifies consent (uncompressed P-256, 65 bytes). */
export const visitKeys = z.object({ id, publicKey: bytes(65), signPublicKey: bytes(65) })

/** What the server must hold for a tab to survive a reload: its half of the ticket key, 32 bytes. */
export const ticketHalf = z.object({ ticketId: id, serverHalf: bytes(32) })

/** `member` was sealed to one reader by break-glass; no generation is taken that begins with one. */
export const slot = z.object({
  to: z.enum(['team', 'visit', 'keep', 'member']),
  recipient: id,
  bytes: bytes(400),
})

/** A new generation as its maker sends it; one `team` slot, one per live visit, one `keep` slot where there is a second secret. */
export const generationRecord = z.object({
  number: z.int().positive().max(1_000_000),
  epochId: id,
  commit: bytes(32),
  slots: z.array(slot).min(1).max(34),
})
export type GenerationRecordInput = z.infer<typeof generationRecord>

/**
 * A generation as one reader gets it. `slot` is that reader's own: the team's
 * at the desk, the visit's (or the second secret's, once opened) for a seeker.
 * `wordsPublicKey` (65 bytes) is there when the maker came back by words: the
 * team's slot then opens with it as the sender's key.
 */
export const generationView = z.object({
  number: z.int(),
  epochId: id,
  commit: bytes(32),
  slot,
  wordsPublicKey: bytes(65).optional(),
})
export type GenerationView = z.infer<typeof generationView>

/** Positions start at 1 and rise by one in the order of display. */
export const envelopeView = z.object({ position: z.int(), at: moment, bytes: envelopeBytes })
export type EnvelopeView = z.infer<typeof envelopeView>

/** Durable when it arrives. A retry of the same envelope gets the first acknowledgement again. */
export const acknowledgement = z.object({ position: z.int(), at: moment })
export type Acknowledgement = z.infer<typeof acknowledgement>

/** The team to seal to, with the public half of its current epoch (65 bytes). */
export const line = z.object({ teamId: id, epochId: id, epochPublicKey: bytes(65) })
export type Line = z.infer<typeof line>

/** Who else must get a slot in the next generation, beside the team. */
export const recipient = z.object({ to: z.enum(['visit', 'keep']), recipient: id, publicKey: bytes(65) })
export type Recipient = z.infer<typeof recipient>

/**
 * The facts of `conversations.key_superseded`. With `adopt`, seal the same
 * content again under that generation; without it, make `generation + 1` for
 * the team's epoch and every recipient and send it with the envelope.
 */
export const supersededFacts = z.object({
  generation: z.int().nonnegative(),
  epochId: id,
  epochPublicKey: bytes(65),
  recipients: z.array(recipient),
  adopt: generationView.optional(),
})
export type SupersededFacts = z.infer<typeof supersededFacts>

/** At most this many envelopes in one answer. */
export const pageSize = 100

export const after = z.int().nonnegative().max(2_147_483_647).default(0)
export const limit = z.int().min(1).max(pageSize).default(pageSize)

export const howReturned = z.enum(['first', 'words', 'second'])

/** What is said of the copies of a conversation that was deleted, or would be now. */
export const burnDays = z.object({
  /** The last day on which a copy of it, in a backup say, may still open for anybody. */
  goneBy: z.iso.date().optional(),
  /** A legal hold stands: it is shut to everybody, and destroyed only after this day. */
  heldUntil: z.iso.date().optional(),
})
export type BurnDays = z.infer<typeof burnDays>
