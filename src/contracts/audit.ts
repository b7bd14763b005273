import * as z from 'zod'
import { id, moment, route } from './route.ts'

const origin = 'workspace'
const action = z.string().regex(/^[a-z_]+\.[a-z_]+$/)
/** Place of an entry in the list, as the page before gave it. */
const place = z.string().regex(/^\d{1,19}$/)
/** How a subject is named in the audit: an id, or for anything of a seeker an HMAC. */
const subjectName = z.string().regex(/^[\w-]{1,64}$/)

/** Who did it: a member, or only what kind of asker it was. */
const who = z.union([
  z.object({
    kind: z.literal('member'),
    id,
    /** Missing for whoever is no colleague. */
    name: z.string().optional(),
  }),
  z.object({ kind: z.enum(['seeker', 'public', 'system']) }),
])

/** One entry. Never content: ids, words of fixed lists, a time. */
export const auditEntry = z.object({
  place,
  at: moment,
  who,
  action,
  subject: z.object({ kind: z.string(), name: subjectName, memberName: z.string().optional() }).optional(),
  purpose: z.string().optional(),
  /** Its number in the witnessed log; missing for the first seconds. */
  number: z.int().optional(),
})
export type AuditEntryView = z.infer<typeof auditEntry>

const span = { from: moment.optional(), to: moment.optional() }

/** At most this many entries in one answer. */
export const auditPage = 50

export const listAudit = route({
  id: 'audit.list',
  method: 'post',
  origin,
  path: '/api/audit/list',
  access: { roles: ['supervisor', 'administrator'] },
  summary:
    'What members of one’s organisations did, newest first. Without `from`, the last 31 days. Reading it is an entry itself.',
  input: z.object({
    ...span,
    action: action.optional(),
    memberId: id.optional(),
    subject: subjectName.optional(),
    before: z.object({ at: moment, place }).optional(),
  }),
  output: z.object({
    entries: z.array(auditEntry),
    more: z.boolean(),
    /** Up to which entry the witness has signed, and when; null where none has. */
    witnessed: z.object({ entries: z.int(), at: moment }).nullable(),
  }),
  errors: ['audit.not_allowed'],
})

/** An entry as `npm run audit:verify` reads it; what is hashed stands in it whole. */
export const exportedEntry = z.object({
  number: z.int().nullable(),
  entryId: z.string(),
  /** UTC with six digits of the second. */
  at: z.string(),
  who: z.string(),
  organisations: z.array(z.string()),
  action,
  subjectKind: z.string().nullable(),
  subject: z.string().nullable(),
  purpose: z.string().nullable(),
})
export type ExportedEntry = z.infer<typeof exportedEntry>

/** First line of an export. `part`: only some of the entries, as every export from the page is. */
export const exportHeader = (part: boolean): string =>
  JSON.stringify({ export: 'northline audit entries 1', part })

export const exportAudit = route({
  id: 'audit.export',
  method: 'post',
  origin,
  path: '/api/audit/export',
  access: { roles: ['supervisor', 'administrator'] },
  summary:
    'The same entries, oldest first, whole, for a file that `npm run audit:verify` takes. Asks that one has signed in within ten minutes. An entry itself.',
  input: z.object({ ...span, after: place.optional() }),
  output: z.object({ entries: z.array(exportedEntry), next: place.nullable() }),
  errors: ['audit.not_allowed', 'identity.sign_in_again'],
})

export const auditOfMyWork = route({
  id: 'audit.my_work',
  method: 'post',
  origin,
  path: '/api/audit/my-work',
  access: { roles: ['responder', 'supervisor'] },
  summary: 'What other members did with conversations that the asker had within 90 days, newest first.',
  input: z.object({}),
  output: z.object({
    /** `hadAt`: when the asker last took or opened that conversation. */
    entries: z.array(auditEntry.extend({ hadAt: moment })),
    more: z.boolean(),
  }),
  errors: ['audit.not_allowed'],
})

export const auditRoutes = [listAudit, exportAudit, auditOfMyWork] as const
