import * as z from 'zod'
import { done, id, moment, route } from './route.ts'

/* Entries that may be the same service, and what reviewers of the line said of them. Nothing is merged by itself. */

const reviewers = { roles: ['coordinator', 'supervisor'] } as const

/** What speaks for two entries being one service, and what against it. */
export const evidenceCodes = [
  'same_name',
  'similar_name',
  'same_phone',
  'same_page',
  'same_address',
  'same_site',
  'same_email',
  'same_organisation',
  'other_needs',
  'other_name',
  'other_phone',
  'other_ages',
  'listed_apart',
  'other_place',
  'other_people',
] as const
export type EvidenceCode = (typeof evidenceCodes)[number]

const evidence = z.object({
  code: z.enum(evidenceCodes),
  /** Whether it speaks for it. */
  for: z.boolean(),
  /** The thing itself, as published. */
  what: z.string().optional(),
})

const entry = z.object({
  serviceId: id,
  name: z.string(),
  organisation: z.string(),
  lang: z.string(),
  source: z.string(),
})
export type DuplicateEntry = z.infer<typeof entry>

const pair = z.object({ first: entry, second: entry, evidence: z.array(evidence) })
export type DuplicatePair = z.infer<typeof pair>

const decided = z.object({
  firstId: id,
  firstName: z.string(),
  secondId: id,
  secondName: z.string(),
  decision: z.enum(['same', 'different']),
  keptId: id.optional(),
  why: z.string(),
  by: z.string().optional(),
  at: moment,
  /** To say which decision is taken back. */
  no: z.int(),
})
export type DuplicateDecided = z.infer<typeof decided>

export const duplicates = route({
  id: 'directory.duplicates',
  method: 'get',
  origin: 'workspace',
  path: '/api/directory/duplicates',
  access: reviewers,
  summary:
    'Pairs of published services that may be one, with what speaks for and against it, the likeliest first, and what was last decided. Empty for whoever is no reviewer of the line.',
  input: z.object({ page: z.coerce.number().int().min(1).max(1_000).default(1) }),
  output: z.object({
    pairs: z.array(pair),
    total: z.int(),
    /** Services that were published and not compared yet. */
    toCompare: z.int(),
    decided: z.array(decided),
  }),
  errors: [],
})

/** A side of a comparison: what is told of a service where two are compared. */
const side = entry.extend({
  summary: z.string(),
  forWhom: z.string(),
  needs: z.array(z.string()),
  languages: z.array(z.string()),
  phones: z.array(z.string()),
  where: z.array(z.string()),
  url: z.string().optional(),
  email: z.string().optional(),
  hours: z.string(),
  sharing: z.string(),
  vetting: z.string(),
  /** Whether a team keeps it, and so whether it may be put behind another. */
  kept: z.boolean(),
  /** Why it can't be the one that stays: the other is verified for longer, or kept by somebody else. */
  cannotStay: z.enum(['vetting', 'keeper']).optional(),
})
export type DuplicateSide = z.infer<typeof side>

export const duplicate = route({
  id: 'directory.duplicate',
  method: 'get',
  origin: 'workspace',
  path: '/api/directory/duplicates/pair',
  access: reviewers,
  summary: 'Two published services side by side, with what speaks for and against their being one.',
  input: z.object({ firstId: id, secondId: id }),
  output: z.object({ first: side, second: side, evidence: z.array(evidence), no: z.int() }),
  errors: ['directory.not_found', 'directory.not_allowed'],
})

export const decideDuplicate = route({
  id: 'directory.decide_duplicate',
  method: 'post',
  origin: 'workspace',
  path: '/api/directory/duplicates/decide',
  access: reviewers,
  summary:
    'Says that two entries are one service, and which stays, or that they are two, or takes either back. The other is not published while the one that stays can be. Recorded.',
  input: z.object({
    firstId: id,
    secondId: id,
    decision: z.enum(['same', 'different', 'open']),
    /** Which stays, where they are one. */
    keptId: id.optional(),
    why: z.string().trim().max(1_000).default(''),
    /** The last decision that they saw; 0 for none. */
    seen: z.int().min(0),
  }),
  output: done,
  errors: [
    'directory.not_found',
    'directory.not_allowed',
    'directory.duplicate_decided',
    'directory.duplicate_vetting',
    'directory.duplicate_keeper',
    'directory.duplicate_behind',
  ],
})
