import type {
  Acknowledgement,
  EnvelopeView,
  GenerationView,
  LineState,
  openConversation as openRoute,
  sendMessage as sendRoute,
} from '../../contracts/conversations.ts'
import type { InputOf } from '../../contracts/route.ts'
import type { Bytes, SeekerActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { exactly, receive, shown } from './conversations.bytes.ts'
import { admit } from './admission.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { keptUntil, wrapMonth } from './conversations.months.ts'
import { insertConversation } from './conversations.repository.ts'
import { countMessage, type Room } from './conversations.room.ts'
import { viewGenerations } from './conversations.slots.ts'
import { ownLine, stateOf, withBoard, type OwnState } from './conversations.state.ts'
import { listEnvelopes, type EnvelopeRow } from './envelopes.repository.ts'
import { listGenerations } from './generations.repository.ts'
import { isTaken, nextReaders, send, store, Superseded } from './send.usecase.ts'
import { ticketCapability, ticketHash } from './tickets.usecases.ts'
import { isTicketOf, putTicket, writeSealedState } from './tickets.repository.ts'
import { insertVisit } from './visits.repository.ts'

export type OpenInput = InputOf<typeof openRoute>

/** The first message, if it may come now: `crowded` says what to do first, and `too_many_tries` to come later. */
export async function openConversation(
  room: Room,
  input: OpenInput,
  clientKey: string,
): Promise<Acknowledgement> {
  const { conversationId, proof } = input
  const admission = await admit(room, { purpose: 'open', binding: conversationId, clientKey, proof })
  return storeOpening(room, input, { ...admission, clientKey })
}

/** What is known of an opening beside its input; `sealedState` is the visit itself where the browser has no script. */
export type Opening = { crowd: boolean; clientKey: string; sealedState?: Bytes }

/**
 * An opening that was admitted: conversation, visit, ticket, generation 1 and
 * envelope in one transaction. A retry of the same envelope gets its first acknowledgement.
 */
export async function storeOpening(
  room: Room,
  input: OpenInput,
  { crowd, clientKey, sealedState }: Opening,
): Promise<Acknowledgement> {
  const { conversationId, visit } = input
  room.slowed.saw(visit.id, clientKey)
  const actor: SeekerActor = { kind: 'seeker', conversationId, visitId: visit.id }
  const received = receive(input.envelope, { conversationId, role: 'seeker' })
  const hash = ticketHash(input.ticket.ticketId)
  const capabilities = [ticketCapability(hash)]
  const { generation, leftMessage } = input
  const sending = { conversationId, author: { visitId: visit.id }, received, generation, leftMessage }

  const open = async (tx: Tx) => {
    const { teamId, language, region = null, ticket } = input
    const { epochId } = generation
    const now = new Date()
    const month = wrapMonth(now, keptUntil(now, room.settings), room.settings)
    const row = { id: conversationId, teamId, language, region, epochId, destroyMonth: month, crowd }
    const fresh = await insertConversation(tx, row)
    if (!fresh) {
      // Ids alone prove nothing: others of this conversation know them, and one that was sent away does too.
      if (!(await isTicketOf(tx, hash, visit.id))) refuse(conversationErrors.visit_over)
      return store(room, tx, sending)
    }
    if (!(await room.line.takes(tx, teamId))) refuse(conversationErrors.no_line)
    const keys = { publicKey: exactly(65, visit.publicKey), signPublicKey: exactly(65, visit.signPublicKey) }
    const minutes = room.settings.ticketMinutes
    await insertVisit(tx, { id: visit.id, conversationId, ...keys, how: 'first', minutes })
    const bound = { conversationId, visitId: visit.id }
    const put = { hash, serverHalf: exactly(32, ticket.serverHalf), minutes, visit: bound }
    if (!(await putTicket(tx, put))) refuse(conversationErrors.visit_over)
    if (sealedState) await writeSealedState(tx, hash, sealedState)
    const sent = await store(room, tx, sending)
    // A crowd is not rung for one by one: the clockwork rings for all of them together.
    await tell(tx, { k: 'queue', t: teamId, r: leftMessage !== true && !crowd })
    return sent
  }

  const attempt = () => room.database.as(actor, open, { capabilities })
  try {
    return acknowledge(
      await attempt().catch((error: unknown) => (isTaken(error) ? attempt() : Promise.reject(error))),
    )
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
  const facts = await room.database.as(actor, async (tx) => {
    const epoch = await room.line.currentEpoch(tx, input.teamId)
    if (!epoch) refuse(conversationErrors.no_line)
    return nextReaders(tx, { id: conversationId, generation: 0 }, epoch)
  })
  return refuse(conversationErrors.key_superseded, facts)
}

function acknowledge({ position, at }: Acknowledgement): Acknowledgement {
  return { position, at }
}

/** One message of the seeker. */
export async function sendMessage(
  room: Room,
  actor: SeekerActor,
  input: InputOf<typeof sendRoute>,
): Promise<Acknowledgement> {
  countMessage(room, actor)
  const { conversationId, visitId } = actor
  const received = receive(input.envelope, { conversationId, role: 'seeker' })
  const { generation, leftMessage } = input
  const sent = await send(room, actor, [], {
    conversationId,
    author: { visitId },
    received,
    generation,
    leftMessage,
  })
  room.hub.published(conversationId, received, sent)
  return acknowledge(sent)
}

export type SeekerPage = {
  envelopes: EnvelopeView[]
  generations: GenerationView[]
  generation: number
  more: boolean
  through: number
}

/** Envelopes that this visit can open, with the generations that `held` lacks. */
export async function readMessages(
  room: Room,
  actor: SeekerActor,
  page: { after: number; limit: number },
  held: ReadonlySet<number> = new Set(),
): Promise<{ page: SeekerPage; state: OwnState }> {
  const { conversationId, visitId } = actor
  const read = await room.database.as(actor, async (tx) => {
    const { row, visit } = await ownLine(tx, actor)
    const reader = { visitId, second: visit.how === 'second' }
    const list = await listEnvelopes(tx, { conversationId, ...page })
    const numbers = [...new Set([...list.envelopes.map(({ generation }) => generation), row.generation])]
    const wanted = numbers.filter((number) => !held.has(number))
    const generations = await listGenerations(tx, conversationId, reader, { numbers: wanted })
    return { row, list, generations, state: await stateOf(room.outerKeys, tx, row, visit) }
  })
  const { more, through } = read.list
  const envelopes = read.list.envelopes.map(viewEnvelope)
  const generations = await viewGenerations(room.outerKeys, conversationId, read.generations)
  return {
    page: { envelopes, generations, generation: read.row.generation, more, through },
    state: read.state,
  }
}

export function viewEnvelope({
  position,
  at,
  bytes,
}: Pick<EnvelopeRow, 'position' | 'at' | 'bytes'>): EnvelopeView {
  return { position, at: at.toISOString(), bytes: shown(bytes) }
}

export async function listMessages(room: Room, actor: SeekerActor, input: { after: number; limit: number }) {
  const { page, state } = await readMessages(room, actor, input)
  const { through: _, ...shownPage } = page
  return { ...shownPage, state: await presentState(room, actor, state) }
}

export async function conversationState(room: Room, actor: SeekerActor): Promise<LineState> {
  const state = await room.database.as(actor, async (tx) => {
    const { row, visit } = await ownLine(tx, actor)
    return stateOf(room.outerKeys, tx, row, visit)
  })
  return presentState(room, actor, state)
}

export async function presentState(room: Room, actor: SeekerActor, state: OwnState): Promise<LineState> {
  const { conversationId } = actor
  return withBoard(state, conversationId, await room.board.read(), room.hub.responderTypes(conversationId))
}

/** Passed on at most once a second; nothing is stored. */
export async function seekerTyping(room: Room, actor: SeekerActor): Promise<void> {
  if (!room.hub.mayTell(`typing:${actor.visitId}`)) return
  await room.database.as(actor, async (tx) => {
    const { row } = await ownLine(tx, actor)
    await tell(tx, { k: 'typing', c: row.id, by: 's', m: row.claimedBy })
  })
}

/** Whether somebody can answer now, of the team that a conversation in this language goes to. Never a promise, always the present. */
export async function availability(room: Room, language: string) {
  const board = await room.board.read()
  const teamId = await room.teams.of(language)
  const none = { onDuty: 0, free: 0, languages: [], waiting: 0 }
  const { onDuty, free, languages, waiting } = teamId === undefined ? none : board.of(teamId)
  const { interpreterNumber, interpreterLanguages } = room.settings
  const interpreter = interpreterNumber && { number: interpreterNumber, languages: interpreterLanguages }
  return { open: onDuty > 0, respondersFree: free, languages, waiting, ...(interpreter && { interpreter }) }
}

/** The team to seal to. */
export async function currentLine(room: Room, wish: { language?: string; region?: string }) {
  const found = await room.database.as({ kind: 'public' }, (tx) => room.line.currentLine(tx, wish))
  if (!found) refuse(conversationErrors.no_line)
  const { teamId, epochId, epochPublicKey } = found
  return { teamId, epochId, epochPublicKey: shown(epochPublicKey) }
}
