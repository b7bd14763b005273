import * as z from 'zod'
import { helpPaths } from './conversation-paths.ts'
import { burnDays } from './conversation-shapes.ts'
import { route } from './route.ts'

export const burn = route({
  id: 'conversations.burn',
  method: 'post',
  origin: 'help',
  path: helpPaths.burn,
  access: 'seeker',
  summary:
    'Deletes every message, key, word and visit of the conversation, for both sides, now. A visit that came by words and was not checked ends itself and the words instead, and the team is asked.',
  input: z.object({}),
  /**
   * `deleted` false: nothing was deleted. With `heldUntil` it is shut to everybody and the law keeps it until then;
   * without, the visit and the words have ended, and the team was asked.
   */
  output: z.object({ deleted: z.boolean() }).extend(burnDays.shape),
  errors: ['conversations.visit_over'],
})
