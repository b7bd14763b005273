import * as z from 'zod'
import { bytes, done, id, moment, route } from './route.ts'

/*
 * Capacity is asked first, without anything about a person; then, with the
 * person's yes, a sealed packet goes to the receiving team; the answer comes
 * back sealed into a mailbox. No request or row joins a packet to a conversation.
 *
 * A mailbox is a random id made by the responder's client; knowing it is the
 * right to look into it. It travels in bodies only. Live events name its tag
 * (`mailboxTag`), never the id.
 */

/** What a service is asked for. There is no free text, so nothing about a person can slip in. */
export const askKinds = ['bed', 'appointment', 'call-back', 'other'] as const

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

const holdMinutes = z.int().min(holdBounds.least).max(holdBounds.most)
/** Where the next page begins, as the page before gave it. */
const page = z
  .string()
  .max(80)
  .regex(/^[\w:.~-]+$/)

const askFields = {
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
  /** `asked` for longer than REFERRALS_ANSWER_MINUTES: offer the next service. */
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
 * `unanswered`: nothing for REFERRALS_ANSWER_MINUTES, offer the next service. `closed`: expired, withdrawn or unknown.
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

const askers = { roles: ['responder', 'supervisor', 'coordinator'] } as const
const providers = { roles: ['provider'] } as const
const packetBytes = bytes(70_000)
const answerBytes = bytes(6_000)

/* ---- The line's side ---- */

/** Which of these services can receive asks and packets, and with which key. One that is not in the answer: phone hand-over only. */
export const receiversOf = route({
  id: 'referrals.receivers_of',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/receivers',
  access: 'staff',
  summary: 'Which services have a team with a key that can receive asks and packets.',
  input: z.object({ serviceIds: z.array(id).min(1).max(50) }),
  output: z.object({
    receivers: z.array(z.object({ serviceId: id, teamId: id, epochId: id, epochPublicKey: bytes(65) })),
  }),
  errors: [],
})

/** Says which team receives for a service, or (without `teamId`) that none does. */
export const setReceiver = route({
  id: 'referrals.set_receiver',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/receivers/set',
  access: { roles: ['coordinator', 'administrator'] },
  summary: 'Names the team that receives asks and packets for a service.',
  input: z.object({ serviceId: id, teamId: id.optional() }),
  output: done,
  errors: ['referrals.not_allowed', 'referrals.phone_only'],
})

/** Asks a service for capacity. `askId` is made by the client; the same ask sent again is acknowledged again. */
export const askCapacity = route({
  id: 'referrals.ask_capacity',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/asks/ask',
  access: askers,
  summary: 'Asks a service for capacity, without anything about a person.',
  input: z.object({ askId: id, fromTeamId: id, ...askFields }),
  output: z.object({ ask }),
  errors: [
    'referrals.not_allowed',
    'referrals.phone_only',
    'referrals.bad_times',
    'referrals.already_used',
    'referrals.too_many',
  ],
})

export const listAsks = route({
  id: 'referrals.list_asks',
  method: 'get',
  origin: 'workspace',
  path: '/api/referrals/asks',
  access: askers,
  summary: 'What my teams have asked, newest first, with answers and holds.',
  input: z.object({ page: page.optional() }),
  output: z.object({ asks: z.array(ask), next: page.optional() }),
  errors: [],
})

export const cancelAsk = route({
  id: 'referrals.cancel_ask',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/asks/cancel',
  access: askers,
  summary: 'Takes an ask back and gives up its hold.',
  input: z.object({ askId: id }),
  output: z.object({ ask }),
  errors: ['referrals.not_found', 'referrals.ask_closed'],
})

/**
 * Sends a sealed, consented packet. The same mailbox with the same bytes is acknowledged again.
 * `referrals.key_superseded` carries `{epochId, epochPublicKey}`: seal again to that key and send.
 */
export const sendReferral = route({
  id: 'referrals.send',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/send',
  access: askers,
  summary: 'Sends a sealed packet to a receiving team. Nothing in the request names a conversation.',
  input: z.object({
    toTeamId: id,
    epochId: id,
    mailbox: id,
    packet: packetBytes.min(100),
    /** `withdrawTokenHash(token)`. */
    withdrawTokenHash: bytes(32).length(43),
    /** Until when the person's yes holds; at most seven days from now. */
    expiresAt: moment,
    /** The ask whose hold this follows, if there is one. */
    holdAskId: id.optional(),
  }),
  output: z.object({ sentAt: moment, expiresAt: moment }),
  errors: [
    'referrals.phone_only',
    'referrals.key_superseded',
    'referrals.bad_times',
    'referrals.hold_over',
    'referrals.already_used',
    'referrals.too_many',
  ],
})

export const mailboxStatus = route({
  id: 'referrals.mailbox_status',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/mailboxes',
  access: askers,
  summary: 'How referrals stand, by mailbox.',
  input: z.object({ mailboxes: z.array(id).min(1).max(50) }),
  output: z.object({ mailboxes: z.array(mailboxView) }),
  errors: ['referrals.too_many'],
})

export const takeAnswer = route({
  id: 'referrals.take_answer',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/mailboxes/answer',
  access: askers,
  summary: 'The sealed answer in a mailbox.',
  input: z.object({ mailbox: id }),
  output: z.object({ answer: answerBytes }),
  errors: ['referrals.no_answer', 'referrals.too_many'],
})

/** Takes a packet back. What is closed already stays so: that is `done` too. */
export const withdrawReferral = route({
  id: 'referrals.withdraw',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/withdraw',
  access: askers,
  summary: 'Withdraws a packet at the person’s wish; it is erased.',
  input: z.object({ mailbox: id, withdrawToken: id }),
  output: done,
  errors: ['referrals.not_found', 'referrals.too_many'],
})

/* ---- The provider's side ---- */

export const inbox = route({
  id: 'referrals.inbox',
  method: 'get',
  origin: 'workspace',
  path: '/api/referrals/inbox',
  access: providers,
  summary: 'What waits for my teams: open asks and holds, referrals not yet closed; oldest first.',
  input: z.object({}),
  output: z.object({
    asks: z.array(ask),
    referrals: z.array(referralSummary),
    /** More is waiting than the hundred of each that are shown. */
    more: z.boolean(),
  }),
  errors: [],
})

export const answerAsk = route({
  id: 'referrals.answer_ask',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/asks/answer',
  access: providers,
  summary: 'Says yes to an ask, with a hold that has an end, or no with a reason.',
  input: z.object({
    askId: id,
    answer: z.discriminatedUnion('yes', [
      z.object({ yes: z.literal(true), holdMinutes }),
      z.object({ yes: z.literal(false), reason: z.enum(declineReasons) }),
    ]),
  }),
  output: z.object({ ask }),
  errors: ['referrals.not_found', 'referrals.already_answered', 'referrals.ask_closed'],
})

/** The hold then ends `holdMinutes` from now, never sooner than it would have. */
export const extendHold = route({
  id: 'referrals.extend_hold',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/asks/extend',
  access: providers,
  summary: 'Keeps a hold longer.',
  input: z.object({ askId: id, holdMinutes }),
  output: z.object({ ask }),
  errors: ['referrals.not_found', 'referrals.hold_over'],
})

export const releaseHold = route({
  id: 'referrals.release_hold',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/asks/release',
  access: providers,
  summary: 'Gives a hold up before its end; those who asked are told.',
  input: z.object({ askId: id }),
  output: z.object({ ask }),
  errors: ['referrals.not_found', 'referrals.hold_over'],
})

export const listReferrals = route({
  id: 'referrals.list',
  method: 'get',
  origin: 'workspace',
  path: '/api/referrals',
  access: providers,
  summary: 'Referrals to my teams, newest first, closed ones too.',
  input: z.object({ page: page.optional() }),
  output: z.object({ referrals: z.array(referralSummary), next: page.optional() }),
  errors: [],
})

/** Each opening is written into the audit. */
export const openReferral = route({
  id: 'referrals.open',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/open',
  access: providers,
  summary: 'The sealed packet, for the receiving team to open with its epoch key.',
  input: z.object({ referralId: id }),
  output: z.object({
    referral: referralSummary,
    packet: packetBytes,
    /** Part of the sealing's context: `openPacket` and `sealAnswer` take it. */
    mailbox: id,
  }),
  errors: ['referrals.not_found', 'referrals.closed'],
})

/** `bytes` is `sealAnswer` over `referralAnswer`. The same answer sent again is acknowledged again. */
export const answerReferral = route({
  id: 'referrals.answer',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/answer',
  access: providers,
  summary: 'Accepts or declines; the words go sealed into the mailbox. A decline erases the packet at once.',
  input: z.object({
    referralId: id,
    answer: z.enum(['accepted', 'declined']),
    bytes: answerBytes.min(100),
  }),
  output: z.object({ referral: referralSummary }),
  errors: ['referrals.not_found', 'referrals.not_opened', 'referrals.already_answered', 'referrals.closed'],
})

/** Only the person or the provider says this; a responder has no route for it. */
export const sayConnected = route({
  id: 'referrals.say_connected',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/connected',
  access: providers,
  summary: 'The person has arrived or was reached.',
  input: z.object({ referralId: id }),
  output: z.object({ referral: referralSummary }),
  errors: ['referrals.not_found', 'referrals.not_accepted', 'referrals.closed'],
})

/* ---- The seeker's side (help site) ---- */

/*
 * Call the first three WITHOUT the visit's ticket: the mailbox is right enough,
 * and so no request joins a mailbox to a conversation.
 */

export const seekerMailboxes = route({
  id: 'referrals.seeker_mailboxes',
  method: 'post',
  origin: 'help',
  path: '/api/referrals/seeker/mailboxes',
  access: 'public',
  summary: 'How what I agreed to send stands.',
  input: z.object({ mailboxes: z.array(id).min(1).max(20) }),
  output: z.object({ mailboxes: z.array(seekerMailboxView) }),
  errors: ['referrals.too_many'],
})

export const seekerTakeAnswer = route({
  id: 'referrals.seeker_take_answer',
  method: 'post',
  origin: 'help',
  path: '/api/referrals/seeker/answer',
  access: 'public',
  summary: 'The sealed answer, when the person taps.',
  input: z.object({ mailbox: id }),
  output: z.object({ answer: answerBytes }),
  errors: ['referrals.no_answer', 'referrals.too_many'],
})

export const seekerWithdraw = route({
  id: 'referrals.seeker_withdraw',
  method: 'post',
  origin: 'help',
  path: '/api/referrals/seeker/withdraw',
  access: 'public',
  summary: 'Takes back what was sent; it is erased. What was read cannot be unread.',
  input: z.object({ mailbox: id, withdrawToken: id }),
  output: done,
  errors: ['referrals.not_found', 'referrals.too_many'],
})

/** With the visit's ticket, which a responder does not have. */
export const seekerConnected = route({
  id: 'referrals.seeker_connected',
  method: 'post',
  origin: 'help',
  path: '/api/referrals/seeker/connected',
  access: 'seeker',
  summary: 'The person says that they got there.',
  input: z.object({ mailbox: id, withdrawToken: id }),
  output: done,
  errors: ['referrals.not_found', 'referrals.not_accepted', 'referrals.closed', 'referrals.too_many'],
})

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
