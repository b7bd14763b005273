import * as z from 'zod'
import { helpPaths } from './conversation-paths.ts'
import { moment, route } from './route.ts'

export const listOpenings = route({
  id: 'conversations.list_openings',
  method: 'post',
  origin: 'help',
  path: helpPaths.openings,
  access: 'seeker',
  summary:
    'Who opened this conversation, newest first: the role and the time, never a name, nor that of an organisation. For a visit that was checked.',
  input: z.object({}),
  output: z.object({
    openings: z.array(z.object({ role: z.enum(['responder', 'supervisor']), at: moment })).max(50),
    /** There were earlier ones, too. */
    more: z.boolean(),
  }),
  errors: ['conversations.visit_over', 'conversations.not_checked'],
})
