import { sql, type RawBuilder } from 'kysely'
import type { Membership } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { notifyEnded } from './identity.events.ts'

/** How a session began or was last opened again. */
export type Proof = { how: 'passkey' | 'passphrase' | 'organisation'; credentialId: string | null }

export type NewSession = Proof & { id: string; tokenHash: string; memberId: string; hours: number }

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await sql`insert into identity.sessions (id, token_hash, member_id, how, credential_id, ends_at)
    values (${session.id}, ${session.tokenHash}, ${session.memberId}, ${session.how}, ${session.credentialId},
      now() + make_interval(hours => ${session.hours}))`.execute(tx)
}

/** A person who proves again who they are keeps the session under a new token. False when it has ended. */
export async function renewSession(
  tx: Tx,
  session: Proof & { id: string; tokenHash: string; memberId: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update identity.sessions set token_hash = ${session.tokenHash},
      how = ${session.how}, credential_id = ${session.credentialId},
      seen_at = now(), touched_at = now(), verified_at = now()
    where id = ${session.id} and member_id = ${session.memberId} and ends_at > now()`.execute(tx)
  return numAffectedRows === 1n
}

const alive = (idleMinutes: number) => sql`identity.session_is_alive(s.ends_at, s.seen_at, ${idleMinutes})`

/** How long after proving who one is an act that needs it may follow. */
const fresh = sql`identity.session_is_fresh(s.verified_at)`

export type LiveSession = {
  sessionId: string
  memberId: string
  locked: boolean
  fresh: boolean
  teams: Membership[]
}

/** The session of a token with its member's teams, if it is not over, as one statement (the function says the rest). */
export function sessionOfToken(tokenHash: string, idleMinutes: number): RawBuilder<LiveSession> {
  return sql`select session_id as "sessionId", member as "memberId", locked, fresh, teams
    from identity.actor_of_session(${tokenHash}, ${idleMinutes})`
}

/** Marks that the browser is there; at most one write a minute. */
export async function seeSession(tx: Tx, sessionId: string): Promise<void> {
  await sql`update identity.sessions set seen_at = now()
    where id = ${sessionId} and seen_at < now() - interval '1 minute'`.execute(tx)
}

export async function isSessionAlive(tx: Tx, sessionId: string, idleMinutes: number): Promise<boolean> {
  const { rows } = await sql`select from identity.sessions s
    join identity.memberships m on m.member_id = s.member_id and m.left_at is null
    where s.id = ${sessionId} and ${alive(idleMinutes)} limit 1`.execute(tx)
  return rows.length === 1
}

export type SessionState = Proof & {
  id: string
  memberId: string
  locked: boolean
  fresh: boolean
  endsAt: Date
}

/** `fresh`: the person proved who they are within the last ten minutes. */
export async function findSession(
  tx: Tx,
  id: string,
  idleMinutes: number,
): Promise<SessionState | undefined> {
  const { rows } = await sql<SessionState>`
    select s.id, s.member_id as "memberId", s.how, s.credential_id as "credentialId", s.ends_at as "endsAt",
      identity.session_is_locked(s.touched_at, ${idleMinutes}) as locked,
      ${fresh} as fresh
    from identity.sessions s where s.id = ${id}`.execute(tx)
  return rows[0]
}

/** The person is there. A session that is locked already stays so: only proving who one is opens it. */
export async function touchSession(tx: Tx, id: string, idleMinutes: number): Promise<void> {
  await sql`update identity.sessions set touched_at = now(), seen_at = now()
    where id = ${id} and touched_at > now() - make_interval(mins => ${idleMinutes})`.execute(tx)
}

/** Ends a member's session; false when there is no such session of theirs. */
export async function endSession(tx: Tx, id: string, memberId: string): Promise<boolean> {
  const ended = sql<{ id: string }>`
    delete from identity.sessions where id = ${id} and member_id = ${memberId} returning id`
  return (await tellEnded(tx, await ended.execute(tx))) === 1
}

/** Ends a member's sessions but one; where a passkey is named, only those that it began or opened last. */
export async function endOtherSessionsOf(
  tx: Tx,
  { memberId, sessionId }: { memberId: string; sessionId: string },
  credentialId: string | null = null,
): Promise<number> {
  const ended = sql<{ id: string }>`
    delete from identity.sessions where member_id = ${memberId} and id <> ${sessionId}
      and (${credentialId}::text is null or credential_id = ${credentialId}) returning id`
  return tellEnded(tx, await ended.execute(tx))
}

export type OwnSession = {
  id: string
  how: Proof['how']
  passkey: string | null
  startedAt: Date
  seenAt: Date
  endsAt: Date
}

/** A member's live sessions, the newest first. */
export async function listSessionsOf(
  tx: Tx,
  memberId: string,
  idleMinutes: number,
  limit: number,
): Promise<OwnSession[]> {
  const { rows } = await sql<OwnSession>`
    select s.id, s.how, p.label as passkey, s.created_at as "startedAt", s.seen_at as "seenAt",
      s.ends_at as "endsAt"
    from identity.sessions s left join identity.passkeys p on p.credential_id = s.credential_id
    where s.member_id = ${memberId} and ${alive(idleMinutes)}
    order by s.created_at desc, s.id limit ${limit}`.execute(tx)
  return rows
}

export async function endSessionsOf(tx: Tx, memberId: string): Promise<void> {
  const ended = sql<{ id: string }>`delete from identity.sessions where member_id = ${memberId} returning id`
  await tellEnded(tx, await ended.execute(tx))
}

/** Ends every session of a member but one; or only those that a passkey, or the passphrase, began. */
export async function endOtherSessions(
  tx: Tx,
  member: { memberId: string; but: string },
  begun?: Proof,
): Promise<void> {
  const those = begun
    ? sql`and how = ${begun.how} and credential_id is not distinct from ${begun.credentialId}::text`
    : sql``
  const ended = sql<{ id: string }>`delete from identity.sessions
    where member_id = ${member.memberId} and id <> ${member.but} ${those} returning id`
  await tellEnded(tx, await ended.execute(tx))
}

/** Sessions past their end or unseen for the idle time. */
export async function endStaleSessions(tx: Tx, idleMinutes: number): Promise<void> {
  const ended = sql<{
    id: string
  }>`delete from identity.sessions s where not (${alive(idleMinutes)}) returning s.id`
  await tellEnded(tx, await ended.execute(tx))
}

async function tellEnded(tx: Tx, { rows }: { rows: { id: string }[] }): Promise<number> {
  for (const { id } of rows) await notifyEnded(tx, id)
  return rows.length
}
