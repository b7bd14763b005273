import type { SeekerActor } from '../../kernel/index.ts'
import { bytesToHex, exactly, sha256, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import type { Room } from './conversations.room.ts'
import { deleteTicket, putTicket, slideTicket } from './tickets.repository.ts'

/** What is kept of a ticket id. */
export function ticketHash(ticketId: string) {
  return sha256(ticketId)
}

export function ticketCapability(hash: Uint8Array): string {
  return `ticket:${bytesToHex(hash)}`
}

const publicActor = { kind: 'public' } as const
/** A ticket looked up so recently is believed; every statement checks the visit again. */
const believedFor = 30_000
const mostBelieved = 20_000

/**
 * Who shows this ticket, and another span for it. Throws `visit_over` for any
 * ticket that is not, or no longer, that of a visit.
 */
export async function authenticate(room: Room, ticketId: string): Promise<SeekerActor> {
  const hash = ticketHash(ticketId)
  const key = bytesToHex(hash)
  const believed = room.visits.get(key)
  if (believed && believed.until > Date.now()) return believed.actor
  const ticket = await slide(room, hash)
  if (!ticket?.conversationId || !ticket.visitId) {
    room.visits.delete(key)
    refuse(conversationErrors.visit_over)
  }
  const { conversationId, visitId } = ticket
  const actor: SeekerActor = { kind: 'seeker', conversationId, visitId }
  if (room.visits.size >= mostBelieved) room.visits.clear()
  room.visits.set(key, { actor, until: Date.now() + believedFor })
  return actor
}

function slide(room: Room, hash: ReturnType<typeof ticketHash>) {
  const { ticketMinutes } = room.settings
  return room.database.as(publicActor, (tx) => slideTicket(tx, hash, ticketMinutes), {
    capabilities: [ticketCapability(hash)],
  })
}

/** Leaves the server's half before there is a conversation. */
export async function startTicket(
  room: Room,
  input: { ticketId: string; serverHalf: string },
  clientKey: string,
): Promise<void> {
  if (!room.limits.tickets.take(clientKey)) refuse(conversationErrors.too_many_tries)
  const hash = ticketHash(input.ticketId)
  const ticket = { hash, serverHalf: exactly(32, input.serverHalf), minutes: room.settings.ticketMinutes }
  // The same again changes nothing; another half under a known id is not told apart from it.
  await room.database.as(publicActor, (tx) => putTicket(tx, ticket), {
    capabilities: [ticketCapability(hash)],
  })
}

/** After a reload: the server's half, and another span. */
export async function openTicket(room: Room, ticketId: string) {
  const ticket = await slide(room, ticketHash(ticketId))
  if (!ticket) refuse(conversationErrors.visit_over)
  const { conversationId, visitId, serverHalf } = ticket
  return {
    serverHalf: shown(serverHalf),
    ...(conversationId && { conversationId }),
    ...(visitId && { visitId }),
  }
}

/** Exit. What the browser may still hold can't be opened any more. */
export async function closeTicket(room: Room, ticketId: string): Promise<void> {
  const hash = ticketHash(ticketId)
  room.visits.delete(bytesToHex(hash))
  await room.database.as(
    publicActor,
    async (tx) => {
      const { conversationId, visitId } = (await deleteTicket(tx, hash)) ?? {}
      if (conversationId && visitId) await tell(tx, { k: 'over', c: conversationId, v: visitId })
    },
    { capabilities: [ticketCapability(hash)] },
  )
}
