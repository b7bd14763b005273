import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

/** Of a ticket before the first message, both ids are null. */
export type TicketRow = { conversationId: string | null; visitId: string | null; serverHalf: Buffer }

/**
 * Leaves the server's half under a ticket, or binds the one left before to its
 * visit. False when the ticket is bound to another visit or has another half.
 */
export async function putTicket(
  tx: Tx,
  ticket: {
    hash: Bytes
    serverHalf: Bytes
    minutes: number
    visit?: { conversationId: string; visitId: string }
  },
): Promise<boolean> {
  const { conversationId = null, visitId = null } = ticket.visit ?? {}
  const { numAffectedRows } = await sql`
    insert into conversations.tickets as t (hash, visit_id, conversation_id, server_half, expires_at)
    values (${buffer(ticket.hash)}, ${visitId}, ${conversationId}, ${buffer(ticket.serverHalf)},
      now() + ${ticket.minutes} * interval '1 minute')
    on conflict (hash) do update set visit_id = excluded.visit_id, conversation_id = excluded.conversation_id,
      expires_at = excluded.expires_at
    where t.server_half = excluded.server_half and (t.visit_id is null or t.visit_id = excluded.visit_id)`.execute(
    tx,
  )
  return numAffectedRows === 1n
}

/** Whether a ticket whose time is not over is that of this visit. */
export async function isTicketOf(tx: Tx, hash: Bytes, visitId: string): Promise<boolean> {
  const { rows } = await sql`
    select from conversations.tickets
    where hash = ${buffer(hash)} and visit_id = ${visitId} and expires_at > now()`.execute(tx)
  return rows.length === 1
}

/** Finds a ticket whose time is not over and gives it, and its visit, another span. */
export async function slideTicket(tx: Tx, hash: Bytes, minutes: number): Promise<TicketRow | undefined> {
  const { rows } = await sql<TicketRow>`
    with slid as (
      update conversations.tickets set expires_at = now() + ${minutes} * interval '1 minute'
      where hash = ${buffer(hash)} and expires_at > now()
      returning conversation_id, visit_id, server_half, expires_at
    ), visit as (
      update conversations.visits v set live_until = slid.expires_at from slid where v.id = slid.visit_id
    )
    select conversation_id as "conversationId", visit_id as "visitId", server_half as "serverHalf" from slid`.execute(
    tx,
  )
  return rows[0]
}

/** Deletes a ticket; its visit is over with it. Undefined when there was none. */
export async function deleteTicket(
  tx: Tx,
  hash: Bytes,
): Promise<Pick<TicketRow, 'conversationId' | 'visitId'> | undefined> {
  const { rows } = await sql<Pick<TicketRow, 'conversationId' | 'visitId'>>`
    with gone as (
      delete from conversations.tickets where hash = ${buffer(hash)} returning conversation_id, visit_id
    ), visit as (
      update conversations.visits v set live_until = least(v.live_until, now()) from gone where v.id = gone.visit_id
    )
    select conversation_id as "conversationId", visit_id as "visitId" from gone`.execute(tx)
  return rows[0]
}

/** Without script: the visit's keys, sealed under both halves. */
export async function readSealedState(tx: Tx, hash: Bytes): Promise<Buffer | undefined> {
  const { rows } = await sql<{ state: Buffer | null }>`
    select sealed_state as state from conversations.tickets
    where hash = ${buffer(hash)} and expires_at > now() for update`.execute(tx)
  return rows[0]?.state ?? undefined
}

export async function writeSealedState(tx: Tx, hash: Bytes, state: Bytes): Promise<void> {
  await sql`
    update conversations.tickets set sealed_state = ${buffer(state)} where hash = ${buffer(hash)}`.execute(tx)
}
