import { sql, type RawBuilder } from 'kysely'
import type { LegalHold } from '../../contracts/conversations.ts'
import type { Tx } from '../../database/index.ts'

export type HoldRow = {
  id: string
  conversationId: string
  teamId: string
  reason: LegalHold['reason']
  until: Date
  askedBy: string
  askedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  approved: boolean | null
  liftedBy: string | null
  liftedAt: Date | null
  live: boolean
}

const columns = sql`h.id, h.conversation_id as "conversationId", h.team_id as "teamId", h.reason, h.until,
  h.asked_by as "askedBy", h.asked_at as "askedAt", h.decided_by as "decidedBy", h.decided_at as "decidedAt",
  h.approved, h.lifted_by as "liftedBy", h.lifted_at as "liftedAt", conversations.hold_is_live(h) as live`

export async function insertHold(
  tx: Tx,
  hold: Pick<HoldRow, 'id' | 'conversationId' | 'teamId' | 'reason' | 'until' | 'askedBy'>,
): Promise<void> {
  await sql`
    insert into conversations.legal_holds (id, conversation_id, team_id, reason, until, asked_by)
    values (${hold.id}, ${hold.conversationId}, ${hold.teamId}, ${hold.reason}, ${hold.until}, ${hold.askedBy})`.execute(
    tx,
  )
}

/** Newest first, those the asker may see and for which `rule` (over `h`) holds. */
export async function listHolds(tx: Tx, rule: RawBuilder<boolean>): Promise<HoldRow[]> {
  const { rows } = await sql<HoldRow>`
    select ${columns} from conversations.legal_holds h where ${rule}
    order by h.asked_at desc, h.id desc limit 200`.execute(tx)
  return rows
}

/** One hold, kept as it is until the transaction ends. */
export async function lockHold(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<HoldRow | undefined> {
  const { rows } = await sql<HoldRow>`
    select ${columns} from conversations.legal_holds h where h.id = ${id} and ${rule} for no key update`.execute(
    tx,
  )
  return rows[0]
}

/** Whether a hold stands or waits for a decision. */
export async function hasOpenHold(tx: Tx, conversationId: string): Promise<boolean> {
  const { rows } = await sql`
    select from conversations.legal_holds h where h.conversation_id = ${conversationId}
      and (conversations.hold_is_live(h) or h.decided_at is null and h.until > now())`.execute(tx)
  return rows.length > 0
}

/** The last day of the longest hold that stands against destroying a conversation. */
export async function heldUntil(tx: Tx, conversationId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ until: Date | null }>`
    select max(h.until) as until from conversations.legal_holds h
    where h.conversation_id = ${conversationId} and conversations.hold_is_live(h)`.execute(tx)
  return rows[0]?.until ?? undefined
}

export async function decideHold(
  tx: Tx,
  id: string,
  { by, approved }: { by: string; approved: boolean },
): Promise<void> {
  await sql`
    update conversations.legal_holds set decided_by = ${by}, decided_at = now(), approved = ${approved}
    where id = ${id}`.execute(tx)
}

export async function liftHold(tx: Tx, id: string, by: string): Promise<void> {
  await sql`update conversations.legal_holds set lifted_by = ${by}, lifted_at = now() where id = ${id}`.execute(
    tx,
  )
}
