import { sql } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { buffer } from './envelopes.repository.ts'

export type VisitRow = {
  visitId: string
  publicKey: Buffer
  signPublicKey: Buffer
  how: 'first' | 'words' | 'second'
  checked: boolean
  refused: boolean
  live: boolean
  since: Date
}

const columns = sql`v.id as "visitId", v.public_key as "publicKey", v.sign_public_key as "signPublicKey", v.how,
  v.checked, v.refused_at is not null as refused, v.refused_at is null and v.live_until > now() as live,
  v.opened_at as since`

/** Adds a visit that lives for so many minutes. A first one may read from the start; one by words may not. */
export async function insertVisit(
  tx: Tx,
  visit: {
    id: string
    conversationId: string
    publicKey: Bytes
    signPublicKey: Bytes
    how: 'first' | 'words'
    minutes: number
  },
): Promise<void> {
  await sql`
    insert into conversations.visits (id, conversation_id, public_key, sign_public_key, how, checked, live_until)
    values (${visit.id}, ${visit.conversationId}, ${buffer(visit.publicKey)}, ${buffer(visit.signPublicKey)},
      ${visit.how}, ${visit.how === 'first'}, now() + ${visit.minutes} * interval '1 minute')`.execute(tx)
}

export async function findVisit(
  tx: Tx,
  conversationId: string,
  visitId: string,
): Promise<VisitRow | undefined> {
  const { rows } = await sql<VisitRow>`
    select ${columns} from conversations.visits v
    where v.conversation_id = ${conversationId} and v.id = ${visitId}`.execute(tx)
  return rows[0]
}

/** Visits of a conversation, newest first, at most 50: a conversation is few people on few telephones. */
export async function listVisits(tx: Tx, conversationId: string): Promise<VisitRow[]> {
  const { rows } = await sql<VisitRow>`
    select ${columns} from conversations.visits v where v.conversation_id = ${conversationId}
    order by v.opened_at desc, v.id limit 50`.execute(tx)
  return rows
}

/** The visit may from now on read what it gets slots for: a responder was sure who is there. */
export async function markChecked(tx: Tx, conversationId: string, visitId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.visits set checked = true
    where conversation_id = ${conversationId} and id = ${visitId} and refused_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** The visit showed the second secret. */
export async function markSecond(tx: Tx, conversationId: string, visitId: string): Promise<void> {
  await sql`
    update conversations.visits set how = case when how = 'words' then 'second' else how end, checked = true
    where conversation_id = ${conversationId} and id = ${visitId} and refused_at is null`.execute(tx)
}

/** A visit ends itself, with its ticket, and can't be taken up again. In its own name, as the last thing it does. */
export async function leaveForGood(tx: Tx, conversationId: string, visitId: string): Promise<void> {
  await sql`delete from conversations.tickets where visit_id = ${visitId}`.execute(tx)
  await sql`
    update conversations.visits set refused_at = now(), live_until = least(live_until, now())
    where conversation_id = ${conversationId} and id = ${visitId}`.execute(tx)
}

/** Sends a visit away, with its ticket; envelopes under keys that it holds are refused from now on. */
export async function refuseVisit(tx: Tx, conversationId: string, visitId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.visits set refused_at = coalesce(refused_at, now()), live_until = least(live_until, now())
    where conversation_id = ${conversationId} and id = ${visitId}`.execute(tx)
  if (numAffectedRows === 0n) return false
  await sql`delete from conversations.tickets where visit_id = ${visitId}`.execute(tx)
  await sql`
    update conversations.conversations set lowest_generation = generation + 1
    where id = ${conversationId}`.execute(tx)
  return true
}
