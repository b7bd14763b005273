import { base64UrlToBytes, bytesToBase64Url, isId, type SeekerActor } from '../../kernel/index.ts'
import type { Content } from '../../contracts/content.ts'
import type { SupersededFacts } from '../../contracts/conversations.ts'
import {
  createVisit,
  createWriter,
  generationToJson,
  newGeneration,
  newReceipt,
  newTicket,
  nextEnvelope,
  SealingError,
  sealingReason,
  visitCard,
  type Pair,
  type Receipt,
  type TicketHalves,
} from '../../sealing/index.ts'
import { anyBytes } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import { openState, sealState, type NoScriptPass, type VisitState } from './no-script.state.ts'
import { readSealedState, slideTicket } from './tickets.repository.ts'
import { ticketCapability, ticketHash } from './tickets.usecases.ts'

/** A visit that a request's pass has opened. */
export type OpenVisit = { actor: SeekerActor; state: VisitState; halves: TicketHalves; ticketId: string }

/** Opens the visit of a pass, for the length of a request. `visit_over` for any pass that does not fit. */
export async function openVisit(room: Room, pass: NoScriptPass): Promise<OpenVisit> {
  const clientHalf = base64UrlToBytes(pass.half)
  if (clientHalf?.length !== 32) refuse(conversationErrors.visit_over)
  const hash = ticketHash(pass.ticket)
  const found = await room.database.as(
    { kind: 'public' },
    async (tx) => {
      const ticket = await slideTicket(tx, hash, room.settings.ticketMinutes)
      return { ticket, sealed: ticket && (await readSealedState(tx, hash)) }
    },
    { capabilities: [ticketCapability(hash)] },
  )
  const { ticket, sealed } = found
  if (!ticket?.conversationId || !ticket.visitId || !sealed) refuse(conversationErrors.visit_over)
  const halves = { clientHalf, serverHalf: new Uint8Array(ticket.serverHalf) }
  const state = await openState(sealed, halves, pass.ticket).catch(shutToOver)
  const { conversationId, visitId } = ticket
  return { actor: { kind: 'seeker', conversationId, visitId }, state, halves, ticketId: pass.ticket }
}

export function shutToOver(error: unknown): never {
  if (error instanceof SealingError) refuse(conversationErrors.visit_over)
  throw error
}

function tooLong(error: unknown): never {
  if (sealingReason(error) === 'too_long') refuse(conversationErrors.envelope_refused)
  throw error
}

type NewLine = {
  conversationId: string
  generation: number
  epoch: { id: string; publicKey: string }
  recipients: SupersededFacts['recipients']
  content: Content
  /** The mark of the form, so that the same form again says it once. */
  mark?: string
  /** The ticket and half that the form carries already. */
  pass?: NoScriptPass | undefined
  /** Of somebody who comes back by words. */
  back?: { receipt: Receipt; pair: Pair; keep?: Pair | undefined }
}

function ticketFor(pass: NoScriptPass | undefined) {
  const ticket = newTicket()
  if (!pass) return ticket
  const clientHalf = base64UrlToBytes(pass.half)
  if (!isId(pass.ticket) || clientHalf?.length !== 32) refuse(conversationErrors.visit_over)
  return { ...ticket, ticketId: pass.ticket, clientHalf }
}

/** A visit with its ticket, generation and first envelope, ready to be stored with its sealed state. */
export async function makeVisit(line: NewLine) {
  const { conversationId, content, back } = line
  const visit = await createVisit()
  const ticket = ticketFor(line.pass)
  const card = visitCard(visit)
  const { generation, record } = await newGeneration({
    conversationId,
    number: line.generation,
    epoch: { id: line.epoch.id, publicKey: anyBytes(line.epoch.publicKey) },
    recipients: [
      { to: 'visit', recipient: visit.id, publicKey: card.publicKey },
      ...line.recipients.map(({ to, recipient, publicKey }) => ({
        to,
        recipient,
        publicKey: anyBytes(publicKey),
      })),
    ],
    ...(back && { senderReceiptKey: back.pair }),
  })
  const start = createWriter(conversationId, 'seeker')
  const { wire, writer } = await nextEnvelope(start, {
    content,
    seen: [],
    visit: card,
    generation,
    serverSealed: true,
  }).catch(tooLong)
  const state: VisitState = {
    visit,
    writer,
    conversationId,
    generations: [generation],
    receipt: back?.receipt ?? newReceipt(),
    keep: back?.keep,
    answered: line.mark ? [line.mark] : [],
  }
  return {
    pass: { ticket: ticket.ticketId, half: bytesToBase64Url(ticket.clientHalf) },
    state,
    sealedState: await sealState(state, ticket, ticket.ticketId),
    request: {
      visit: {
        id: visit.id,
        publicKey: bytesToBase64Url(card.publicKey),
        signPublicKey: bytesToBase64Url(card.signPublicKey),
      },
      ticket: { ticketId: ticket.ticketId, serverHalf: bytesToBase64Url(ticket.serverHalf) },
      generation: generationToJson(record),
      envelope: bytesToBase64Url(wire),
    },
  }
}
