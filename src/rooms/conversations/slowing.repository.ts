import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../database/index.ts'

/** Ends a claimed conversation and lets it take no message for so many minutes; gives until when. */
export async function slowConversation(
  tx: Tx,
  id: string,
  minutes: number,
  rule: RawBuilder<boolean>,
): Promise<Date | undefined> {
  const { rows } = await sql<{ until: Date }>`
    update conversations.conversations c set state = 'ended', state_since = now(), unanswered_since = null,
      slowed_until = now() + ${minutes} * interval '1 minute'
    where c.id = ${id} and c.state = 'claimed' and ${rule}
    returning c.slowed_until as until`.execute(tx)
  return rows[0]?.until
}

/** It takes messages again; false when it was not slowed (any more). */
export async function unslowConversation(tx: Tx, id: string, rule: RawBuilder<boolean>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update conversations.conversations c set slowed_until = null
    where c.id = ${id} and c.slowed_until > now() and ${rule}`.execute(tx)
  return numAffectedRows === 1n
}

/** Visits that are still open, or were within the last minutes: whoever is sent away may have left already. */
export async function recentVisits(tx: Tx, conversationId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations.visits where conversation_id = ${conversationId}
    order by live_until desc limit 16`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function countSlowing(tx: Tx, teamId: string, what: 'times' | 'undone'): Promise<void> {
  const undone = what === 'undone' ? 1 : 0
  await sql`
    insert into conversations.slowings as s (team_id, day, times, undone)
    values (${teamId}, (now() at time zone 'UTC')::date, 1, ${undone})
    on conflict (team_id, day) do update set times = s.times + ${1 - undone}, undone = s.undone + ${undone}`.execute(
    tx,
  )
}

export type SlowedRow = { conversationId: string; teamId: string; until: Date }

export async function listSlowed(tx: Tx, rule: RawBuilder<boolean>): Promise<SlowedRow[]> {
  const { rows } = await sql<SlowedRow>`
    select c.id as "conversationId", c.team_id as "teamId", c.slowed_until as until
    from conversations.conversations c where c.slowed_until > now() and ${rule}
    order by c.slowed_until desc limit 50`.execute(tx)
  return rows
}

export type CountRow = { teamId: string; day: string; times: number; undone: number }

export async function listCounts(tx: Tx, teams: readonly string[]): Promise<CountRow[]> {
  const { rows } = await sql<CountRow>`
    select team_id as "teamId", to_char(day, 'YYYY-MM-DD') as day, times, undone from conversations.slowings
    where team_id = any(${teams}::text[]) and day > (now() at time zone 'UTC')::date - 7
    order by day desc, team_id limit 200`.execute(tx)
  return rows
}
