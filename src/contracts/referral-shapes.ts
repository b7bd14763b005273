import * as z from 'zod'
import { bytes, id, moment } from './route.ts'

/** What a service is asked for. There is no free text, so nothing about a person can slip in. */
export const askKinds = ['bed', 'appointment', 'call_back', 'other'] as const

/** Why a service says no, to an ask (in the clear) or to a referral (inside the sealed answer only). */
export const declineReasons = [
  'full',
  'does_not_fit',
  'no_staff',
  'closed_then',
  'cannot_keep_safe',
  'too_far',
  'other',
] as const
export type DeclineReason = (typeof declineReasons)[number]

/**
 * `asked` no answer yet · `held` yes, until `holdUntil` · `refused` no, with `reason` · `taken` the hold became
 * an accepted referral · `cancelled` by those who asked · `released` by the service · `ended` the hold's time
 * ran out · `lapsed` nobody answered in time.
 */
export const askStates = [
  'asked',
  'held',
  'refused',
  'taken',
  'cancelled',
  'released',
  'ended',
  'lapsed',
] as const

/** Open: `sent`, `opened`, `accepted`, `connected`. Closed, the packet erased: `declined`, `expired`, `withdrawn`. */
export const referralStates = [
  'sent',
  'opened',
  'accepted',
  'connected',
  'declined',
  'expired',
  'withdrawn',
] as const

/** How long a hold may last, in minutes; the least and the most. */
export const holdBounds = { least: 15, most: 1_440 } as const

/** The longest a packet may stay readable, in days. */
export const longestPacketDays = 7

/** Minutes of a hold, from now. */
export const holdMinutes = z.int().min(holdBounds.least).max(holdBounds.most)
/** Where the next page begins, as the page before gave it. */
export const page = z
  .string()
  .max(80)
  .regex(/^[\w:.~-]+$/)

/** What is asked for, as it is sent and as it is shown. */
export const askFields = {
  serviceId: id,
  kind: z.enum(askKinds),
  people: z.int().min(1).max(9),
  /** From when it is needed. */
  from: moment,
  /** Until when it is needed or, for an appointment or a call, the latest time. */
  until: moment,
}

/** A capacity ask as both sides see it. */
export const ask = z.object({
  askId: id,
  ...askFields,
  fromTeamId: id,
  toTeamId: id,
  state: z.enum(askStates),
  askedAt: moment,
  answeredAt: moment.optional(),
  /** Only with `held` and what follows from it. */
  holdUntil: moment.optional(),
  /** Only with `refused`. */
  reason: z.enum(declineReasons).optional(),
  /** `asked` for longer than REFERRALS_ANSWER_SECONDS: offer the next service. */
  unanswered: z.boolean(),
})
export type Ask = z.infer<typeof ask>

/** A referral as the receiving team's list shows it: times and states, nothing of the packet. */
export const referralSummary = z.object({
  referralId: id,
  toTeamId: id,
  /** The epoch of the receiving team to which the packet is sealed. */
  epochId: id,
  /** The ask whose hold this packet follows, if any. */
  askId: id.optional(),
  state: z.enum(referralStates),
  sentAt: moment,
  openedAt: moment.optional(),
  answeredAt: moment.optional(),
  connectedAt: moment.optional(),
  closedAt: moment.optional(),
  expiresAt: moment,
  /** The last day on which a copy of the packet, in a backup say, may still open for anybody. */
  goneBy: z.iso.date(),
})
export type ReferralSummary = z.infer<typeof referralSummary>

/** What a sealed answer says (`sealAnswer`, `openAnswer`). The other side may be hostile: check it on arrival. */
export const referralAnswer = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    /** How to arrive: where to ring, whom to ask for. */
    note: z.string().trim().max(500).optional(),
  }),
  z.object({
    accepted: z.literal(false),
    reason: z.enum(declineReasons),
    note: z.string().trim().max(500).optional(),
  }),
])
export type ReferralAnswer = z.infer<typeof referralAnswer>

/**
 * A mailbox as the responder sees it. `answered` says neither yes nor no: that is in the sealed answer.
 * `unanswered`: nothing for REFERRALS_ANSWER_SECONDS, offer the next service. `closed`: expired, withdrawn or unknown.
 */
export const mailboxView = z.object({
  mailbox: id,
  state: z.enum(['sent', 'opened', 'unanswered', 'answered', 'connected', 'closed']),
  /** Whether `takeAnswer` has something to give. */
  hasAnswer: z.boolean(),
  openedAt: moment.optional(),
  /** Only with `closed`; absent for a mailbox that is not, or no longer, known. */
  because: z.enum(['expired', 'withdrawn']).optional(),
})
export type MailboxView = z.infer<typeof mailboxView>

/** A mailbox as the seeker sees it: `answer` for a yes and for a no alike, until they tap. */
export const seekerMailboxView = z.object({
  mailbox: id,
  state: z.enum(['waiting', 'answer', 'connected', 'closed']),
  /** Whether the service has opened what was sent. */
  opened: z.boolean(),
  hasAnswer: z.boolean(),
  because: z.enum(['expired', 'withdrawn']).optional(),
})
export type SeekerMailboxView = z.infer<typeof seekerMailboxView>

export const packetBytes = bytes(70_000)
export const answerBytes = bytes(6_000)

/**
 * What the streams of staff forward, each as `{k, …}` with ids only. `team`: something changed in the asks or
 * referrals of that team, in either direction: fetch the lists again. `mailbox`: a mailbox with this tag
 * (`mailboxTag`) changed: those who know the mailbox fetch its state again.
 */
export const referralEvent = z.discriminatedUnion('k', [
  z.object({ k: z.literal('team'), t: id }),
  z.object({ k: z.literal('mailbox'), m: id }),
])
export type ReferralEvent = z.infer<typeof referralEvent>
