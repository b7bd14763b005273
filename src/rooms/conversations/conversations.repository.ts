import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../database/index.ts'

/** One conversation as the server knows it: ids, states and times. */
export type ConversationRow = {
  id: string
  teamId: string
  language: string
  region: string | null
  state: 'waiting' | 'claimed' | 'ended'
  openedAt: Date
  stateSince: Date
  rangAt: Date | null
  leftMessage: boolean
  backInQueue: boolean
  claimedBy: string | null
  unansweredSince: Date | null
  /** When whoever has it took it or was given it. */
  takenAt: Date | null
  lastPosition: number
  generation: number
  epochId: string
  lowestGeneration: number
  serverReadable: boolean
  destroyMonth: string
  deletionAskedAt: Date | null
  /** One of very many from one network at once. */
  crowd: boolean
  /** A responder ended it and slowed it: until then it takes no message. */
  slowedUntil: Date | null
}

/** Columns of the row `c` under their names in code. */
export const conversationColumns = sql`c.id, c.team_id as "teamId", c.language, c.region, c.state,
  c.opened_at as "openedAt", c.state_since as "stateSince", c.rang_at as "rangAt",
  c.left_message as "leftMessage", c.back_in_queue as "backInQueue", c.claimed_by as "claimedBy",
  c.unanswered_since as "unansweredSince", c.taken_at as "takenAt", c.last_position as "lastPosition", c.generation,
  c.epoch_id as "epochId", c.lowest_generation as "lowestGeneration",
  c.server_readable as "serverReadable", c.destroy_month as "destroyMonth",
  c.deletion_asked_at as "deletionAskedAt", c.crowd, c.slowed_until as "slowedUntil"`

const anybody: RawBuilder<boolean> = sql<boolean>`true`

/** The conversation, if the asker may see it and `rule` (over `c`) holds. */
export async function findConversation(
  tx: Tx,
  id: string,
  rule: RawBuilder<boolean> = anybody,
): Promise<ConversationRow | undefined> {
  const { rows } = await sql<ConversationRow>`
    select ${conversationColumns} from conversations.conversations c where c.id = ${id} and ${rule}`.execute(
    tx,
  )
  return rows[0]
}

/** As findConversation(), and holds the row until the transaction ends. */
export async function lockConversation(
  tx: Tx,
  id: string,
  rule: RawBuilder<boolean> = anybody,
): Promise<ConversationRow | undefined> {
  const { rows } = await sql<ConversationRow>`
    select ${conversationColumns} from conversations.conversations c
    where c.id = ${id} and ${rule} for no key update`.execute(tx)
  return rows[0]
}

/** Adds an empty conversation; false when the id is taken. */
export async function insertConversation(
  tx: Tx,
  row: Pick<ConversationRow, 'id' | 'teamId' | 'language' | 'region' | 'epochId' | 'destroyMonth' | 'crowd'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into conversations.conversations (id, team_id, language, region, epoch_id, destroy_month, crowd)
    values (${row.id}, ${row.teamId}, ${row.language}, ${row.region}, ${row.epochId}, ${row.destroyMonth}, ${row.crowd})
    on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

/** An ended conversation whose seeker writes again waits again: nobody is dropped. */
export async function reopenConversation(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations
    set state = 'waiting', state_since = now(), claimed_by = null, back_in_queue = true, rang_at = null,
      slowed_until = null
    where id = ${id} and state = 'ended'`.execute(tx)
  return numAffectedRows === 1n
}

/** Deletes everything of a conversation and leaves, for a day, only that it was so. */
export async function burnConversation(tx: Tx, row: ConversationRow): Promise<void> {
  await sql`
    insert into conversations.burned (conversation_id, team_id, claimed_by)
    values (${row.id}, ${row.teamId}, ${row.claimedBy})`.execute(tx)
  const { numAffectedRows } = await sql`
    delete from conversations.conversations where id = ${row.id}`.execute(tx)
  // Row-level security leaves the row where it is without a word: nobody may be told that it is gone.
  if (numAffectedRows !== 1n) throw new Error('a conversation that the asker may not delete')
}

/**
 * Deleted, and the law does not let us destroy it yet: no way back, no ticket, and no policy but the
 * clockwork's shows it to anybody. Needs the capability `sets_aside:<id>`.
 */
export async function setAsideConversation(tx: Tx, row: ConversationRow): Promise<void> {
  await sql`
    insert into conversations.burned (conversation_id, team_id, claimed_by)
    values (${row.id}, ${row.teamId}, ${row.claimedBy})`.execute(tx)
  for (const table of ['words', 'keeps', 'tickets'])
    await sql`delete from ${sql.table(`conversations.${table}`)} where conversation_id = ${row.id}`.execute(
      tx,
    )
  const { numAffectedRows } = await sql`
    update conversations.conversations
    set set_aside_at = now(), state = 'ended', claimed_by = null, lowest_generation = generation + 1
    where id = ${row.id}`.execute(tx)
  if (numAffectedRows !== 1n) throw new Error('a conversation that the asker may not set aside')
}

/** The team is asked to delete it; keys that whoever asked may hold are no longer written under. */
export async function markDeletionAsked(tx: Tx, id: string): Promise<void> {
  await sql`
    update conversations.conversations
    set deletion_asked_at = coalesce(deletion_asked_at, now()), lowest_generation = generation + 1
    where id = ${id}`.execute(tx)
}

export async function unmarkDeletionAsked(tx: Tx, id: string): Promise<void> {
  await sql`update conversations.conversations set deletion_asked_at = null where id = ${id}`.execute(tx)
}

/** Whether the asker had this conversation on the desk before it was burned. */
export async function wasBurned(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select from conversations.burned where conversation_id = ${id}`.execute(tx)
  return rows.length === 1
}
