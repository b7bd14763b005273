import * as z from 'zod'
import { done, id, moment, route } from './route.ts'

/* Who was looked at before anybody is sent there: nomination, checklist, two reviewers, verified until a day. */

const origin = 'workspace'
const reviewers = { roles: ['coordinator', 'supervisor'] } as const

/** What a vetting is about: an organisation of the register, one service, or a source as a whole. */
export const subjectKind = z.enum(['organisation', 'service', 'source'])
export type VettingSubject = z.infer<typeof subjectKind>

/** A source goes by its name, the others by their id. */
const subjectId = z.string().trim().min(1).max(200)

/** What must be known of everybody who is verified. */
export const checklist = ['identity', 'safety', 'training', 'reporting', 'insurance', 'references'] as const
export const checklistItem = z.enum(checklist)
export type ChecklistItem = z.infer<typeof checklistItem>

/** Answers that an item can have; `unknown` keeps it open. */
export const answersOf = {
  identity: ['yes', 'no', 'unknown'],
  safety: ['yes', 'no', 'unknown'],
  training: ['yes', 'no', 'unknown'],
  reporting: ['no', 'if_you_ask', 'yes', 'unknown'],
  insurance: ['yes', 'no', 'not_needed', 'unknown'],
  references: ['yes', 'no', 'not_needed', 'unknown'],
} as const satisfies Record<ChecklistItem, readonly string[]>
export const checklistAnswer = z.enum(['yes', 'no', 'if_you_ask', 'not_needed', 'unknown'])
export type ChecklistAnswer = z.infer<typeof checklistAnswer>

/** The longest that one verification may last (days), and what is meant where nothing is said. */
export const longestVerifiedDays = 731
export const usualVerifiedDays = 365

/** How many must have looked, none of whom opened it. */
export const reviewersNeeded = 2

/** A calendar day. */
const day = z.iso.date()

/** Somebody of the line; the name where the asker may see it. */
const person = z.object({ memberId: id, name: z.string().optional() })
const act = person.extend({ at: moment })

/** What is in its way, in the order in which it is said. */
export const missing = z.enum(['answers', 'reviewers', 'knows_field'])

export const vettingHead = z.object({
  vettingId: id,
  kind: subjectKind,
  subjectId,
  name: z.string(),
  reason: z.string(),
  opened: act,
  outcome: z.enum(['verified', 'refused', 'withdrawn']).optional(),
  closed: act.optional(),
  /** Items with an answer other than “not known”, of all. */
  answered: z.int(),
  of: z.int(),
  /** How many reviewers say yes so far. */
  reviews: z.int(),
  missing: z.array(missing),
})
export type VettingHead = z.infer<typeof vettingHead>

export const standing = z.object({
  kind: subjectKind,
  subjectId,
  name: z.string(),
  level: z.enum(['verified', 'stopped']),
  until: day.optional(),
  /** Its day has passed. */
  lapsed: z.boolean(),
  reason: z.string(),
  by: person.optional(),
  at: moment,
})
export type Standing = z.infer<typeof standing>

export const vettings = route({
  id: 'directory.vettings',
  method: 'get',
  origin,
  path: '/api/directory/vetting/list',
  access: reviewers,
  summary:
    'What is being vetted, what was decided lately, what ends within 60 days or has ended, what was stopped, and the sources. Empty for whoever does not vet for the line.',
  input: z.object({}),
  output: z.object({
    open: z.array(vettingHead),
    closed: z.array(vettingHead),
    ending: z.array(standing),
    stopped: z.array(standing),
    /** Each source that services came from, and how many of those that are published nobody has verified. */
    sources: z.array(z.object({ source: z.string(), services: z.int(), unvetted: z.int() })),
  }),
  errors: [],
})

export const vettingRecord = vettingHead.extend({
  /** Every answer there ever was, the latest first. */
  answers: z.array(z.object({ item: checklistItem, answer: checklistAnswer, evidence: z.string(), by: act })),
  reviewed: z.array(
    z.object({
      decision: z.enum(['verify', 'refuse']),
      knowsField: z.boolean(),
      reason: z.string(),
      until: day.optional(),
      by: act,
    }),
  ),
  /** What was found of it before, the latest first. */
  history: z.array(standing),
  services: z.array(z.object({ serviceId: id, name: z.string() })),
  /** Whether the asker may still review it: they did not open it, and have not done so yet. */
  mayReview: z.boolean(),
})
export type VettingRecord = z.infer<typeof vettingRecord>

export const vettingOf = route({
  id: 'directory.vetting',
  method: 'post',
  origin,
  path: '/api/directory/vetting/one',
  access: reviewers,
  summary: 'One vetting with its answers, reviews and history.',
  input: z.object({ vettingId: id }),
  output: z.object({ vetting: vettingRecord }),
  errors: ['directory.not_allowed', 'directory.vetting_not_found'],
})

export const nominate = route({
  id: 'directory.nominate',
  method: 'post',
  origin,
  path: '/api/directory/vetting/nominate',
  access: { roles: ['responder', 'supervisor', 'coordinator'] },
  summary:
    'Asks that a service’s organisation, or a source as a whole, be vetted. Whoever asks does not review it. Recorded.',
  input: z.object({
    /** The service that was met; its organisation is vetted where it has one. */
    serviceId: id.optional(),
    /** Or one that has a standing already, or a source; for reviewers. */
    subject: z.object({ kind: subjectKind, subjectId }).optional(),
    reason: z.string().trim().min(1).max(2_000),
  }),
  output: z.object({ vettingId: id }),
  errors: ['directory.not_allowed', 'directory.not_found', 'directory.vetting_open'],
})

export const answerVetting = route({
  id: 'directory.answer_vetting',
  method: 'post',
  origin,
  path: '/api/directory/vetting/answer',
  access: reviewers,
  summary: 'Answers one item of the checklist, with what the answer rests on. Recorded.',
  input: z.object({
    vettingId: id,
    item: checklistItem,
    answer: checklistAnswer,
    evidence: z.string().trim().max(4_000),
  }),
  output: done,
  errors: [
    'directory.not_allowed',
    'directory.vetting_not_found',
    'directory.vetting_closed',
    'directory.vetting_bad_answer',
    'directory.vetting_no_evidence',
  ],
})

export const reviewVetting = route({
  id: 'directory.review_vetting',
  method: 'post',
  origin,
  path: '/api/directory/vetting/review',
  access: reviewers,
  summary:
    'A reviewer’s yes or no. The second yes verifies it, where one of the two knows the field and the checklist is answered; one no refuses it. Recorded.',
  input: z.object({
    vettingId: id,
    decision: z.enum(['verify', 'refuse']),
    /** They have worked with people who were trafficked. */
    knowsField: z.boolean(),
    reason: z.string().trim().max(2_000),
    /** Until when a yes counts; the earlier of the two holds. */
    until: day.optional(),
  }),
  output: z.object({ outcome: z.enum(['verified', 'refused']).optional() }),
  errors: [
    'directory.not_allowed',
    'directory.vetting_not_found',
    'directory.vetting_closed',
    'directory.vetting_own',
    'directory.vetting_reviewed',
    'directory.vetting_unanswered',
    'directory.vetting_bad_end',
    'directory.vetting_no_reason',
  ],
})

export const withdrawVetting = route({
  id: 'directory.withdraw_vetting',
  method: 'post',
  origin,
  path: '/api/directory/vetting/withdraw',
  access: reviewers,
  summary: 'Ends a vetting without an outcome. Recorded.',
  input: z.object({ vettingId: id }),
  output: done,
  errors: ['directory.not_allowed', 'directory.vetting_not_found', 'directory.vetting_closed'],
})

export const stopService = route({
  id: 'directory.stop',
  method: 'post',
  origin,
  path: '/api/directory/vetting/stop',
  access: reviewers,
  summary:
    'Takes a service, or all of its organisation, out of the register at once. One person is enough; only a new vetting brings it back. Recorded.',
  input: z.object({
    serviceId: id,
    whole: z.boolean(),
    reason: z.string().trim().min(1).max(2_000),
  }),
  output: done,
  errors: ['directory.not_allowed', 'directory.not_found'],
})
