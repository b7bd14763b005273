import * as z from 'zod'
import { done, id, moment, route } from './route.ts'

/* What those who keep an entry say is different from what its source says, field by field. */

const origin = 'workspace'
const reviewers = { roles: ['coordinator', 'supervisor'] } as const
const changers = { roles: ['provider', 'coordinator', 'supervisor'] } as const

export const entryFields = ['hours', 'phones', 'name', 'for_whom', 'address'] as const
export const entryField = z.enum(entryFields)
export type EntryField = z.infer<typeof entryField>

/** A time of day, `09:30`; `24:00` is midnight at the end of a day. */
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'not a time' })
const day = z.iso.date()

/** ISO weekdays, Monday is 1. A closing at or before the opening is past midnight. */
export const opening = z.object({ day: z.int().min(1).max(7), opens: clock, closes: clock })
export type Opening = z.infer<typeof opening>
/** Closed on these days, whatever the week says; both are included. */
export const closedDays = z.object({ from: day, to: day })
export type ClosedDays = z.infer<typeof closedDays>

export const mostOpenings = 42
export const mostClosed = 20
export const mostPhones = 8

export const hoursValue = z.object({
  /** Hours of a week; at all times; or no fixed hours: people are told to ask first. */
  kind: z.enum(['week', 'always', 'ask']),
  week: z.array(opening).max(mostOpenings).default([]),
  closed: z.array(closedDays).max(mostClosed).default([]),
  /** With `ask`, in the provider's words. */
  note: z.string().trim().max(200).default(''),
})
export type HoursValue = z.infer<typeof hoursValue>

export const phoneValue = z.object({
  number: z.string().trim().min(3).max(40),
  extension: z.string().trim().max(10).default(''),
  kind: z.enum(['voice', 'text', 'tty', 'fax']).default('voice'),
  note: z.string().trim().max(120).default(''),
})
export type PhoneValue = z.infer<typeof phoneValue>

export const addressValue = z.object({
  line: z.string().trim().min(1).max(200),
  town: z.string().trim().min(1).max(100),
  /** By code or name. */
  province: z.string().trim().min(2).max(60),
  postalCode: z.string().trim().max(12).default(''),
})
export type AddressValue = z.infer<typeof addressValue>

const values = {
  hours: hoursValue,
  phones: z.array(phoneValue).max(mostPhones),
  name: z.string().trim().min(1).max(200),
  for_whom: z.string().trim().max(2_000),
  address: addressValue,
} as const satisfies Record<EntryField, z.ZodType>

/** A field with its value; null: as the source says. */
export const fieldValue = z.discriminatedUnion('field', [
  z.object({ field: z.literal('hours'), value: values.hours.nullable() }),
  z.object({ field: z.literal('phones'), value: values.phones.nullable() }),
  z.object({ field: z.literal('name'), value: values.name.nullable() }),
  z.object({ field: z.literal('for_whom'), value: values.for_whom.nullable() }),
  z.object({ field: z.literal('address'), value: values.address.nullable() }),
])
export type FieldValue = z.infer<typeof fieldValue>

/** Somebody; the name where the asker may see it. */
const act = z.object({ memberId: id, name: z.string().optional(), at: moment })

const changesAs = z.enum(['keeper', 'line'])

const changeNo = z.int().min(1)

/** What became of a change. `replaced`: a later one was asked for before anybody looked at it. */
export const changeState = z.enum(['in_force', 'waiting', 'accepted', 'refused', 'withdrawn', 'replaced'])
export type ChangeState = z.infer<typeof changeState>

export const change = z.object({
  changeNo,
  field: entryField,
  /** In the reader's words, line by line; none where there is nothing. */
  lines: z.array(z.string()),
  was: z.array(z.string()),
  /** It says that from now on what the source says counts again. */
  back: z.boolean(),
  why: z.string(),
  by: act,
  /** Whether whoever asked did so as a keeper of the entry, or for the line. */
  as: changesAs,
  state: changeState,
  answer: act.extend({ why: z.string() }).optional(),
  /** Whether the asker may say yes or no to it, or take it back. */
  mayAnswer: z.boolean(),
  mayWithdraw: z.boolean(),
})
export type Change = z.infer<typeof change>

export const entryPart = z.object({
  field: entryField,
  lines: z.array(z.string()),
  /** What a form begins with: what stands now, as far as it can be said in it. */
  value: z.unknown(),
  /** Why it can't be changed here. */
  fixed: z.enum(['confidential', 'several_places']).optional(),
  /** A change stands before the source; what the source says, and whether that is other than when the change was made. */
  source: z.object({ lines: z.array(z.string()), differs: z.boolean() }).optional(),
  /** The newest change of it that the asker has seen, 0 for none. */
  last: z.int().min(0),
})
export type EntryPart = z.infer<typeof entryPart>

export const entry = z.object({
  serviceId: id,
  name: z.string(),
  organisation: z.string(),
  lang: z.string(),
  /** Whether the asker changes it as its keeper, or for the line. */
  as: changesAs,
  parts: z.array(entryPart),
  /** The latest first; at most 50. */
  history: z.array(change),
})
export type Entry = z.infer<typeof entry>

export const entryOf = route({
  id: 'directory.entry',
  method: 'post',
  origin,
  path: '/api/directory/entry',
  access: changers,
  summary:
    'An entry as those who keep it see it: what is published, what its source says, and every change. For the team that keeps it, and reviewers of the line.',
  input: z.object({ serviceId: id }),
  output: z.object({ entry }),
  errors: ['directory.not_found'],
})

export const changeEntry = route({
  id: 'directory.change_entry',
  method: 'post',
  origin,
  path: '/api/directory/entry/change',
  access: changers,
  summary:
    'Changes a field of an entry. Hours are in force at once; the rest waits for a reviewer of the line. Stays through imports. Recorded.',
  input: z.object({
    serviceId: id,
    change: fieldValue,
    why: z.string().trim().max(1_000).default(''),
    /** The newest change of the field that was on the page (`last`). */
    last: z.int().min(0),
  }),
  output: z.object({ state: z.enum(['in_force', 'waiting']) }),
  errors: [
    'directory.not_found',
    'directory.entry_changed',
    'directory.entry_fixed',
    'directory.entry_bad_hours',
    'directory.entry_bad_phone',
    'directory.entry_bad_province',
  ],
})

export const changesToAnswer = route({
  id: 'directory.changes',
  method: 'get',
  origin,
  path: '/api/directory/entry/changes',
  access: reviewers,
  summary:
    'Changes that wait for a reviewer of the line, the oldest first; at most 100. Empty for whoever is none.',
  input: z.object({}),
  output: z.object({
    changes: z.array(
      change.extend({
        serviceId: id,
        name: z.string(),
        organisation: z.string(),
        lang: z.string(),
        /** The address that is asked to be shown is one that is kept secret somewhere. */
        secret: z.boolean(),
      }),
    ),
  }),
  errors: [],
})

export const answerChange = route({
  id: 'directory.answer_change',
  method: 'post',
  origin,
  path: '/api/directory/entry/answer',
  access: changers,
  summary:
    'Accepts or refuses a change (a reviewer of the line who did not ask for it), or takes it back (whoever asked, or their team). Recorded.',
  input: z.object({
    changeNo,
    answer: z.enum(['accepted', 'refused', 'withdrawn']),
    why: z.string().trim().max(1_000).default(''),
  }),
  output: done,
  errors: [
    'directory.not_allowed',
    'directory.change_not_found',
    'directory.change_answered',
    'directory.change_own',
    'directory.change_no_reason',
  ],
})
