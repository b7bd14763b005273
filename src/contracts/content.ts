import * as z from 'zod'
import { bytes, id, moment } from './route.ts'

/*
 * What lies inside an envelope, once it is opened. The server never sees these;
 * the two sides check them on arrival, because the other side may be hostile.
 */

const line = (maximum: number) => z.string().trim().min(1).max(maximum)

/** The longest message a person can send, in UTF-16 units; the text box says how many are left. */
export const longestText = 4_000

export const textContent = z.object({ kind: z.literal('text'), text: z.string().min(1).max(longestText) })

/** A service as it is offered into a conversation: plain text in the seeker's language, never a confidential address. */
export const card = z.object({
  serviceId: id,
  name: line(200),
  organisation: line(200),
  what: line(600),
  when: z.string().max(400),
  forWhom: z.string().max(400),
  bring: z.string().max(400),
  /** Whether it shares with police or border services, and when. */
  sharing: z.string().max(400),
  /** That nobody of the line has vetted it; absent where somebody has. */
  caution: z.string().max(200).optional(),
  contact: z.string().max(200).optional(),
  area: z.string().max(200).optional(),
})
export type Card = z.infer<typeof card>

export const cardsContent = z.object({ kind: z.literal('cards'), cards: z.array(card).min(1).max(5) })

export const consentField = z.object({
  key: z.string().regex(/^[a-z_]{1,40}$/),
  label: line(120),
  value: line(2_000),
})

export const consentAskContent = z.object({
  kind: z.literal('consent-ask'),
  askId: id,
  to: z.object({ teamId: id, organisation: line(200), service: line(200) }),
  why: line(400),
  until: moment,
  fields: z.array(consentField).min(1).max(12),
})

export const consentAnswerContent = z.object({
  kind: z.literal('consent-answer'),
  askId: id,
  yes: z.boolean(),
  ticked: z.array(z.string().max(40)).max(12),
  /** The canonical statement that was signed (sealing, `consentStatement`). */
  statement: z.string().max(6_000),
  signature: bytes(64),
  signPublicKey: bytes(65),
})

/** The responder read the fields back and the person said yes in the chat; names that very message. */
export const consentReadBackContent = z.object({
  kind: z.literal('consent-read-back'),
  askId: id,
  ticked: z.array(z.string().max(40)).max(12),
  statement: z.string().max(6_000),
  signature: bytes(64),
  signPublicKey: bytes(65),
  yesMessage: z.object({ writer: id, sequence: z.int().nonnegative(), hash: bytes(32) }),
})

export const holdContent = z.object({ kind: z.literal('hold'), service: line(200), until: moment })

/** A packet has left, with the person's yes. Holds what is needed to read the answer and to take the packet back. */
export const referralSentContent = z.object({
  kind: z.literal('referral-sent'),
  askId: id,
  service: line(200),
  mailbox: id,
  replyPrivateKey: bytes(200),
  withdrawToken: id,
  until: moment,
})

export const leftMessageContent = z.object({
  kind: z.literal('left-message'),
  text: z.string().min(1).max(longestText),
  safeTime: z.string().max(200).optional(),
  safeWay: z.string().max(200).optional(),
})

export const returnedContent = z.object({ kind: z.literal('returned'), how: z.enum(['words', 'second']) })
export const keepContent = z.object({ kind: z.literal('keep'), publicKey: bytes(65) })
export const wordsSeenContent = z.object({ kind: z.literal('words-seen') })

export const content = z.discriminatedUnion('kind', [
  textContent,
  cardsContent,
  consentAskContent,
  consentAnswerContent,
  consentReadBackContent,
  holdContent,
  referralSentContent,
  leftMessageContent,
  returnedContent,
  keepContent,
  wordsSeenContent,
])
export type Content = z.infer<typeof content>
export type ContentOf<Kind extends Content['kind']> = Extract<Content, { kind: Kind }>
