import { base64UrlToBytes, concatBytes, randomId, type Bytes } from '../kernel/index.ts'
import { openBox, sealBox } from './boxes.ts'
import { insist } from './errors.ts'
import { frame, pad, randomBytes, unpad } from './primitives.ts'
import { labels, sizes } from './suite.ts'

/** Both halves of the key that guards a visit's state across reloads; neither opens anything alone. */
export type TicketHalves = { clientHalf: Bytes; serverHalf: Bytes }

/** A new ticket: the id authorises the visit, the halves (32 bytes each) guard its state. */
export function newTicket(): TicketHalves & { ticketId: string } {
  return { ticketId: randomId(), clientHalf: randomBytes(sizes.key), serverHalf: randomBytes(sizes.key) }
}

function secretOf({ clientHalf, serverHalf }: TicketHalves): Bytes {
  insist(clientHalf.length === sizes.key && serverHalf.length === sizes.key, 'bad_key')
  return concatBytes(clientHalf, serverHalf)
}

function info(ticketId: string): Bytes {
  const id = base64UrlToBytes(ticketId)
  insist(id?.length === sizes.id, 'bad_argument')
  return frame(labels.ticket, id)
}

/** Any bytes up to 1 MB, padded to 4, 16, 64, 256 or 1024 KB, so that the size says little. */
export function sealTicketState(halves: TicketHalves, ticketId: string, state: Bytes): Promise<Bytes> {
  return sealBox(secretOf(halves), info(ticketId), pad(state, sizes.ticket))
}

/** Throws `shut` for a wrong half or another ticket's state. */
export async function openTicketState(halves: TicketHalves, ticketId: string, sealed: Bytes): Promise<Bytes> {
  return unpad(await openBox(secretOf(halves), info(ticketId), sealed), sizes.ticket)
}
