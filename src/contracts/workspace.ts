/** What the workspace must know of this installation beside the rooms' own. */
import * as z from 'zod'
import { route } from './route.ts'

export const installation = route({
  id: 'workspace.installation',
  method: 'get',
  origin: 'workspace',
  path: '/api/workspace/installation',
  access: 'staff',
  summary: 'How this installation is set up, as far as the workspace shows it.',
  input: z.object({}),
  output: z.object({
    /** Draft languages that the operator says a person has read (REVIEWED_LOCALES). */
    reviewedLocales: z.array(z.string()),
  }),
  errors: [],
})
