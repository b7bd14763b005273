import * as z from 'zod'
import { deskPaths, helpPaths } from './conversation-paths.ts'
import { after } from './conversation-shapes.ts'
import { stream } from './stream.ts'

/** Answered as the events of `seekerEvents`. */
export const seekerStream = stream({
  id: 'conversations.stream',
  method: 'post',
  origin: 'help',
  path: helpPaths.stream,
  access: 'seeker',
  summary: 'Envelopes, state and typing as they happen, beginning after a position.',
  input: z.object({ after }),
})

/** Answered as the events of `deskEvents`. */
export const deskStream = stream({
  id: 'conversations.desk_stream',
  method: 'get',
  origin: 'workspace',
  path: deskPaths.stream,
  access: { roles: ['responder', 'supervisor'] },
  summary: 'The queue, envelopes, state and typing as they happen.',
  input: z.object({}),
})
