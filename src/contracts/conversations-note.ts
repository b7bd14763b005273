import * as z from 'zod'
import { deskPaths } from './conversation-paths.ts'
import { bytes, done, id, route } from './route.ts'

/* What a desk has under way for a conversation, for whoever answers it next. Sealed to the team; never to the seeker. */

const origin = 'workspace'
const access = { roles: ['responder', 'supervisor'] } as const

/** `bytes` is `sealDeskNote`, to the epoch of this id. */
export const sealedNote = z.object({ epochId: id, bytes: bytes(70_000).min(100) })

export const deskNote = route({
  id: 'conversations.desk_note',
  method: 'post',
  origin,
  path: deskPaths.note,
  access,
  summary: 'What was under way when somebody else had this conversation. For whoever has it now.',
  input: z.object({ conversationId: id }),
  output: z.object({ note: sealedNote.nullable() }),
  errors: ['conversations.not_found', 'conversations.not_yours'],
})

export const keepDeskNote = route({
  id: 'conversations.keep_desk_note',
  method: 'post',
  origin,
  path: deskPaths.noteKeep,
  access,
  summary: 'Keeps what is under way, in place of what was kept before. For whoever has the conversation.',
  input: sealedNote.extend({ conversationId: id }),
  output: done,
  errors: ['conversations.not_found', 'conversations.not_yours', 'conversations.envelope_refused'],
})

/** Whom a referral is for: ids of the register and the team, and the names that the person will read. */
export const referralTo = z.object({
  serviceId: id,
  teamId: id,
  service: z.string().max(200),
  organisation: z.string().max(200),
})
export type ReferralTo = z.infer<typeof referralTo>

/** So many asks of one conversation are carried, the newest. */
export const mostCarried = 40

/** What a note says, once it is opened. A colleague's browser wrote it: check it on arrival. */
export const underWay = z.object({
  asks: z.array(z.object({ askId: id, to: referralTo })).max(mostCarried),
  /** Which ask's hold a question for consent follows. */
  holds: z.record(id, id),
})
export type UnderWay = z.infer<typeof underWay>
