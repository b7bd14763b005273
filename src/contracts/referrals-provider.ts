import * as z from 'zod'
import {
  answerBytes,
  ask,
  declineReasons,
  holdMinutes,
  packetBytes,
  page,
  referralSummary,
} from './referral-shapes.ts'
import { roles } from '../kernel/index.ts'
import { id, route } from './route.ts'

/* The provider's side. */

const providers = { roles: ['provider'] } as const

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
  errors: ['referrals.not_found'],
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

/** For the receiving team. What the person agreed to is in the packet itself, sealed. */
export const whyReferral = route({
  id: 'referrals.why',
  method: 'post',
  origin: 'workspace',
  path: '/api/referrals/why',
  access: providers,
  summary: 'Who of the receiving team can open a referral, and why it came to that team.',
  input: z.object({ referralId: id }),
  output: z.object({
    team: z.string(),
    organisation: z.string(),
    /** What the line has named this team for. */
    services: z.array(z.object({ serviceId: id, name: z.string() })),
    people: z.array(
      z.object({
        memberId: id,
        name: z.string(),
        roles: z.array(z.enum(roles)),
        /** False once it is closed, for everybody, and for colleagues who are not given referrals. */
        opens: z.boolean(),
      }),
    ),
  }),
  errors: ['referrals.not_found'],
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
  errors: [
    'referrals.not_found',
    'referrals.unreadable',
    'referrals.not_opened',
    'referrals.already_answered',
    'referrals.closed',
  ],
})

/**
 * Only the person or the provider says this; a responder has no route for it. Also after an accepted
 * referral has expired (its state stays `expired`, `connectedAt` is set): people arrive late.
 */
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
