import { sql, type RawBuilder } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { GlassView } from '../../contracts/conversations.ts'
import type { OpenGlass } from './conversations.policy.ts'
import { buffer } from './envelopes.repository.ts'

export type GlassRow = {
  id: string
  teamId: string
  conversationId: string | null
  reason: GlassView['reason']
  hours: number
  askedBy: string
  publicKey: Buffer
  askedAt: Date
  approvedBy: string | null
  told: string | null
  endsAt: Date | null
  /** What the second person said; null while nobody has. */
  decided: boolean | null
  reviewedBy: string | null
  finding: GlassView['finding'] | null
  /** Whether its hours are over, by the database's clock. */
  over: boolean
}

const columns = sql`g.id, g.team_id as "teamId", g.conversation_id as "conversationId", g.reason, g.hours,
  g.asked_by as "askedBy", g.public_key as "publicKey", g.asked_at as "askedAt",
  d.yes as decided, case when d.yes then d.by_member end as "approvedBy", d.told, d.ends_at as "endsAt",
  r.by_member as "reviewedBy", r.finding, coalesce(e.at is not null or d.ends_at <= now(), false) as over`

/** The ask with every step that was taken. */
const steps = sql`conversations.glass g
  left join conversations.glass_decisions d on d.glass_id = g.id
  left join conversations.glass_endings e on e.glass_id = g.id
  left join conversations.glass_reviews r on r.glass_id = g.id`

export async function insertGlass(
  tx: Tx,
  row: Pick<GlassRow, 'id' | 'teamId' | 'conversationId' | 'reason' | 'hours' | 'askedBy'> & {
    publicKey: Bytes
  },
): Promise<void> {
  await sql`insert into conversations.glass (id, team_id, conversation_id, reason, hours, asked_by, public_key)
    values (${row.id}, ${row.teamId}, ${row.conversationId}, ${row.reason}, ${row.hours}, ${row.askedBy},
      ${buffer(row.publicKey)})`.execute(tx)
}

/** Those for which `rule` (over `g`) holds, newest first. */
export async function listGlass(tx: Tx, rule: RawBuilder<boolean>): Promise<GlassRow[]> {
  const { rows } = await sql<GlassRow>`
    select ${columns} from ${steps} where ${rule} order by g.asked_at desc, g.id limit 100`.execute(tx)
  return rows
}

export async function findGlass(
  tx: Tx,
  id: string,
  rule: RawBuilder<boolean>,
): Promise<GlassRow | undefined> {
  const [row] = await listGlass(tx, sql<boolean>`g.id = ${id} and ${rule}`)
  return row
}

/** Whether the actor took part in one that nobody has reviewed yet. */
export async function owesReview(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`select conversations.owes_review() as owed`.execute(tx)
  return rows[0]?.owed === true
}

/* Steps. Each is taken once: false when somebody was first. */

async function added(tx: Tx, insert: RawBuilder<unknown>): Promise<boolean> {
  const { numAffectedRows } = await sql`${insert} on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

export function approveGlass(tx: Tx, { id, hours }: GlassRow, by: string, told: string): Promise<boolean> {
  return added(
    tx,
    sql`insert into conversations.glass_decisions (glass_id, by_member, yes, told, ends_at)
      values (${id}, ${by}, true, ${told}, now() + ${hours} * interval '1 hour')`,
  )
}

export function refuseGlass(tx: Tx, { id }: GlassRow, by: string): Promise<boolean> {
  return added(
    tx,
    sql`insert into conversations.glass_decisions (glass_id, by_member, yes) values (${id}, ${by}, false)`,
  )
}

export function closeGlass(tx: Tx, { id }: GlassRow, by: string): Promise<boolean> {
  return added(tx, sql`insert into conversations.glass_endings (glass_id, by_member) values (${id}, ${by})`)
}

export function markReviewed(
  tx: Tx,
  { id }: GlassRow,
  by: string,
  finding: NonNullable<GlassView['finding']>,
): Promise<boolean> {
  return added(
    tx,
    sql`insert into conversations.glass_reviews (glass_id, by_member, finding) values (${id}, ${by}, ${finding})`,
  )
}

const openNow = sql<boolean>`d.yes and d.ends_at > now() and e.at is null`

/** What a member was let into and is open now. */
export async function openGlassOf(tx: Tx, memberId: string): Promise<OpenGlass[]> {
  const { rows } = await sql<OpenGlass>`
    select g.team_id as "teamId", g.conversation_id as "conversationId", g.reason, d.ends_at as "endsAt"
    from ${steps} where g.asked_by = ${memberId} and ${openNow}`.execute(tx)
  return rows
}

/** Who is let into a conversation of a team now. */
export async function openGlassFor(
  tx: Tx,
  teamId: string,
  conversationId: string,
): Promise<(OpenGlass & { askedBy: string })[]> {
  const { rows } = await sql<OpenGlass & { askedBy: string }>`
    select g.team_id as "teamId", g.conversation_id as "conversationId", g.reason, d.ends_at as "endsAt",
      g.asked_by as "askedBy"
    from ${steps}
    where g.team_id = ${teamId} and coalesce(g.conversation_id, ${conversationId}) = ${conversationId}
      and ${openNow}`.execute(tx)
  return rows
}

/** Takes the keys away that were sealed to somebody whose time is over. */
export async function takeKeysBack(tx: Tx): Promise<void> {
  await sql`delete from conversations.slots s where s.kind = 'member' and not exists (
    select from conversations.conversations c
    where c.id = s.conversation_id and conversations.glass_opens(s.recipient, c.id, c.team_id))`.execute(tx)
}
