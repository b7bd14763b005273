import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'

export type Heartbeat = { available: boolean; languages: readonly string[]; active: boolean }

/** A heartbeat of an open desk, in every team that its member answers for. */
export async function beat(
  tx: Tx,
  memberId: string,
  teamIds: readonly string[],
  { available, languages, active }: Heartbeat,
): Promise<void> {
  await sql`
    insert into conversations.presence as known (member_id, team_id, available, languages, active_at)
    select ${memberId}, t, ${available}, ${[...languages]}::text[], case when ${active} then now() end
    from unnest(${[...teamIds]}::text[]) t
    on conflict (member_id, team_id) do update
    set available = excluded.available, languages = excluded.languages, seen_at = now(),
      active_at = coalesce(excluded.active_at, known.active_at)`.execute(tx)
}

/** Off duty at once. */
export async function leave(tx: Tx, memberId: string): Promise<void> {
  await sql`delete from conversations.presence where member_id = ${memberId}`.execute(tx)
}

export type ColleagueRow = {
  memberId: string
  teamId: string
  available: boolean
  languages: string[]
  conversations: number
}

/** Who is on duty in these teams, with how many conversations they have. */
export async function listColleagues(
  tx: Tx,
  teamIds: readonly string[],
  presenceSeconds: number,
): Promise<ColleagueRow[]> {
  const { rows } = await sql<ColleagueRow>`
    select p.member_id as "memberId", p.team_id as "teamId", p.available, p.languages,
      (select count(*)::int from conversations.conversations c
        where c.claimed_by = p.member_id and c.state = 'claimed') as conversations
    from conversations.presence p
    where p.team_id = any(${[...teamIds]}::text[])
      and p.seen_at > now() - ${presenceSeconds} * interval '1 second'
    order by p.team_id, p.member_id limit 500`.execute(tx)
  return rows
}

export async function isOnDuty(
  tx: Tx,
  memberId: string,
  teamId: string,
  presenceSeconds: number,
): Promise<boolean> {
  const { rows } = await sql`
    select from conversations.presence where member_id = ${memberId} and team_id = ${teamId}
      and seen_at > now() - ${presenceSeconds} * interval '1 second'`.execute(tx)
  return rows.length === 1
}
