import type { Role } from '../kernel/index.ts'
import * as z from 'zod'
import { deskPaths } from './conversation-paths.ts'
import { done, id, moment, route } from './route.ts'

const one = z.object({ conversationId: id })
const desk: { roles: readonly Role[] } = { roles: ['responder', 'supervisor'] }

export const endAndSlow = route({
  id: 'conversations.end_and_slow',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.endAndSlow,
  access: desk,
  summary:
    'Ends an abusive contact: for some minutes the conversation takes no further message, and a new one from the same network waits a little. Nobody is identified; the phone and a new chat stay open.',
  input: one,
  output: z.object({ until: moment }),
  errors: ['conversations.not_found', 'conversations.not_yours'],
})

export const undoSlowing = route({
  id: 'conversations.undo_slowing',
  method: 'post',
  origin: 'workspace',
  path: deskPaths.undoSlowing,
  access: desk,
  summary: 'Takes “end and slow” back: whoever did it, or a supervisor of the team.',
  input: one,
  output: done,
  errors: ['conversations.not_found', 'conversations.not_yours', 'conversations.not_slowed'],
})

/** A conversation that is slowed now. */
export const slowedItem = z.object({ conversationId: id, teamId: id, until: moment })
export type SlowedItem = z.infer<typeof slowedItem>

export const slowings = route({
  id: 'conversations.slowings',
  method: 'get',
  origin: 'workspace',
  path: deskPaths.slowings,
  access: desk,
  summary:
    'What is slowed now: of mine, and for a supervisor of the team; and for a supervisor how often it was done. Counts by day and team, never by member or contact.',
  input: z.object({}),
  output: z.object({
    now: z.array(slowedItem),
    /** Absent for whoever supervises no team. Days in UTC, the last seven with any, newest first. */
    counts: z.array(z.object({ teamId: id, day: z.iso.date(), times: z.int(), undone: z.int() })).optional(),
  }),
  errors: [],
})

export const slowingRoutes = [endAndSlow, undoSlowing, slowings] as const
