import { sql } from 'kysely'
import type { ConversationDeps } from './conversations.deps.ts'
import { takeKeysBack } from './glass.repository.ts'
import { topic } from './conversations.events.ts'
import { destroyConversations } from './conversations.retention.ts'

type SweepDeps = Pick<ConversationDeps, 'database' | 'settings' | 'audit'>

const system = { kind: 'system' } as const

/** Tells the seeker, the desk that had it, and the queue of its team. Equal ones are sent once. */
const told = sql`
  select count(pg_notify(${topic}, json_build_object('k', 'state', 'c', id, 't', team_id, 'm', null)::text)),
    count(pg_notify(${topic}, json_build_object('k', 'queue', 't', team_id, 'r', true)::text)) from changed`

/** A waiting conversation that nobody took rings, again and again; a left message does not. */
async function ring({ database, settings }: SweepDeps): Promise<void> {
  const seconds = settings.ringSeconds
  await database.once(
    system,
    sql`
      with changed as (
        update conversations.conversations set rang_at = now() where id in (
          select id from conversations.conversations
          where state = 'waiting' and not left_message
            and greatest(state_since, rang_at) < now() - ${seconds} * interval '1 second'
          order by state_since limit 500 for update skip locked)
        returning id, team_id
      ) ${told}`,
  )
}

/** A responder typed here so lately that the answer is on its way (s); typing is noted every ten seconds. */
const writing = 20

/**
 * A claimed conversation goes back to the queue when its responder fell silent:
 * the desk is gone; or the seeker waits for an answer and the desk is untouched, or,
 * however busy the desk is with others, has waited too long. A page that says that
 * somebody is there must not be wrong without limit.
 */
async function takeBack({ database, settings }: SweepDeps): Promise<void> {
  const ago = (seconds: number) => sql`now() - ${seconds} * interval '1 second'`
  const silence = ago(settings.silenceSeconds)
  // Whoever takes or is handed a conversation owes the answer from then on, not from when it was asked for.
  const owed = sql`greatest(c.unanswered_since, c.taken_at)`
  const { unansweredSeconds } = settings
  await database.once(
    system,
    sql`
      with changed as (
        update conversations.conversations set state = 'waiting', claimed_by = null, back_in_queue = true,
          state_since = coalesce(unanswered_since, now()), rang_at = now()
        where id in (
          select c.id from conversations.conversations c
          left join conversations.presence p on p.member_id = c.claimed_by and p.team_id = c.team_id
          where c.state = 'claimed' and (
            c.responder_active_at < ${silence} and (p.seen_at < ${silence}) is not false
            or c.unanswered_since is not null and (
              ${owed} < ${silence} and greatest(c.responder_active_at, p.active_at) < ${silence}
              or ${owed} < ${ago(unansweredSeconds)} and c.responder_active_at < ${ago(writing)}
              or ${owed} < ${ago(2 * unansweredSeconds)}))
          limit 500 for update of c skip locked)
        returning id, team_id
      ) ${told}`,
  )
}

/** What has had its time: tickets, grants, the marks of burned conversations, desks of yesterday. */
async function forget({ database }: SweepDeps): Promise<void> {
  await database.as(system, async (tx) => {
    await sql`
      with gone as (
        delete from conversations.tickets where hash in (
          select hash from conversations.tickets where expires_at < now()
          limit 500 for update skip locked)
        returning conversation_id
      )
      select count(pg_notify(${topic},
        json_build_object('k', 'state', 'c', c.id, 't', c.team_id, 'm', c.claimed_by)::text))
      from conversations.conversations c where c.id in (select conversation_id from gone)`.execute(tx)
    // Nothing of a slowing stays but the count of its day, for as long as a supervisor looks back.
    await sql`
      with changed as (
        update conversations.conversations set slowed_until = null where id in (
          select id from conversations.conversations where slowed_until < now()
          limit 500 for update skip locked)
        returning id, team_id, claimed_by
      )
      select count(pg_notify(${topic},
        json_build_object('k', 'state', 'c', id, 't', team_id, 'm', claimed_by)::text)) from changed`.execute(
      tx,
    )
    await sql`delete from conversations.slowings where day < now() - interval '90 days'`.execute(tx)
    await sql`delete from conversations.grants where expires_at < now()`.execute(tx)
    await takeKeysBack(tx)
    await sql`delete from conversations.burned where at < now() - interval '1 day'`.execute(tx)
    await sql`delete from conversations.presence where seen_at < now() - interval '1 day'`.execute(tx)
  })
}

/**
 * The clockwork of the room. Each step is one statement that skips what another
 * app server is at, so any number may run it. Somebody waits for these two: about every second.
 */
export async function sweepQueue(deps: SweepDeps): Promise<void> {
  await takeBack(deps)
  await ring(deps)
}

/** What nobody waits for: every few seconds, since on the embedded database a message waits while it runs. */
export async function sweepLeftovers(deps: SweepDeps): Promise<void> {
  await forget(deps)
  await destroyConversations(deps)
}

export async function sweepConversations(deps: SweepDeps): Promise<void> {
  await sweepQueue(deps)
  await sweepLeftovers(deps)
}
