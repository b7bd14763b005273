import { sql } from 'kysely'
import { randomId } from '../../../src/kernel/index.ts'
import { leads } from '../../../src/rooms/identity/identity.policy.ts'
import { wrapRecovery } from '../../../src/rooms/identity/identity.secrets.ts'
import type { Person } from './people.ts'
import type { Records } from './records.ts'
import type { Stage } from './stage.ts'

/** Legal holds and recoveries, by what they are to whoever they are lent to. */
export type Keeping = {
  /** Asked for by a colleague; approved and standing; another line’s. */
  holds: Record<'asked' | 'live' | 'foreign', string>
  /** In force, and names them; waits for their answer; the other team’s; a stranger’s. */
  plans: Record<'current' | 'asked' | 'unasked' | 'foreign', string>
  /** They started it; they confirmed it; it waits for a second and they hold a part; the other team’s; a stranger’s. */
  recoveries: Record<'first' | 'second' | 'handed' | 'sibling' | 'foreign', string>
  epochs: Record<'own' | 'foreign', string>
}

export const newKeeping = (): Keeping => ({
  holds: { asked: randomId(), live: randomId(), foreign: randomId() },
  plans: { current: randomId(), asked: randomId(), unasked: randomId(), foreign: randomId() },
  recoveries: {
    first: randomId(),
    second: randomId(),
    handed: randomId(),
    sibling: randomId(),
    foreign: randomId(),
  },
  epochs: { own: '', foreign: '' },
})

export async function lendKeeping(stage: Stage, records: Records, own: Person): Promise<void> {
  await lendHolds(stage, records, own)
  const on = stage.northline.database.unguarded
  for (const table of [
    'recovery_shares',
    'recoveries',
    'recovery_slots',
    'recovery_holders',
    'recovery_plans',
  ])
    await sql`delete from ${sql.table(`identity.${table}`)}`.execute(on)
  const { keeping, stranger } = records
  const epochOf = async (teamId: string) => {
    const { rows } = await sql<{ id: string }>`
      select id from identity.epochs where team_id = ${teamId} order by number desc limit 1`.execute(on)
    return rows[0]?.id ?? ''
  }
  keeping.epochs = { own: await epochOf(own.teamId), foreign: await epochOf(stranger.person.teamId) }
  await lendPlans(stage, records, own)
  await lendRecoveries(stage, records, own)
}

async function lendHolds({ northline }: Stage, { keeping, conversations, stranger }: Records, own: Person) {
  const on = northline.database.unguarded
  const { holds } = keeping
  const { person } = stranger
  await sql`delete from conversations.legal_holds`.execute(on)
  const rows: [string, string, string, string, string | null][] = [
    [holds.asked, conversations.team.conversationId, own.teamId, own.colleagueId, null],
    [holds.live, conversations.waiting.conversationId, own.teamId, own.memberId, own.colleagueId],
    [holds.foreign, conversations.foreign.conversationId, person.teamId, person.memberId, null],
  ]
  for (const [id, conversationId, teamId, askedBy, decidedBy] of rows)
    await sql`insert into conversations.legal_holds
        (id, conversation_id, team_id, reason, until, asked_by, decided_by, decided_at, approved)
      values (${id}, ${conversationId}, ${teamId}, 'court_order', now() + interval '9 days', ${askedBy},
        ${decidedBy}::text, case when ${decidedBy}::text is not null then now() end,
        case when ${decidedBy}::text is not null then true end)`.execute(on)
}

async function lendPlans({ northline }: Stage, { keeping, stranger }: Records, own: Person) {
  const on = northline.database.unguarded
  const { plans } = keeping
  const { person } = stranger
  const { memberId, colleagueId, deputyId } = own
  const maker = leads([own.role]) ? memberId : colleagueId
  const rows: [string, string, string, boolean, string[]][] = [
    [plans.current, own.teamId, colleagueId, true, [memberId, colleagueId, deputyId]],
    [plans.asked, own.teamId, maker, false, [memberId, colleagueId, deputyId]],
    [plans.unasked, own.siblingTeamId, maker, false, [colleagueId, deputyId]],
    [plans.foreign, person.teamId, person.memberId, false, [person.memberId, stranger.memberId]],
  ]
  for (const [id, teamId, madeBy, current, holders] of rows) {
    await sql`insert into identity.recovery_plans (id, team_id, kind, made_by, current_at)
      values (${id}, ${teamId}, 'people', ${madeBy}, case when ${current}::boolean then now() end)`.execute(
      on,
    )
    await sql`insert into identity.recovery_holders (plan_id, member_id, public_key, agreed_at)
      select ${id}, member_id, case when ${current}::boolean then public_key end,
        case when ${current}::boolean then now() end
      from identity.member_keys where member_id = any(${holders})`.execute(on)
  }
}

async function lendRecoveries({ northline }: Stage, { keeping, stranger }: Records, own: Person) {
  const on = northline.database.unguarded
  const { recoveries, plans, epochs } = keeping
  const { memberId, colleagueId, deputyId, teamId, siblingTeamId } = own
  const { person } = stranger
  const wrap = async (place: string) =>
    Buffer.from(await wrapRecovery(northline.outerKeys.staff, place, new Uint8Array(100)))
  const acts: [string, string, string, string | null][] = [
    [recoveries.first, teamId, memberId, null],
    [recoveries.second, teamId, colleagueId, memberId],
    [recoveries.handed, teamId, colleagueId, null],
    [recoveries.sibling, siblingTeamId, deputyId, null],
    [recoveries.foreign, person.teamId, person.memberId, null],
  ]
  for (const [id, team, startedBy, secondBy] of acts)
    await sql`insert into identity.recoveries
        (id, team_id, kind, reason, started_by, ends_at, second_by, confirmed_at)
      values (${id}, ${team}, 'people', 'practice', ${startedBy}, now() + interval '1 day', ${secondBy}::text,
        case when ${secondBy}::text is not null then now() end)`.execute(on)
  const shares: [string, string, string][] = [
    [recoveries.first, epochs.own, deputyId],
    [recoveries.second, epochs.own, memberId],
    [recoveries.handed, epochs.own, memberId],
    [recoveries.sibling, epochs.own, colleagueId],
    [recoveries.foreign, epochs.foreign, stranger.memberId],
  ]
  for (const [id, epochId, secondId] of shares)
    await sql`insert into identity.recovery_shares (recovery_id, epoch_id, second_id, bytes)
      values (${id}, ${epochId}, ${secondId}, ${await wrap(`share ${id} ${epochId} ${secondId}`)})`.execute(
      on,
    )
  const slots: [string, string, string, string][] = [
    [epochs.own, plans.current, memberId, deputyId],
    [epochs.foreign, plans.foreign, person.memberId, stranger.memberId],
  ]
  for (const [epochId, planId, firstId, secondId] of slots)
    await sql`insert into identity.recovery_slots (epoch_id, plan_id, first_id, second_id, bytes)
      values (${epochId}, ${planId}, ${firstId}, ${secondId},
        ${await wrap(`slot ${epochId} ${planId} ${firstId} ${secondId}`)}) on conflict do nothing`.execute(on)
}
