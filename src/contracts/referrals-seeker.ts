import * as z from 'zod'
import { seekerReferralPaths } from './referral-paths.ts'
import { answerBytes, seekerMailboxView } from './referral-shapes.ts'
import { done, id, route } from './route.ts'

/*
 * Call the first three WITHOUT the visit's ticket: the mailbox is right enough,
 * and so no request joins a mailbox to a conversation.
 */

export const seekerMailboxes = route({
  id: 'referrals.seeker_mailboxes',
  method: 'post',
  origin: 'help',
  path: seekerReferralPaths.mailboxes,
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
  path: seekerReferralPaths.answer,
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
  path: seekerReferralPaths.withdraw,
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
  path: seekerReferralPaths.connected,
  access: 'seeker',
  summary: 'The person says that they got there.',
  input: z.object({ mailbox: id, withdrawToken: id }),
  output: done,
  errors: ['referrals.not_found', 'referrals.not_accepted', 'referrals.closed', 'referrals.too_many'],
})
