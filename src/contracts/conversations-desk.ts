import type { Role } from '../kernel/index.ts'
import * as z from 'zod'
import { deskPaths } from './conversation-paths.ts'
import { askLegalHold, decideLegalHold, legalHolds, liftLegalHold } from './conversations-hold.ts'
import { accessRoutes, readingPurpose } from './conversations-access.ts'
import { deskNote, keepDeskNote } from './conversations-note.ts'
import { slowingRoutes } from './conversations-slowing.ts'
import {
  acknowledgement,
  after,
  envelopeBytes,
  envelopeView,
  generationRecord,
  generationView,
  howReturned,
  language,
  limit,
  line,
  recipient,
  region,
} from './conversation-shapes.ts'
import { burnDays } from './conversation-shapes.ts'
import { bytes, done, id, moment, route } from './route.ts'

const origin = 'workspace'
const desk: { roles: readonly Role[] } = { roles: ['responder', 'supervisor'] }
const notThere = 'conversations.not_found'

/** One conversation as the queue shows it: no text, nothing that says who. */
export const deskItem = z.object({
  conversationId: id,
  teamId: id,
  state: z.enum(['waiting', 'claimed', 'ended']),
  language,
  region: region.optional(),
  openedAt: moment,
  /** Since when the state holds; while waiting, the waiting time counts from here. */
  since: moment,
  /** It has waited for longer than the ring time. */
  ringing: z.boolean(),
  /** Somebody had it and fell silent or let go. */
  backInQueue: z.boolean(),
  leftMessage: z.boolean(),
  /** A message of the seeker waits for an answer since then. */
  unansweredSince: moment.optional(),
  /** When whoever has it took it or was given it: an answer is owed from then on at the earliest. */
  takenAt: moment.optional(),
  claimedBy: id.optional(),
  /** The newest position; compare with the last one read. */
  lastPosition: z.int(),
  /** A visit of the seeker is open (not left, not timed out). */
  seekerHere: z.boolean(),
  /** Somebody came back by words and nobody has checked yet. */
  unchecked: z.boolean(),
  serverReadable: z.boolean(),
  /** A visit that came by words, and that nobody had checked, asked for everything to be deleted. */
  deletionAskedAt: moment.optional(),
  /** One of very many from one network at once: shown as a group. */
  crowd: z.boolean().optional(),
  /** Ended and slowed until then. */
  slowedUntil: moment.optional(),
})
export type DeskItem = z.infer<typeof deskItem>

export const deskQueue = route({
  id: 'conversations.desk_queue',
  method: 'get',
  origin,
  path: deskPaths.queue,
  access: desk,
  summary: 'Waiting conversations of my teams, oldest first; mine; and, for a supervisor, those of others.',
  input: z.object({}),
  output: z.object({
    waiting: z.array(deskItem),
    /** Waiting ones that came as a crowd, apart from `waiting`, so that they push nobody out of sight. */
    crowd: z.object({
      waiting: z.int(),
      since: moment.optional(),
      /** Those that wait longest. */
      first: z.array(deskItem).max(20),
    }),
    mine: z.array(deskItem),
    others: z.array(deskItem),
    /** There are more than the 200 of each list. */
    more: z.boolean(),
    /** Seconds after which a claimed conversation may go back to the queue because an answer is owed. */
    answerWithin: z.int(),
  }),
  errors: [],
})

const one = z.object({ conversationId: id })

export const claim = route({
  id: 'conversations.claim',
  method: 'post',
  origin,
  path: deskPaths.claim,
  access: desk,
  summary:
    'Takes a waiting conversation. Of two at once, one gets it. Claiming one’s own again changes nothing.',
  input: one,
  output: deskItem,
  errors: [notThere, 'conversations.already_claimed'],
})

export const release = route({
  id: 'conversations.release',
  method: 'post',
  origin,
  path: deskPaths.release,
  access: desk,
  summary: 'Gives a conversation back to the queue; it rings, and the seeker is told.',
  input: one,
  output: done,
  errors: [notThere, 'conversations.not_yours'],
})

export const handOver = route({
  id: 'conversations.hand_over',
  method: 'post',
  origin,
  path: deskPaths.handOver,
  access: desk,
  summary:
    'Gives a conversation to a colleague of the same team who is on duty. A supervisor may hand over anybody’s, also to themselves.',
  input: z.object({ conversationId: id, memberId: id }),
  output: done,
  errors: [notThere, 'conversations.not_yours', 'conversations.not_on_duty'],
})

export const endConversation = route({
  id: 'conversations.end',
  method: 'post',
  origin,
  path: deskPaths.end,
  access: desk,
  summary: 'Ends it. Nothing is deleted; if the seeker writes again it waits again.',
  input: one,
  output: done,
  errors: [notThere, 'conversations.not_yours'],
})

/** A seeker's visit as the desk sees it. */
export const deskVisit = z.object({
  visitId: id,
  publicKey: bytes(65),
  signPublicKey: bytes(65),
  how: howReturned,
  /** May read what was said before. A first visit always; one that came by words after a check or by the second secret. */
  checked: z.boolean(),
  refused: z.boolean(),
  /** Its tab is open, as far as the server can know. */
  live: z.boolean(),
  since: moment,
})
export type DeskVisit = z.infer<typeof deskVisit>

export const deskMessages = route({
  id: 'conversations.desk_messages',
  method: 'post',
  origin,
  path: deskPaths.messages,
  access: desk,
  summary:
    'Envelopes after a position with the team’s slots, and who gets a slot next. For whoever claimed it; a supervisor says what for, which is recorded.',
  input: z.object({ conversationId: id, after, limit, purpose: readingPurpose.optional() }),
  output: z.object({
    item: deskItem,
    envelopes: z.array(envelopeView),
    /** Those the envelopes need, and the newest. */
    generations: z.array(generationView),
    generation: z.int(),
    line,
    recipients: z.array(recipient),
    visits: z.array(deskVisit),
    more: z.boolean(),
  }),
  errors: [notThere, 'conversations.burned', 'conversations.purpose_needed'],
})

export const deskGenerations = route({
  id: 'conversations.desk_generations',
  method: 'post',
  origin,
  path: deskPaths.generations,
  access: desk,
  summary:
    'Every generation with the team’s slot, for resealing after a check; `after` is a generation number.',
  input: z.object({ conversationId: id, after, limit, purpose: readingPurpose.optional() }),
  output: z.object({ generations: z.array(generationView), more: z.boolean() }),
  errors: [notThere, 'conversations.purpose_needed'],
})

export const deskSend = route({
  id: 'conversations.desk_send',
  method: 'post',
  origin,
  path: deskPaths.send,
  access: desk,
  summary:
    'One envelope of a responder who has claimed the conversation; with `generation` when a new one is needed.',
  input: z.object({ conversationId: id, envelope: envelopeBytes, generation: generationRecord.optional() }),
  output: acknowledgement,
  errors: [
    notThere,
    'conversations.not_yours',
    'conversations.burned',
    'conversations.key_superseded',
    'conversations.message_conflict',
    'conversations.envelope_refused',
  ],
})

export const deskTyping = route({
  id: 'conversations.desk_typing',
  method: 'post',
  origin,
  path: deskPaths.typing,
  access: desk,
  summary: 'I am typing. Never what; all that is kept is when somebody was last at work there.',
  input: one,
  output: done,
  errors: [notThere, 'conversations.not_yours'],
})

export const checkVisit = route({
  id: 'conversations.check_visit',
  method: 'post',
  origin,
  path: deskPaths.visitCheck,
  access: desk,
  summary:
    'The responder is sure who is there: earlier generations are resealed to this visit. Send slots in several calls when there are many.',
  input: z.object({
    conversationId: id,
    visitId: id,
    slots: z.array(z.object({ number: z.int().positive(), bytes: bytes(400) })).max(500),
  }),
  output: done,
  errors: [notThere, 'conversations.not_yours', 'conversations.visit_over'],
})

export const refuseVisit = route({
  id: 'conversations.refuse_visit',
  method: 'post',
  origin,
  path: deskPaths.visitRefuse,
  access: desk,
  summary: 'It is somebody else: the visit ends, and the next message needs a new generation without it.',
  input: z.object({ conversationId: id, visitId: id }),
  output: done,
  errors: [notThere, 'conversations.not_yours'],
})

export const answerDeletion = route({
  id: 'conversations.answer_deletion',
  method: 'post',
  origin,
  path: deskPaths.deletion,
  access: desk,
  summary:
    'Deletes a conversation that an unchecked visit asked to have deleted, or keeps it. For whoever has it, or a supervisor; recorded.',
  input: z.object({ conversationId: id, deleted: z.boolean() }),
  output: done.extend(burnDays.shape),
  errors: [notThere, 'conversations.not_yours', 'conversations.deletion_not_asked'],
})

export const presence = route({
  id: 'conversations.presence',
  method: 'post',
  origin,
  path: deskPaths.presence,
  access: desk,
  summary: 'Heartbeat of an open desk, every 15 seconds; on duty ends 45 seconds after the last one.',
  input: z.object({
    /** Ready for a new conversation. */
    available: z.boolean(),
    /** What I answer in. */
    languages: z.array(language).max(20),
    /** Whether keyboard or pointer were used since the last heartbeat. A screen left alone or locked says false. */
    active: z.boolean().default(true),
    /** The desk is being left: off duty at once. */
    leaving: z.boolean().default(false),
  }),
  output: z.object({ onDuty: z.int(), waiting: z.int() }),
  errors: [],
})

export const colleagues = route({
  id: 'conversations.colleagues',
  method: 'get',
  origin,
  path: deskPaths.colleagues,
  access: desk,
  summary: 'Who of my teams is on duty and could take a conversation over.',
  input: z.object({}),
  output: z.object({
    members: z.array(
      z.object({
        memberId: id,
        teamId: id,
        /** Absent where the identity room gave none. */
        name: z.string().optional(),
        available: z.boolean(),
        languages: z.array(language),
        conversations: z.int(),
      }),
    ),
  }),
  errors: [],
})

/** Events of the desk's stream (GET, server-sent events, cookie): `event:` is the key, `data:` the JSON. */
export const deskEvents = {
  /** The queue changed: ask for it again. With `ring`, sound and notify (without content). */
  queue: z.object({ ring: z.boolean() }),
  /** New envelopes in a conversation of mine. `generations` has those not seen on this stream yet. */
  message: z.object({
    conversationId: id,
    envelopes: z.array(envelopeView),
    generations: z.array(generationView),
  }),
  /** Its state, visits or owner changed: ask for its messages again after the last position. */
  state: z.object({ conversationId: id }),
  /** The seeker types; let it fade after four seconds. */
  typing: z.object({ conversationId: id }),
  /** Members or keys of a team of mine changed: look at its key, and make the next if it is due. */
  team: z.object({ teamId: id }),
  again: z.object({}),
  over: z.object({}),
} as const
export type DeskEvent = {
  [Key in keyof typeof deskEvents]: { event: Key; data: z.infer<(typeof deskEvents)[Key]> }
}[keyof typeof deskEvents]

export const deskRoutes = [
  deskQueue,
  claim,
  release,
  handOver,
  endConversation,
  deskMessages,
  deskGenerations,
  deskSend,
  deskTyping,
  checkVisit,
  refuseVisit,
  answerDeletion,
  presence,
  colleagues,
  deskNote,
  keepDeskNote,
  legalHolds,
  askLegalHold,
  decideLegalHold,
  liftLegalHold,
  ...slowingRoutes,
  ...accessRoutes,
] as const
