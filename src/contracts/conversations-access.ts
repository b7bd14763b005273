import * as z from 'zod'
import { deskPaths } from './conversation-paths.ts'
import { roles } from '../kernel/index.ts'
import { bytes, done, id, moment, route } from './route.ts'

/* Why somebody sees a conversation, and the way in past the usual rules: two people, a reason, an end, a review. */

/** Why a supervisor opens a conversation that somebody else has. Kept in the audit; there is no free text. */
export const readingPurposes = [
  'asked_for_help',
  'safety',
  'hand_over',
  'quality',
  'complaint',
  'deletion',
] as const
export const readingPurpose = z.enum(readingPurposes)
export type ReadingPurpose = z.infer<typeof readingPurpose>

/** What gives a member a conversation. The rules themselves are made of these. */
export const groundKinds = ['has_it', 'supervises', 'break_glass', 'may_take_it'] as const

export const ground = z.object({
  by: z.enum(groundKinds),
  /** Whether it opens what was said, or shows only that it is there. */
  reads: z.boolean(),
  /** With `break_glass`. */
  reason: z.string().optional(),
  until: moment.optional(),
})

export const whyConversation = route({
  id: 'conversations.why',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.why,
  access: { roles: ['responder', 'supervisor'] },
  summary:
    'Who can open a conversation, and what gives it to them; or of one member. For whoever may read it themselves.',
  input: z.object({ conversationId: id, memberId: id.optional() }),
  output: z.object({
    teamId: id,
    people: z.array(
      z.object({
        memberId: id,
        /** Absent for somebody of another organisation. */
        name: z.string().optional(),
        roles: z.array(z.enum(roles)),
        grounds: z.array(ground),
      }),
    ),
  }),
  errors: ['conversations.not_found'],
})

/** Why somebody must be let in past the usual rules. A fixed list: what is written freely might be content. */
export const glassReasons = [
  'team_unreachable',
  'person_moved',
  'safety_review',
  'complaint',
  'court_order',
] as const
export const glassReason = z.enum(glassReasons)

const leads = { roles: ['supervisor', 'coordinator'] } as const
const reviewers = { roles: ['supervisor', 'coordinator', 'administrator'] } as const

export const glassStates = ['asked', 'open', 'refused', 'over', 'reviewed'] as const

export const glassView = z.object({
  glassId: id,
  teamId: id,
  conversationId: id.optional(),
  reason: glassReason,
  hours: z.int(),
  state: z.enum(glassStates),
  askedBy: id,
  askedAt: moment,
  /** The asker's, for whoever seals keys to them. */
  publicKey: bytes(65),
  approvedBy: id.optional(),
  endsAt: moment.optional(),
  /** The third person, who was told. */
  told: id.optional(),
  reviewedBy: id.optional(),
  finding: z.enum(['in_order', 'not_in_order']).optional(),
  /** What the reader of this list may do about it now. */
  mine: z.boolean(),
  mayApprove: z.boolean(),
  mayReview: z.boolean(),
  /** Names that the reader may know, by member. */
  names: z.record(z.string(), z.string()),
})
export type GlassView = z.infer<typeof glassView>

export const askGlass = route({
  id: 'conversations.glass_ask',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.glassAsk,
  access: { roles: ['supervisor'] },
  summary:
    'Asks to be let into a conversation of another team, or all of that team, for some hours. Never says whether it exists.',
  input: z.object({
    teamId: id,
    conversationId: id.optional(),
    reason: glassReason,
    hours: z.int().min(1).max(24),
    publicKey: bytes(65).length(87),
  }),
  output: z.object({ glassId: id }),
  errors: ['conversations.glass_own_team', 'conversations.glass_owed', 'conversations.not_yours'],
})

export const listGlass = route({
  id: 'conversations.glass_list',
  method: 'get',
  origin: 'workspace',
  path: deskPaths.glass,
  access: reviewers,
  summary:
    'What I asked for, and what concerns my teams: to approve, open now, to review; newest first, 100 at most.',
  input: z.object({}),
  output: z.object({
    glass: z.array(glassView),
    /** What those that are mine and open let me read: no text, nothing that says who. */
    opened: z.array(z.object({ conversationId: id, teamId: id, language: z.string(), openedAt: moment })),
    /** I asked for or approved one that nobody has reviewed: no new one until then. */
    owed: z.boolean(),
    /** Teams of the line that one can ask about. */
    teams: z.array(z.object({ teamId: id, name: z.string() })),
  }),
  errors: [],
})

const one = z.object({ glassId: id })
const gone = 'conversations.glass_not_found'

export const decideGlass = route({
  id: 'conversations.glass_decide',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.glassDecide,
  access: leads,
  summary: 'The second person says yes or no. A yes begins the hours and tells a third.',
  input: one.extend({ yes: z.boolean() }),
  output: done,
  errors: [gone, 'conversations.glass_no_third', 'conversations.glass_owed'],
})

export const sealGlass = route({
  id: 'conversations.glass_seal',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.glassSeal,
  access: { roles: ['supervisor'] },
  summary: 'Keys of one conversation, sealed to the asker by somebody who holds them.',
  input: one.extend({
    conversationId: id,
    slots: z.array(z.object({ number: z.int().positive(), bytes: bytes(400) })).max(500),
  }),
  output: done,
  errors: [gone, 'conversations.not_found'],
})

export const endGlass = route({
  id: 'conversations.glass_end',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.glassEnd,
  access: reviewers,
  summary: 'Ends it before its time: by the asker, or the team.',
  input: one,
  output: done,
  errors: [gone],
})

export const reviewGlass = route({
  id: 'conversations.glass_review',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.glassReview,
  access: reviewers,
  summary: 'Somebody who neither asked nor approved says whether it was in order.',
  input: one.extend({ finding: z.enum(['in_order', 'not_in_order']) }),
  output: done,
  errors: [gone],
})

export const accessRoutes = [
  whyConversation,
  askGlass,
  listGlass,
  decideGlass,
  sealGlass,
  endGlass,
  reviewGlass,
] as const
