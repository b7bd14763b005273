import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { Compared } from './evidence.ts'

/** Writes what a service may be found by as the same as another; as `system`. */
export async function insertMatchKeys(
  tx: Tx,
  services: readonly { id: string; keys: readonly number[] }[],
): Promise<void> {
  const rows = services.flatMap(({ id, keys }) => keys.map((key) => ({ id, key })))
  await sql`insert into directory.match_keys (key, service_id)
    select key, id from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id text, key integer)
    on conflict do nothing`.execute(tx)
  const ids = services.map(({ id }) => id)
  await sql`insert into directory.duplicates_due select unnest(${ids}::text[]) on conflict do nothing`.execute(
    tx,
  )
}

/** A service that is published no more is no pair's; as `system`. */
export async function deleteMatchKeys(tx: Tx, ids: readonly string[]): Promise<void> {
  const these = sql`any (${[...ids]}::text[])`
  await sql`delete from directory.match_keys where service_id = ${these}`.execute(tx)
  await sql`delete from directory.duplicates where first_id = ${these} or second_id = ${these}`.execute(tx)
}

/** Takes some services that wait to be compared; as `system`. */
export async function takeDue(tx: Tx, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from directory.duplicates_due where service_id in
      (select service_id from directory.duplicates_due order by service_id limit ${most} for update skip locked)
    returning service_id as id`.execute(tx)
  return rows.map(({ id }) => id)
}

// More than so many have it: it tells nothing by itself.
const mostSharing = 20

/** Pairs of these services with others that share something with them; as `system`. */
export async function sharingPairs(tx: Tx, ids: readonly string[]): Promise<[string, string][]> {
  const { rows } = await sql<{ first: string; second: string }>`
    with own as (select key, service_id from directory.match_keys where service_id = any (${[...ids]}::text[])),
    telling as (select key from directory.match_keys where key in (select key from own) group by key
      having count(*) between 2 and ${mostSharing})
    select distinct least(own.service_id, other.service_id) as first, greatest(own.service_id, other.service_id) as second
    from own join telling using (key) join directory.match_keys other using (key)
    where other.service_id <> own.service_id`.execute(tx)
  return rows.map(({ first, second }) => [first, second])
}

/** Published services as they are compared, with their source; as `system`. */
export async function comparedOf(tx: Tx, ids: readonly string[]): Promise<Map<string, Compared>> {
  const { rows } = await sql<Compared>`
    select p.service_id as "serviceId", s.source, p.listing, p.rest, p.places
    from directory.published p join directory.services s on s.id = p.service_id
    where p.service_id = any (${[...ids]}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.serviceId, row]))
}

export type Candidate = {
  first: string
  second: string
  firstSource: string
  secondSource: string
  score: number
}

/** Puts the candidates of these services in the place of those they had; as `system`. */
export async function replaceCandidates(
  tx: Tx,
  ids: readonly string[],
  candidates: readonly Candidate[],
): Promise<void> {
  const these = sql`any (${[...ids]}::text[])`
  await sql`delete from directory.duplicates where first_id = ${these} or second_id = ${these}`.execute(tx)
  await sql`insert into directory.duplicates (first_id, second_id, first_source, second_source, score)
    select "first", "second", "firstSource", "secondSource", score
    from jsonb_to_recordset(${JSON.stringify(candidates)}::jsonb)
      as given ("first" text, "second" text, "firstSource" text, "secondSource" text, score smallint)
    on conflict (first_id, second_id) do update set score = excluded.score`.execute(tx)
}

/** The latest decision of each pair. */
const latest = sql`(select distinct on (first_id, second_id) * from directory.duplicate_decisions
  order by first_id, second_id, no desc)`

/** Candidates that nobody has decided, the likeliest first; for reviewers. */
export async function openCandidates(
  tx: Tx,
  page: { offset: number; size: number },
): Promise<{ rows: Candidate[]; total: number }> {
  const of = sql`directory.duplicates d where not exists (select from ${latest} l
    where l.first_id = d.first_id and l.second_id = d.second_id and l.decision <> 'open')`
  const { rows } = await sql<Candidate>`
    select d.first_id as first, d.second_id as second, d.first_source as "firstSource", d.second_source as "secondSource", d.score
    from ${of} order by d.score desc, d.first_id, d.second_id limit ${page.size} offset ${page.offset}`.execute(
    tx,
  )
  const { rows: counted } = await sql<{
    total: number
  }>`select count(*)::integer as total from ${of}`.execute(tx)
  return { rows, total: counted[0]?.total ?? 0 }
}

/** How many wait to be compared; as `system`. */
export async function countDue(tx: Tx): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(*)::integer as due from directory.duplicates_due`.execute(tx)
  return rows[0]?.due ?? 0
}

/** The sources of a candidate; for reviewers. */
export async function findCandidate(tx: Tx, first: string, second: string): Promise<Candidate | undefined> {
  const { rows } = await sql<Candidate>`
    select first_id as first, second_id as second, first_source as "firstSource", second_source as "secondSource", score
    from directory.duplicates where first_id = ${first} and second_id = ${second}`.execute(tx)
  return rows[0]
}

export type Decision = {
  no: number
  first: string
  second: string
  decision: 'same' | 'different' | 'open'
  kept: string | null
  firstName: string
  secondName: string
  why: string
  by: string
  at: Date
}

const decisionColumns = sql`no::integer as no, first_id as first, second_id as second, decision, kept_id as kept,
  first_name as "firstName", second_name as "secondName", why, by_member as by, at`

/** What stands of what was decided, the latest first; for reviewers. */
export async function standingDecisions(tx: Tx, most: number): Promise<Decision[]> {
  const { rows } = await sql<Decision>`
    select ${decisionColumns} from ${latest} l where decision <> 'open' order by no desc limit ${most}`.execute(
    tx,
  )
  return rows
}

/** The last decision about a pair. */
export async function lastDecision(tx: Tx, first: string, second: string): Promise<Decision | undefined> {
  const { rows } = await sql<Decision>`
    select ${decisionColumns} from directory.duplicate_decisions
    where first_id = ${first} and second_id = ${second} order by no desc limit 1`.execute(tx)
  return rows[0]
}

/** Of all who decide, one at a time: what stands behind what must not change meanwhile. */
export async function holdDecisions(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('directory duplicates', 0))`.execute(tx)
}

export async function insertDecision(tx: Tx, given: Omit<Decision, 'no' | 'at'>): Promise<void> {
  await sql`
    insert into directory.duplicate_decisions (first_id, second_id, decision, kept_id, first_name, second_name, why, by_member)
    values (${given.first}, ${given.second}, ${given.decision}, ${given.kept}, ${given.firstName}, ${given.secondName},
      ${given.why}, ${given.by})`.execute(tx)
}

/** Which entry stands behind which, as last decided; for reviewers and the system. */
export async function behindNow(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{ hidden: string; kept: string }>`
    select case when kept_id = first_id then second_id else first_id end as hidden, kept_id as kept
    from ${latest} l where decision = 'same'`.execute(tx)
  return new Map(rows.map(({ hidden, kept }) => [hidden, kept]))
}

/** Decisions that what is published does not say yet; as `system`. */
export async function newDecisions(tx: Tx): Promise<{ no: number; first: string; second: string }[]> {
  const { rows } = await sql<{ no: number; first: string; second: string }>`
    select no::integer as no, first_id as first, second_id as second from directory.duplicate_decisions
    where not applied order by no limit 500`.execute(tx)
  return rows
}

export async function markDecisionsApplied(tx: Tx, nos: readonly number[]): Promise<void> {
  await sql`update directory.duplicate_decisions set applied = true
    where no = any (${[...nos]}::bigint[])`.execute(tx)
}

/** Of these services, those that their source calls active; as `system`. */
export async function activeOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from directory.services where id = any (${[...ids]}::text[]) and status = 'active'`.execute(tx)
  return rows.map(({ id }) => id)
}
