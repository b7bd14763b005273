import { CompiledQuery, sql } from 'kysely'
import { mailboxTag, withdrawTokenHash } from '../../../src/contracts/mailbox.ts'
import * as identity from '../../../src/contracts/identity.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import { randomId } from '../../../src/kernel/index.ts'
import { loadObjects, servicesCalled } from '../../../src/rooms/directory/index.ts'
import { setReceiver } from '../../../src/rooms/referrals/index.ts'
import { newSeeker, type Seeker } from '../../support/line/seeker.ts'
import { lendKeeping, newKeeping, type Keeping } from './keeping.ts'
import { firstLanguage, placeMember, type Person } from './people.ts'
import type { Stage } from './stage.ts'
import { createWire } from './wire.ts'

type Parcel = { referralId: string; mailbox: string; withdrawToken: string }

/** What there is: real rows, made through the real API, that are lent to one person after the other. */
export type Records = {
  /** Conversations by the label they have for whoever they are lent to. */
  conversations: Record<'mine' | 'team' | 'waiting' | 'foreign', Seeker>
  packets: Record<'own' | 'foreign', Parcel>
  asks: Record<'sent' | 'received' | 'foreign', string>
  /** Break-glass about a team: asked for, open now, and another team's. */
  glass: Record<'asked' | 'open' | 'foreign', string>
  serviceId: string
  /** Two entries that may be one. */
  pair: { firstId: string; secondId: string }
  /** Vettings under way: somebody else asked for it, or whoever it is lent to. */
  vettings: Record<'open' | 'own', string>
  /** Changes to an entry that wait: somebody else asked for it, or whoever it is lent to. */
  changes: Record<'open' | 'own', string>
  /** Legal holds, and how keys are recovered. */
  keeping: Keeping
  /** Whose the foreign things are. */
  stranger: { person: Person; provider: Person; memberId: string; slotId: string }
  /** An absent id of each kind, the same for the whole run. */
  absent: Record<string, string>
}

const day = 86_400_000

export async function makeRecords(
  stage: Stage,
  line: Person,
  provider: Person,
  shelter: Person,
): Promise<Records> {
  const { northline } = stage
  const { database, configuration, referrals: deps } = northline
  const help = () => createWire(stage.origins.help, stage.port).client
  const begin = async () => {
    const seeker = await newSeeker(help(), { language: firstLanguage })
    await seeker.pen.write({ kind: 'text', text: `sealed ${randomId()}` })
    return seeker
  }
  const conversations = {
    mine: await begin(),
    team: await begin(),
    waiting: await begin(),
    foreign: await begin(),
  }

  const invented = { id: 'o', name: 'Invented house' }
  const service = { id: 'invented', name: 'Invented bed', status: 'active', organization: invented }
  await loadObjects({ database, settings: configuration.directory }, 'invented', [service])
  const { exact } = await database.as({ kind: 'system' }, (tx) => servicesCalled(tx, 'Invented bed', 1))
  const serviceId = exact[0]?.serviceId ?? ''
  const pair = await makePair(stage)
  await setReceiver(deps, { kind: 'system' }, { serviceId, teamId: shelter.teamId })

  const { epoch } = await line.wire.client.call(identity.teamKey, { teamId: shelter.teamId })
  const send = async (): Promise<Parcel> => {
    const [mailbox, withdrawToken] = [randomId(), randomId()]
    await line.wire.client.call(referrals.sendReferral, {
      toTeamId: shelter.teamId,
      epochId: epoch.id,
      mailbox,
      packet: 'A'.repeat(4_200),
      withdrawTokenHash: await withdrawTokenHash(withdrawToken),
      expiresAt: new Date(Date.now() + 5 * day).toISOString(),
    })
    const tag = await mailboxTag(mailbox)
    const { rows } = await sql<{ id: string }>`
      select id from referrals.packets where mailbox_tag = ${tag}`.execute(database.unguarded)
    return { mailbox, withdrawToken, referralId: rows[0]?.id ?? '' }
  }
  const ask = async (): Promise<string> => {
    const askId = randomId()
    const times = { from: new Date().toISOString(), until: new Date(Date.now() + day).toISOString() }
    const what = { serviceId, kind: 'bed' as const, people: 1, ...times }
    await line.wire.client.call(referrals.askCapacity, { askId, fromTeamId: line.teamId, ...what })
    return askId
  }
  const outsider = { teamId: line.teamId, organisationId: line.organisationId, role: line.role }
  return {
    conversations,
    packets: { own: await send(), foreign: await send() },
    asks: { sent: await ask(), received: await ask(), foreign: await ask() },
    glass: { asked: await letIn(stage), open: await letIn(stage, true), foreign: await letIn(stage, true) },
    serviceId,
    pair,
    vettings: { open: await openVetting(stage), own: await openVetting(stage) },
    changes: { open: await askChange(stage), own: await askChange(stage) },
    keeping: newKeeping(),
    stranger: { person: line, provider, memberId: await placeMember(stage, outsider), slotId: randomId() },
    absent: { ...Object.fromEntries(kinds.map((kind) => [kind, randomId()])), changeNo: '2000000000' },
  }
}

/** Two entries of two sources that may be one, beside them two of which somebody said that they are not, and where nobody answers. */
async function makePair({ northline }: Stage): Promise<Records['pair']> {
  const { database, configuration, directory } = northline
  const deps = { database, settings: configuration.directory }
  const twin = { name: 'Invented twin', status: 'active', phones: [{ id: 'p', number: '613-555-0155' }] }
  for (const source of ['twins', 'more twins']) await loadObjects(deps, source, [{ id: 'twin', ...twin }])
  while ((await directory.compare()) > 0);
  const { rows } = await sql<Records['pair']>`
    select first_id as "firstId", second_id as "secondId" from directory.duplicates`.execute(
    database.unguarded,
  )
  await sql`insert into directory.duplicate_decisions (first_id, second_id, decision, first_name, second_name, why, by_member, applied)
    values ('a', 'b', 'different', 'Invented', 'Invented', '', ${randomId()}, true)`.execute(
    database.unguarded,
  )
  await sql`insert into directory.duplicates_due values ('a')`.execute(database.unguarded)
  await directory.takeStock()
  await sql`insert into directory.unmet values (current_date, 'detox', '', 1)`.execute(database.unguarded)
  const [pair] = rows
  if (!pair) throw new Error('no pair was found')
  return pair
}

/** A break-glass by somebody who is nobody here. */
async function letIn({ northline }: Stage, open = false): Promise<string> {
  const on = northline.database.unguarded
  const id = randomId()
  await sql`insert into conversations.glass (id, team_id, reason, hours, asked_by, public_key)
    values (${id}, ${randomId()}, 'complaint', 4, ${randomId()}, ${Buffer.alloc(65, 4)})`.execute(on)
  if (open)
    await sql`insert into conversations.glass_decisions (glass_id, by_member, yes, told, ends_at)
      values (${id}, ${randomId()}, true, ${randomId()}, now() + interval '4 hours')`.execute(on)
  return id
}

/** A vetting of something invented, with an answer, a review, a finding and what people say beside it. */
async function openVetting({ northline }: Stage): Promise<string> {
  const on = northline.database.unguarded
  const [id, by] = [randomId(), randomId()]
  await sql`insert into directory.vettings (id, subject_kind, subject_id, name, reason, opened_by)
    values (${id}, 'service', ${id}, 'Invented', '', ${by})`.execute(on)
  await sql`insert into directory.vetting_answers (vetting_id, item, answer, evidence, by_member)
    values (${id}, 'identity', 'yes', 'Invented', ${by})`.execute(on)
  await sql`insert into directory.vetting_reviews (vetting_id, by_member, decision, knows_field, reason, until)
    values (${id}, ${by}, 'verify', true, '', current_date + 30)`.execute(on)
  await sql`insert into directory.standings (subject_kind, subject_id, name, level, reason, applied)
    values ('service', ${id}, 'Invented', 'stopped', '', true)`.execute(on)
  await sql`insert into directory.room_reports (service_id, unit, free, team_id, by_member, applied)
    values (${id}, 'bed', 1, ${randomId()}, ${by}, true)`.execute(on)
  await sql`insert into directory.feedback (service_id, what, said_by) values (${id}, 'full', 'person')`.execute(
    on,
  )
  await sql`insert into directory.feedback_looks (service_id, up_to, note, by_member)
    values (${id}, 1, 'Invented', ${by})`.execute(on)
  return id
}

/** A change that waits to something invented, and beside it one that was refused. */
async function askChange({ northline }: Stage): Promise<string> {
  const on = northline.database.unguarded
  const ask = async () => {
    const { rows } = await sql<{ no: string }>`
      insert into directory.changes (service_id, field, value, why, by_member)
      values (${randomId()}, 'name', '"Invented"', '', ${randomId()}) returning no::text`.execute(on)
    return rows[0]?.no ?? ''
  }
  await sql`insert into directory.change_answers (change_no, answer, why, by_member)
    values (${await ask()}::bigint, 'refused', 'Invented', ${randomId()})`.execute(on)
  return ask()
}

const kinds = [
  'conversationId',
  'visitId',
  'teamId',
  'memberId',
  'referralId',
  'askId',
  'mailbox',
  'serviceId',
  'glassId',
  'holdId',
  'planId',
  'recoveryId',
  'slotId',
  'epochId',
  'vettingId',
  'firstId',
  'secondId',
]

/** Makes the records stand to this person as their labels say: theirs, their team's, a stranger's. */
export async function lendTo(stage: Stage, records: Records, person: Person | undefined): Promise<void> {
  const { conversations, packets, asks, stranger } = records
  const team = person?.teamId ?? stranger.person.teamId
  const other = stranger.person
  const lent: [Seeker, string, string | null][] = [
    [conversations.mine, team, person?.memberId ?? other.memberId],
    [conversations.team, team, person?.colleagueId ?? other.colleagueId],
    [conversations.waiting, team, null],
    [conversations.foreign, other.teamId, other.memberId],
  ]
  const on = stage.northline.database.unguarded
  for (const [{ conversationId }, teamId, claimedBy] of lent)
    await sql`update conversations.conversations set team_id = ${teamId}, claimed_by = ${claimedBy}::text,
      state = case when ${claimedBy}::text is null then 'waiting' else 'claimed' end, deletion_asked_at = now()
      where id = ${conversationId}`.execute(on)
  await sql`insert into conversations.presence (member_id, team_id, available)
    values (${person?.colleagueId ?? other.colleagueId}, ${team}, true), (${other.memberId}, ${other.teamId}, true)
    on conflict (member_id, team_id) do update set seen_at = now() + interval '1 hour'`.execute(on)
  await sql`update conversations.presence set seen_at = now() + interval '1 hour'`.execute(on)
  // Acts that need a fresh proof are tried too, however long the drill takes.
  await sql`update identity.sessions set verified_at = now() + interval '2 hours'`.execute(on)
  await sql`update conversations.visits set live_until = now() + interval '2 hours'`.execute(on)
  for (const [label, id] of Object.entries(records.glass))
    await sql`update conversations.glass set team_id = ${label === 'foreign' ? other.teamId : team} where id = ${id}`.execute(
      on,
    )
  await sql`update directory.vettings set opened_by = ${person?.memberId ?? other.memberId}
    where id = ${records.vettings.own}`.execute(on)
  await sql`update directory.changes set by_member = ${person?.memberId ?? other.memberId}
    where no = ${records.changes.own}::bigint`.execute(on)
  const moves: [string, string, string, string][] = [
    ['packets', packets.own.referralId, 'to_team', team],
    ['packets', packets.foreign.referralId, 'to_team', stranger.provider.teamId],
    ['asks', asks.sent, 'from_team', team],
    ['asks', asks.sent, 'to_team', stranger.provider.teamId],
    ['asks', asks.received, 'from_team', other.teamId],
    ['asks', asks.received, 'to_team', team],
    ['asks', asks.foreign, 'from_team', other.teamId],
    ['asks', asks.foreign, 'to_team', stranger.provider.teamId],
  ]
  for (const [table, id, column, value] of moves)
    await sql`update ${sql.table(`referrals.${table}`)} set ${sql.ref(column)} = ${value} where id = ${id}`.execute(
      on,
    )
  await lendKeeping(stage, records, person ?? other)
}

/** What was in every table, so that it can be put back after each cell that changed something. */
export async function keepState({ northline }: Stage): Promise<() => Promise<void>> {
  const on = northline.database.unguarded
  const { rows } = await sql<{ name: string; columns: string }>`
    select format('%I.%I', t.schemaname, t.tablename) as name,
      (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
       where attrelid = format('%I.%I', t.schemaname, t.tablename)::regclass and attnum > 0 and not attisdropped
         and attgenerated = '') as columns
    from pg_tables t where schemaname in ('identity', 'conversations', 'referrals', 'directory') order by 1`.execute(
    on,
  )
  const run = (text: string) => on.executeQuery(CompiledQuery.raw(text))
  const copy = (name: string) => `drill.${name.replaceAll(/["']/g, '').replace('.', '__')}`
  await run('drop schema if exists drill cascade; create schema drill')
  await run(rows.map(({ name }) => `create table ${copy(name)} as table ${name}`).join('; '))
  const back = rows.map(
    ({ name, columns }) =>
      `delete from ${name}; insert into ${name} (${columns}) overriding system value select ${columns} from ${copy(name)}`,
  )
  const all = `begin; set local session_replication_role = replica; ${back.join('; ')}; commit`
  return async () => {
    await run(all)
  }
}
