import * as z from 'zod'
import { helpPaths } from './conversation-paths.ts'
import { done, route } from './route.ts'

/** Provinces and territories, as a seeker may name theirs; the texts are `chat.region.*`. */
export const provinces = [
  'ab',
  'bc',
  'mb',
  'nb',
  'nl',
  'ns',
  'nt',
  'nu',
  'on',
  'pe',
  'qc',
  'sk',
  'yt',
] as const
export type Province = (typeof provinces)[number]

/** One of the list and nothing else: it is not sealed, so no word of anybody's may travel in it. */
export const province = z.enum(provinces)

export const setRegion = route({
  id: 'conversations.set_region',
  method: 'post',
  origin: 'help',
  path: helpPaths.region,
  access: 'seeker',
  summary:
    'Roughly where the person is, if they want to say: shown in the queue, not sealed. Null takes it away.',
  input: z.object({ region: province.nullable() }),
  output: done,
  errors: ['conversations.visit_over', 'conversations.not_checked', 'conversations.too_many_messages'],
})
