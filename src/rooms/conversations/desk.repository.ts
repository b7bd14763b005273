import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../database/index.ts'
import { conversationColumns, type ConversationRow } from './conversations.repository.ts'

/** A conversation as the desk sees it. */
export type DeskRow = ConversationRow & { seekerHere: boolean; unchecked: boolean }

const columns = sql`${conversationColumns},
  exists (select from conversations.visits v where v.conversation_id = c.id
    and v.refused_at is null and v.live_until > now()) as "seekerHere",
  exists (select from conversations.visits v where v.conversation_id = c.id
    and v.refused_at is null and v.live_until > now() and not v.checked) as unchecked`

/** Conversations for which `rule` (over `c`) holds, those that wait longest first. */
export async function listDesk(tx: Tx, rule: RawBuilder<boolean>, limit: number): Promise<DeskRow[]> {
  const { rows } = await sql<DeskRow>`
    select ${columns} from conversations.conversations c where ${rule}
    order by c.state_since, c.id limit ${limit}`.execute(tx)
  return rows
}

/** How many conversations `rule` (over `c`) holds for, and since when the first of them waits. */
export async function countDesk(
  tx: Tx,
  rule: RawBuilder<boolean>,
): Promise<{ waiting: number; since: Date | null }> {
  const { rows } = await sql<{ waiting: number; since: Date | null }>`
    select count(*)::int as waiting, min(c.state_since) as since
    from conversations.conversations c where ${rule}`.execute(tx)
  return rows[0] ?? { waiting: 0, since: null }
}

export async function findDesk(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<DeskRow | undefined> {
  const [row] = await listDesk(tx, sql<boolean>`c.id = ${id} and ${rule}`, 1)
  return row
}

/** Takes a waiting conversation; false when it does not wait (any more). */
export async function claimConversation(
  tx: Tx,
  id: string,
  memberId: string,
  rule: RawBuilder<boolean>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations c set state = 'claimed', state_since = now(), claimed_by = ${memberId},
      taken_at = now(), responder_active_at = now(), back_in_queue = false, rang_at = null, left_message = false
    where c.id = ${id} and c.state = 'waiting' and ${rule}`.execute(tx)
  return numAffectedRows === 1n
}

/** Gives a claimed conversation back to the queue, in its old place if the seeker waits for an answer. */
export async function releaseConversation(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations c set state = 'waiting', claimed_by = null,
      state_since = coalesce(c.unanswered_since, now()), back_in_queue = true, rang_at = null
    where c.id = ${id} and c.state = 'claimed' and ${rule}`.execute(tx)
  return numAffectedRows === 1n
}

/** Gives a conversation that somebody has to another member. */
export async function moveConversation(
  tx: Tx,
  id: string,
  memberId: string,
  rule: RawBuilder<boolean>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations c set claimed_by = ${memberId}, taken_at = now(), responder_active_at = now(),
      state_since = case when c.state = 'claimed' then c.state_since else now() end, state = 'claimed'
    where c.id = ${id} and c.claimed_by is not null and ${rule}`.execute(tx)
  return numAffectedRows === 1n
}

/** Its responder is at work in it. Not one write for each keystroke, and none that a message would wait for. */
export async function noteWork(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<void> {
  await sql`
    update conversations.conversations set responder_active_at = now() where id in (
      select c.id from conversations.conversations c
      where c.id = ${id} and c.state = 'claimed' and ${rule}
        and c.responder_active_at < now() - interval '10 seconds'
      for no key update skip locked)`.execute(tx)
}

/** Ends a claimed conversation. It stays with whoever had it, until the seeker writes again. */
export async function endConversation(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations c set state = 'ended', state_since = now(), unanswered_since = null
    where c.id = ${id} and c.state = 'claimed' and ${rule}`.execute(tx)
  return numAffectedRows === 1n
}
