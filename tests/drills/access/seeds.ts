import { CompiledQuery, sql } from 'kysely'
import { randomId } from '../../../src/kernel/index.ts'
import type { Person } from './people.ts'
import type { Records } from './records.ts'
import type { Stage } from './stage.ts'

/** Rows in the tables that the real API had no reason to fill: a wall before an empty room proves nothing. */
export async function seedTables(
  { northline }: Stage,
  records: Records,
  people: readonly Person[],
): Promise<void> {
  const on = northline.database.unguarded
  const key = Buffer.alloc(65, 4)
  for (const { conversationId } of Object.values(records.conversations)) {
    await sql`insert into conversations.words (conversation_id, lookup, token_hash, public_key)
      values (${conversationId}, sha256(${conversationId}::bytea), sha256('x'), ${key})`.execute(on)
    await sql`insert into conversations.keeps (conversation_id, keep_id, token_hash, public_key)
      values (${conversationId}, ${randomId()}, sha256('x'), ${key})`.execute(on)
    await sql`insert into conversations.grants (hash, conversation_id, words_public_key, expires_at)
      values (sha256(${conversationId}::bytea), ${conversationId}, ${key}, now() + interval '1 hour')`.execute(
      on,
    )
  }
  await sql`insert into identity.challenges (hash, purpose, expires_at)
    values ('x', 'sign_in', now() + interval '1 hour')`.execute(on)
  const [anyone] = people
  await sql`insert into identity.attempts (hash, purpose, organisation_id, expires_at)
    values ('x', 'sign_in', ${anyone?.organisationId}, now() + interval '1 hour')`.execute(on)
  for (const { memberId, colleagueId, organisationId } of people)
    for (const id of [memberId, colleagueId])
      await sql`insert into identity.logins (account, member_id, organisation_id)
        values (sha256(${id}::bytea), ${id}, ${organisationId})`.execute(on)
  const placed = [...people.map(({ colleagueId }) => colleagueId), records.stranger.memberId]
  for (const memberId of placed) {
    await sql`insert into identity.passphrases (member_id, salt, verifier)
      values (${memberId}, ${Buffer.alloc(16)}, ${Buffer.alloc(32)})`.execute(on)
    await sql`insert into identity.member_keys (member_id, public_key, sign_public_key)
      values (${memberId}, ${key}, ${key})`.execute(on)
    await sql`insert into identity.member_bundles (member_id, bytes) values (${memberId}, 'x')`.execute(on)
    await sql`insert into identity.member_slots (id, member_id, kind, bytes)
      values (${randomId()}, ${memberId}, 'printed', 'x')`.execute(on)
    await sql`insert into identity.sessions (id, token_hash, member_id, how, ends_at)
      values (${randomId()}, ${randomId()}, ${memberId}, 'passphrase', now() + interval '1 hour')`.execute(on)
  }
  for (const memberId of [...placed, ...people.map((person) => person.memberId)])
    await sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, backed_up)
      values (${randomId()}, ${memberId}, '\\x00', 0, false)`.execute(on)
}

type Column = { name: string; type: string }

const sample = (type: string): string => {
  if (type.endsWith('[]')) return "'{}'"
  if (/^(smallint|integer|bigint|numeric|double precision|real)/.test(type)) return '1'
  if (type === 'boolean') return 'false'
  if (type.startsWith('timestamp') || type === 'date') return 'now()'
  if (type.startsWith('time')) return "'10:00'"
  if (type === 'jsonb' || type === 'json') return "'{}'"
  return "'x'"
}

/** One row of made-up values in each table of the register that the small import left empty. */
export async function fillRegister({ northline }: Stage): Promise<string[]> {
  const on = northline.database.unguarded
  const { rows } = await sql<{ name: string; columns: Column[] }>`
    select c.oid::regclass::text as name, jsonb_agg(jsonb_build_object('name', a.attname,
      'type', format_type(a.atttypid, null)) order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'directory'::regnamespace
      and (a.attnotnull or a.attname = 'location_id') and not a.atthasdef and a.attidentity = ''
    group by c.oid`.execute(on)
  const faults: string[] = []
  for (const { name, columns } of rows) {
    const there = await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(name)}`.execute(on)
    if (there.rows[0]?.n !== 0) continue
    const names = columns.map((column) => `"${column.name}"`).join(', ')
    const values = columns
      .map(({ name: column, type }) => (column === 'kind' ? "'town'" : sample(type)))
      .join(', ')
    const insert = `begin; set local session_replication_role = replica; insert into ${name} (${names}) values (${values}); commit`
    try {
      await on.executeQuery(CompiledQuery.raw(insert))
    } catch (error) {
      await on.executeQuery(CompiledQuery.raw('rollback'))
      faults.push(`nothing could be put into ${name}: ${String(error)}`)
    }
  }
  return faults
}

/** What stands for one person at a time, and only while SQL is tried: the routes could not live with such rows. */
export async function seedFor({ northline }: Stage, person: Person | undefined): Promise<void> {
  const on = northline.database.unguarded
  await sql`insert into conversations.desk_notes (conversation_id, epoch_id, bytes)
    select id, ${randomId()}, 'x' from conversations.conversations on conflict do nothing`.execute(on)
  await sql`delete from conversations.burned`.execute(on)
  await sql`insert into conversations.burned (conversation_id, team_id, claimed_by)
    select id, team_id, claimed_by from conversations.conversations`.execute(on)
  if (!person) return
  await sql`insert into conversations.presence (member_id, team_id, available)
    values (${person.memberId}, ${person.teamId}, true) on conflict do nothing`.execute(on)
}
