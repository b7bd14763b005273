import * as z from 'zod'
import { sendErrors, visitErrors } from './conversation-errors.ts'
import { helpPaths } from './conversation-paths.ts'
import {
  acknowledgement,
  envelopeBytes,
  generationRecord,
  generationView,
  line,
  proof,
  recipient,
  ticketHalf,
  visitKeys,
} from './conversation-shapes.ts'
import { bytes, done, id, route } from './route.ts'

const origin = 'help'

/** What is derived from six words or 20 digits; the words themselves never travel. */
const words = { lookupId: id, token: bytes(32) }

export const registerWords = route({
  id: 'conversations.register_words',
  method: 'post',
  origin,
  path: helpPaths.wordsRegister,
  access: 'seeker',
  summary: 'Makes the words that this visit shows a way back. The same words twice change nothing.',
  input: z.object({ ...words, publicKey: bytes(65) }),
  output: done,
  errors: [...visitErrors, 'conversations.words_exist', 'conversations.not_checked'],
})

export const wordsSeen = route({
  id: 'conversations.words_seen',
  method: 'post',
  origin,
  path: helpPaths.wordsSeen,
  access: 'seeker',
  summary: '“Someone saw my words”: they stop working now. New ones may be registered.',
  input: z.object({}),
  output: done,
  errors: visitErrors,
})

export const findLine = route({
  id: 'conversations.find_line',
  method: 'post',
  origin,
  path: helpPaths.wordsFind,
  access: 'public',
  summary:
    'Coming back, step one: what is needed to make the next generation. Wrong, ended and never-made words answer alike.',
  input: z.object({ ...words, proof: proof.optional() }),
  output: z.object({
    /** Good for five minutes and one return. */
    grant: id,
    conversationId: id,
    nextGeneration: z.int(),
    line,
    recipients: z.array(recipient),
  }),
  errors: ['conversations.words_unknown', 'conversations.too_many_tries', 'conversations.crowded'],
})

export const returnToLine = route({
  id: 'conversations.return',
  method: 'post',
  origin,
  path: helpPaths.wordsReturn,
  access: 'public',
  summary:
    'Coming back, step two: a new visit, a new generation (team slot proven by the words) and a `returned` envelope.',
  input: z.object({
    grant: id,
    visit: visitKeys,
    ticket: ticketHalf,
    generation: generationRecord,
    envelope: envelopeBytes,
  }),
  output: acknowledgement,
  errors: [
    'conversations.words_unknown',
    'conversations.too_many_tries',
    'conversations.slowed',
    ...sendErrors,
  ],
})

const keepSlots = z.array(z.object({ number: z.int().positive().max(2_147_483_647), bytes: bytes(400) }))

export const registerKeep = route({
  id: 'conversations.register_keep',
  method: 'post',
  origin,
  path: helpPaths.keepRegister,
  access: 'seeker',
  summary:
    'Sets or changes the second secret: its public key, its token, and slots for the generations this visit holds.',
  input: z.object({ keepId: id, token: bytes(32), publicKey: bytes(65), slots: keepSlots.max(1_000) }),
  output: done,
  errors: [...visitErrors, 'conversations.not_checked'],
})

export const openKeep = route({
  id: 'conversations.open_keep',
  method: 'post',
  origin,
  path: helpPaths.keepOpen,
  access: 'seeker',
  summary: 'The second secret: opens what was said before. Ten wrong tries in a day shut it for that day.',
  input: z.object({ token: bytes(32) }),
  output: z.object({ generations: z.array(generationView) }),
  errors: [...visitErrors, 'conversations.secret_unknown', 'conversations.too_many_tries'],
})
