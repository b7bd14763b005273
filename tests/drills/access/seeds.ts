import { CompiledQuery, sql } from 'kysely'
import { randomId } from '../../../src/kernel/index.ts'
import { publishRelease, type ReleaseContent } from '../../../src/rooms/statistics/index.ts'
import type { Person } from './people.ts'
import type { Records } from './records.ts'
import type { Stage } from './stage.ts'

const inventedRelease: ReleaseContent = {
  about: {
    at: '2026-11-27',
    codebook: 'invented',
    loss: { rho: '1/2', epsilon: 1, delta: 1e-6 },
    ledger: { entry: 2, hash: '0'.repeat(64) },
    total: { about: 2, low: 0, high: 4 },
  },
  figures: {
    variables: [{ name: 'invented', values: ['no', 'yes'] }],
    tables: [
      {
        variables: ['invented'],
        cells: [
          [1, 0, 3],
          [1, 0, 3],
        ],
      },
    ],
  },
  rows: 'invented\nno\n',
}

/** Rows in the tables that the real API had no reason to fill: a wall before an empty room proves nothing. */
export async function seedTables(
  { northline }: Stage,
  records: Records,
  people: readonly Person[],
): Promise<void> {
  const on = northline.database.unguarded
  const key = Buffer.alloc(65, 4)
  await publishRelease(northline, inventedRelease, {
    title: { en: 'Invented', fr: 'Inventé' },
    invented: true,
  })
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
  // A team in which nobody reads has no key of its own making.
  for (const { teamId, memberId, colleagueId } of people) {
    const made = await sql<{ id: string }>`
      insert into identity.epochs (id, team_id, number, public_key, made_by)
      select ${randomId()}, ${teamId}, 1, ${key}, ${memberId}
      where not exists (select from identity.epochs where team_id = ${teamId}) returning id`.execute(on)
    for (const { id } of made.rows)
      await sql`insert into identity.epoch_slots (epoch_id, member_id, bytes)
        values (${id}, ${colleagueId}, 'x')`.execute(on)
  }
  const { stranger } = records
  const placed = [stranger.person, ...people].flatMap(({ colleagueId, colleagueSlotId, deputyId }) => [
    { memberId: colleagueId, slotId: colleagueSlotId },
    { memberId: deputyId, slotId: randomId() },
  ])
  for (const { memberId, slotId } of [...placed, stranger]) {
    await sql`insert into identity.passphrases (member_id, salt, verifier)
      values (${memberId}, ${Buffer.alloc(16)}, ${Buffer.alloc(32)})`.execute(on)
    await sql`insert into identity.member_keys (member_id, public_key, sign_public_key)
      values (${memberId}, ${key}, ${key})`.execute(on)
    await sql`insert into identity.member_bundles (member_id, bytes) values (${memberId}, 'x')`.execute(on)
    await sql`insert into identity.member_slots (id, member_id, kind, bytes)
      values (${slotId}, ${memberId}, 'printed', 'x')`.execute(on)
    await sql`insert into identity.sessions (id, token_hash, member_id, how, ends_at)
      values (${randomId()}, ${randomId()}, ${memberId}, 'passphrase', now() + interval '1 hour')`.execute(on)
  }
  for (const { memberId } of [...placed, stranger, ...people]) {
    await sql`insert into identity.passkeys (credential_id, member_id, public_key, counter, backed_up)
      values (${randomId()}, ${memberId}, '\\x00', 0, false)`.execute(on)
    await sql`insert into identity.retired_member_keys (id, member_id, public_key, sign_public_key, made_at)
      values (${randomId()}, ${memberId}, ${key}, ${key}, now())`.execute(on)
  }
  await seedCertificates(on)
}

/** What organisation keys would have signed: of each epoch, under a certificate of its maker. */
async function seedCertificates(on: Stage['northline']['database']['unguarded']): Promise<void> {
  const signature = 'A'.repeat(86)
  await sql`insert into identity.certificates
      (id, kind, issuer, organisation_id, member_id, subject, statement, signature, not_before, not_after)
    select 'of ' || e.id, 'member', 'issuer', t.organisation_id, e.made_by, 'x', '{}', ${signature}, now(), now()
    from identity.epochs e join identity.teams t on t.id = e.team_id`.execute(on)
  await sql`insert into identity.epoch_statements (epoch_id, certificate_id, statement, signature)
    select id, 'of ' || id, '{}', ${signature} from identity.epochs`.execute(on)
  await sql`insert into identity.revocations (issuer, number, statement, signature)
    values ('issuer', 1, '{}', ${signature})`.execute(on)
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
export async function seedFor(
  { northline }: Stage,
  records: Records,
  person: Person | undefined,
): Promise<void> {
  const on = northline.database.unguarded
  await sql`insert into conversations.desk_notes (conversation_id, epoch_id, bytes)
    select id, ${randomId()}, 'x' from conversations.conversations on conflict do nothing`.execute(on)
  await sql`delete from conversations.burned`.execute(on)
  await sql`insert into conversations.burned (conversation_id, team_id, claimed_by)
    select id, team_id, claimed_by from conversations.conversations`.execute(on)
  const { stranger } = records
  const teams = [stranger.person.teamId, ...(person ? [person.teamId] : [])]
  await sql`insert into conversations.slowings (team_id, day, times)
    select unnest(${teams}::text[]), current_date, 1 on conflict do nothing`.execute(on)
  if (!person) return
  // One's own leave to make new keys is over, a colleague's was given by this person.
  await sql`delete from identity.key_renewals`.execute(on)
  for (const [whose, hours] of [
    [person.memberId, -1],
    [person.colleagueId, 1],
  ] as const)
    await sql`insert into identity.key_renewals
        (id, member_id, organisation_id, token_hash, allowed_by, expires_at)
      values (${randomId()}, ${whose}, ${person.organisationId}, ${randomId()}, ${person.memberId},
        now() + ${hours} * interval '1 hour')`.execute(on)
  await sql`insert into identity.key_renewals (id, member_id, organisation_id, token_hash, allowed_by, expires_at)
    select ${randomId()}, m.member_id, m.organisation_id, ${randomId()}, ${person.memberId}, now() + interval '1 hour'
    from identity.memberships m where m.member_id = ${stranger.memberId} and m.left_at is null`.execute(on)
  await sql`insert into conversations.presence (member_id, team_id, available)
    values (${person.memberId}, ${person.teamId}, true) on conflict do nothing`.execute(on)
}
