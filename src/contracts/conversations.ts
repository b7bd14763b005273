import * as z from 'zod'
import { helpPaths } from './conversation-paths.ts'
import { listOpenings } from './conversation-openings.ts'
import { province, setRegion } from './conversation-region.ts'
import { burn } from './conversations-burn.ts'
import {
  acknowledgement,
  after,
  burnDays,
  envelopeBytes,
  envelopeView,
  generationRecord,
  generationView,
  howReturned,
  language,
  limit,
  line,
  proof,
  recipient,
  region,
  ticketHalf,
  visitKeys,
} from './conversation-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

export * from './conversation-openings.ts'
export * from './conversation-paths.ts'
export * from './conversations-burn.ts'
export * from './conversation-region.ts'
export * from './conversation-shapes.ts'
export * from './conversations-desk.ts'
export * from './conversations-hold.ts'
export * from './conversations-note.ts'
export * from './conversations-slowing.ts'

const origin = 'help'
const visitErrors = ['conversations.visit_over'] as const
const sendErrors = [
  ...visitErrors,
  'conversations.key_superseded',
  'conversations.message_conflict',
  'conversations.envelope_refused',
] as const

export const availability = route({
  id: 'conversations.availability',
  method: 'get',
  origin,
  path: helpPaths.availability,
  access: 'public',
  summary: 'Whether someone can answer now, and in which languages. Never a promise, always the present.',
  input: z.object({}),
  output: z.object({
    /** Somebody trained is on duty now. */
    open: z.boolean(),
    /** On duty, ready for a new conversation. */
    respondersFree: z.int(),
    /** What those on duty answer in. */
    languages: z.array(language),
    /** Conversations that wait for somebody now. */
    waiting: z.int(),
    /** Only when its number is staffed: shown as “ask for an interpreter”. */
    interpreter: z.object({ number: z.string(), languages: z.array(language) }).optional(),
  }),
  errors: [],
})

export const currentLine = route({
  id: 'conversations.current_line',
  method: 'get',
  origin,
  path: helpPaths.line,
  access: 'public',
  summary: 'The team to seal the first message to.',
  input: z.object({ language: language.optional(), region: region.optional() }),
  output: line,
  errors: ['conversations.no_line'],
})

export const startTicket = route({
  id: 'conversations.start_ticket',
  method: 'post',
  origin,
  path: helpPaths.ticketStart,
  access: 'public',
  summary:
    'Leaves half of a tab’s key before any conversation exists, so that a draft or a first message survives a reload.',
  input: ticketHalf,
  output: done,
  errors: ['conversations.too_many_tries'],
})

export const openTicket = route({
  id: 'conversations.open_ticket',
  method: 'post',
  origin,
  path: helpPaths.ticketOpen,
  access: 'public',
  summary: 'After a reload: the server’s half of the tab’s key, for another 15 minutes.',
  input: z.object({ ticketId: id }),
  /** `conversationId` is absent while no first message has arrived. */
  output: z.object({ serverHalf: bytes(32), conversationId: id.optional(), visitId: id.optional() }),
  errors: ['conversations.visit_over'],
})

export const closeTicket = route({
  id: 'conversations.close_ticket',
  method: 'post',
  origin,
  path: helpPaths.ticketClose,
  access: 'public',
  summary:
    'Exit: the server’s half is gone, and what the browser may still hold stays shut for good. Always answers the same.',
  input: z.object({ ticketId: id }),
  output: done,
  errors: [],
})

export const openConversation = route({
  id: 'conversations.open',
  method: 'post',
  origin,
  path: helpPaths.open,
  access: 'public',
  summary: 'The first message. Generation 1 has a slot for the team and one for this visit.',
  input: z.object({
    conversationId: id,
    teamId: id,
    language,
    region: province.optional(),
    visit: visitKeys,
    ticket: ticketHalf,
    generation: generationRecord,
    envelope: envelopeBytes,
    /** A message that is left: nobody need be rung. */
    leftMessage: z.boolean().optional(),
    proof: proof.optional(),
  }),
  output: acknowledgement,
  errors: ['conversations.no_line', 'conversations.too_many_tries', 'conversations.crowded', ...sendErrors],
})

export const sendMessage = route({
  id: 'conversations.send',
  method: 'post',
  origin,
  path: helpPaths.send,
  access: 'seeker',
  summary:
    'One envelope; with `generation` when a new one is needed. `leftMessage` says that nobody need be rung.',
  input: z.object({
    envelope: envelopeBytes,
    generation: generationRecord.optional(),
    leftMessage: z.boolean().optional(),
  }),
  output: acknowledgement,
  errors: [...sendErrors, 'conversations.too_many_messages', 'conversations.slowed'],
})

/** What is true of the conversation now, as the seeker is told it. */
export const lineState = z.object({
  /** The team whose line it is; `ahead`, `open` and `respondersFree` speak of that team. */
  teamId: id,
  state: z.enum(['waiting', 'claimed', 'ended']),
  /** Since when that state holds. */
  since: moment,
  /** While waiting: how many conversations are before this one. */
  ahead: z.int(),
  /** Nobody came within the ring time; it rang again. Offer the phone, or to leave a message. */
  unanswered: z.boolean(),
  /** Somebody had taken it and fell silent or let go. */
  backInQueue: z.boolean(),
  leftMessage: z.boolean(),
  /** What this person said of where they are; never told to a visit that nobody checked. */
  region: province.optional(),
  open: z.boolean(),
  respondersFree: z.int(),
  /** Somebody on the other side typed within the last seconds. */
  responderTyping: z.boolean(),
  /** They ended it for now: until then it takes no message. */
  slowedUntil: moment.optional(),
  /** A part of it was sealed by the server for a browser without script. */
  serverReadable: z.boolean(),
  /** Words to come back with are registered. */
  wordsKept: z.boolean(),
  /** A second secret is set. */
  secondKept: z.boolean(),
  /** How this visit came, and whether it may read what was said before. */
  visit: z.object({ how: howReturned, checked: z.boolean() }),
  /** What the person would be told if they deleted it now. Of a legal hold only a checked visit is told. */
  deleting: burnDays,
})
export type LineState = z.infer<typeof lineState>

export const listMessages = route({
  id: 'conversations.list',
  method: 'post',
  origin,
  path: helpPaths.messages,
  access: 'seeker',
  summary:
    'Envelopes that this visit can open, after a position, oldest first, with the generations they need.',
  input: z.object({ after, limit }),
  output: z.object({
    envelopes: z.array(envelopeView),
    generations: z.array(generationView),
    /** The generation to write under; make a new one when it is not among those held. */
    generation: z.int(),
    more: z.boolean(),
    state: lineState,
  }),
  errors: visitErrors,
})

export const conversationState = route({
  id: 'conversations.state',
  method: 'post',
  origin,
  path: helpPaths.state,
  access: 'seeker',
  summary: 'What is true now: waiting, taken, given back, and who is on duty.',
  input: z.object({}),
  output: lineState,
  errors: visitErrors,
})

export const seekerTyping = route({
  id: 'conversations.typing',
  method: 'post',
  origin,
  path: helpPaths.typing,
  access: 'seeker',
  summary: 'Somebody types here. Never what; never stored; passed on at most once a second.',
  input: z.object({}),
  output: done,
  errors: visitErrors,
})

/** Body of the seeker's stream (POST, answered as server-sent events). It begins with everything after `after`. */

/** Events of the seeker's stream: `event:` is the key, `data:` the JSON. */
export const seekerEvents = {
  message: z.object({ envelopes: z.array(envelopeView), generations: z.array(generationView) }),
  state: lineState,
  /** The responder types; let it fade after four seconds. */
  typing: z.object({}),
  /** The server ends this stream; come back after the last position held. */
  again: z.object({}),
  /** The visit is over (left, timed out, refused, burned); do not come back. */
  over: z.object({}),
} as const
export type SeekerEvent = {
  [Key in keyof typeof seekerEvents]: { event: Key; data: z.infer<(typeof seekerEvents)[Key]> }
}[keyof typeof seekerEvents]

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

const keepSlots = z.array(z.object({ number: z.int().positive(), bytes: bytes(400) }))

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

export const helpConversationRoutes = [
  availability,
  currentLine,
  startTicket,
  openTicket,
  closeTicket,
  openConversation,
  sendMessage,
  listMessages,
  conversationState,
  seekerTyping,
  setRegion,
  burn,
  registerWords,
  wordsSeen,
  findLine,
  returnToLine,
  registerKeep,
  openKeep,
  listOpenings,
] as const
