import * as z from 'zod'
import { deskPaths } from './conversation-paths.ts'
import { done, id, moment, route } from './route.ts'

/* A legal hold: what a court or the law tells the line to keep is not destroyed until it ends. Two people; content never. */

const origin = 'workspace'
const deciders = { roles: ['supervisor', 'administrator'] } as const

/** Why something must be kept, as a word of a list: the paper itself stays with whoever got it. */
export const holdReasons = ['court_order', 'preservation_demand', 'coroner', 'complaint'] as const
/** The longest that one hold may last (days); a longer need is asked for anew. */
export const longestHoldDays = 366

/** Who asked, decided or lifted; the name where the team's list has one. */
const person = z.object({ memberId: id, name: z.string().optional() })

export const legalHold = z.object({
  holdId: id,
  conversationId: id,
  teamId: id,
  reason: z.enum(holdReasons),
  until: moment,
  state: z.enum(['asked', 'live', 'refused', 'lifted', 'over']),
  asked: person.extend({ at: moment }),
  decided: person.extend({ at: moment }).optional(),
  lifted: person.extend({ at: moment }).optional(),
})
export type LegalHold = z.infer<typeof legalHold>

export const legalHolds = route({
  id: 'conversations.legal_holds',
  method: 'get',
  origin,
  path: deskPaths.legalHolds,
  access: deciders,
  summary: 'Legal holds of the teams that I supervise or administer, newest first; at most 200.',
  input: z.object({}),
  output: z.object({ holds: z.array(legalHold) }),
  errors: [],
})

export const askLegalHold = route({
  id: 'conversations.ask_legal_hold',
  method: 'post',
  origin,
  path: deskPaths.legalHoldAsk,
  access: { roles: ['supervisor'] },
  summary:
    'Asks that a conversation be kept. It holds nothing until somebody else approves. For a supervisor of its team; recorded.',
  input: z.object({ conversationId: id, reason: z.enum(holdReasons), until: moment }),
  output: z.object({ holdId: id }),
  errors: ['conversations.not_found', 'conversations.hold_bad_end', 'conversations.hold_exists'],
})

export const decideLegalHold = route({
  id: 'conversations.decide_legal_hold',
  method: 'post',
  origin,
  path: deskPaths.legalHoldDecide,
  access: deciders,
  summary:
    'Approves a hold that somebody else asked for, or refuses it. Who asked may only take it back. Recorded.',
  input: z.object({ holdId: id, approved: z.boolean() }),
  output: done,
  errors: [
    'conversations.hold_not_found',
    'conversations.hold_same_person',
    'conversations.hold_already_decided',
  ],
})

export const liftLegalHold = route({
  id: 'conversations.lift_legal_hold',
  method: 'post',
  origin,
  path: deskPaths.legalHoldLift,
  access: deciders,
  summary: 'Ends a hold before its day: the conversation is destroyed when it would have been. Recorded.',
  input: z.object({ holdId: id }),
  output: done,
  errors: ['conversations.hold_not_found', 'conversations.hold_already_decided'],
})
