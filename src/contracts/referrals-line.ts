import * as z from 'zod'
import { answerBytes, ask, askFields, mailboxView, packetBytes, page } from './referral-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

/* The line's side: responders, supervisors, coordinators. */

const askers = { roles: ['responder', 'supervisor', 'coordinator'] } as const

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
  errors: ['referrals.not_found'],
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
    'referrals.not_allowed',
    'referrals.unreadable',
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
