import * as z from 'zod'
import { done, id, route } from './route.ts'

/* “It did not work there”: one of a few answers, and nothing of who gave it. */

const reviewers = { roles: ['coordinator', 'supervisor'] } as const

/** In the order in which they are offered. */
export const feedbackKinds = [
  'closed',
  'no_answer',
  'wrong_details',
  'full',
  'turned_away',
  'asked_for',
  'told',
  'unsafe',
] as const
export const feedbackKind = z.enum(feedbackKinds)
export type FeedbackKind = z.infer<typeof feedbackKind>

/** What a reviewer looks at before anything else. */
export const urgentFeedback: readonly FeedbackKind[] = ['told', 'unsafe']

export const giveFeedback = route({
  id: 'directory.give_feedback',
  method: 'post',
  origin: 'help',
  path: '/api/directory/feedback',
  access: 'public',
  summary:
    'Says that something did not work at a service. Kept with the week and nothing else; reviewers of the line read it.',
  input: z.object({ serviceId: id, what: feedbackKind }),
  output: done,
  errors: ['directory.not_found', 'directory.too_many'],
})

export const giveFeedbackAsStaff = route({
  id: 'directory.give_feedback_as_staff',
  method: 'post',
  origin: 'workspace',
  path: '/api/directory/staff/feedback',
  access: { roles: ['responder', 'supervisor', 'coordinator'] },
  summary: 'The same, by somebody of the line for a person who told them. Not who.',
  input: z.object({ serviceId: id, what: feedbackKind }),
  output: done,
  errors: ['directory.not_found', 'directory.not_allowed'],
})

export const feedbackOf = z.object({
  serviceId: id,
  name: z.string(),
  organisation: z.string(),
  lang: z.string(),
  urgent: z.boolean(),
  said: z.array(z.object({ what: feedbackKind, people: z.int(), line: z.int() })),
  /** The week of the latest, by its Monday. */
  week: z.iso.date(),
  /** The latest of them, to say up to where somebody looked. */
  last: z.int(),
})
export type Feedback = z.infer<typeof feedbackOf>

export const feedbackToSee = route({
  id: 'directory.feedback',
  method: 'get',
  origin: 'workspace',
  path: '/api/directory/feedback/list',
  access: reviewers,
  summary:
    'What people said did not work, by service, since somebody last looked; what is urgent first, at most 100. Empty for whoever is no reviewer of the line.',
  input: z.object({}),
  output: z.object({ services: z.array(feedbackOf) }),
  errors: [],
})

export const lookedAtFeedback = route({
  id: 'directory.looked_at_feedback',
  method: 'post',
  origin: 'workspace',
  path: '/api/directory/feedback/looked',
  access: reviewers,
  summary:
    'Says that somebody has looked at what was said of a service, up to the last that they saw, and what they did. Recorded.',
  input: z.object({ serviceId: id, last: z.int().min(1), note: z.string().trim().max(1_000).default('') }),
  output: done,
  errors: ['directory.not_allowed'],
})
