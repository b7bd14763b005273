import { sql, type RawBuilder } from 'kysely'
import type { Actor } from '../../../src/kernel/index.ts'
import type { Database, Tx } from '../../../src/database/index.ts'
import { grantedTo, tables, type TableRule } from './oracle.ts'
import type { Asker } from './http.ts'
import type { Records } from './records.ts'
import type { Stage } from './stage.ts'

export const verbs = ['select', 'insert', 'update', 'delete'] as const
type Verb = (typeof verbs)[number]

export type TableFacts = {
  name: string
  /** A column that the app role may update, and those it may insert. */
  updatable: string | null
  insertable: string[]
}

/** Every table there is, from the catalogue. */
export async function everyTable({ northline }: Stage): Promise<TableFacts[]> {
  const may = (what: string) => sql`has_column_privilege('northline_app', c.oid, a.attnum, ${sql.lit(what)})`
  const { rows } = await sql<TableFacts>`
    select n.nspname || '.' || c.relname as name,
      (array_agg(a.attname::text order by a.attnum) filter (where ${may('update')}))[1] as updatable,
      coalesce(array_agg(a.attname::text order by a.attnum) filter (where ${may('insert')}), '{}') as insertable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attidentity <> 'a' and a.attgenerated = ''
    where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$|public$|drill$)'
    group by 1 order by 1`.execute(northline.database.unguarded)
  return rows
}

/** Tables without a row in the oracle, and rows without a table. */
export function missingTables(found: readonly TableFacts[]): string[] {
  const names = found.map(({ name }) => name)
  return [
    ...names.filter((name) => !tables[name]).map((name) => `the oracle has no row for table ${name}`),
    ...Object.keys(tables)
      .filter((name) => !names.includes(name))
      .map((name) => `the oracle has a row for ${name}, which is no table`),
  ]
}

/** What each row is to this actor, by the value of the table's own column. */
export type Labels = (kind: string, value: string) => string

export async function labelsFor({ northline }: Stage, records: Records, who: Asker): Promise<Labels> {
  const on = northline.database.unguarded
  const { person } = who
  const places = await sql<{ team: string; organisation: string; kind: string }>`
    select t.id as team, o.id as organisation, o.kind from identity.teams t
    join identity.organisations o on o.id = t.organisation_id`.execute(on)
  const epochs = await sql<{
    id: string
    team: string
  }>`select id, team_id as team from identity.epochs`.execute(on)
  const ofTeam = (team: string) =>
    team === person?.teamId ? 'own' : team === person?.siblingTeamId ? 'sibling' : 'foreign'
  const byId = (list: Record<string, string>) => (value: string) =>
    Object.entries(list).find(([, id]) => id === value)?.[0] ?? 'unknown'
  const conversations = Object.entries(records.conversations)
  const packets = Object.entries(records.packets)
  const by: Record<string, (value: string) => string> = {
    any: () => 'any',
    conversation: byId(Object.fromEntries(conversations.map(([label, s]) => [label, s.conversationId]))),
    referral: byId(Object.fromEntries(packets.map(([label, p]) => [label, p.referralId]))),
    ask: byId(records.asks),
    glass: byId(records.glass),
    vetting: byId(records.vettings),
    hold: byId(records.keeping.holds),
    plan: byId(records.keeping.plans),
    recovery: byId(records.keeping.recoveries),
    team: ofTeam,
    epoch: (value) => ofTeam(epochs.rows.find(({ id }) => id === value)?.team ?? ''),
    member: (value) =>
      value === person?.memberId
        ? 'self'
        : value === person?.colleagueId || value === person?.deputyId
          ? 'colleague'
          : 'foreign',
    organisation: (value) => {
      if (value === person?.organisationId) return 'own'
      return places.rows.find(({ organisation }) => organisation === value)?.kind === 'hotline'
        ? 'hotline'
        : 'other'
    },
  }
  return (kind, value) => by[kind]?.(value) ?? 'unknown'
}

class Undone extends Error {}

/** As if the code gave everybody every right over their own team: the second wall asks for the role all the same. */
const everyCapability = (actor: Actor): string[] =>
  actor.kind === 'staff'
    ? actor.teams.flatMap(({ teamId }) =>
        ['answers', 'supervises', 'holds'].map((verb) => `${verb}:${teamId}`),
      )
    : []

/** Runs one statement in the actor's name and takes it back; the values it gave, or undefined where it was refused. */
async function attempt(
  database: Database,
  actor: Actor,
  statement: RawBuilder<unknown>,
): Promise<string[] | undefined> {
  let seen: string[] = []
  const work = async (tx: Tx) => {
    const { rows } = await sql<{ key: string }>`${statement}`.execute(tx)
    seen = rows.map(({ key }) => key)
    throw new Undone()
  }
  try {
    await database.as(actor, work, { capabilities: everyCapability(actor) })
  } catch (error) {
    if (error instanceof Undone) return seen
    if (/permission denied|row-level security/.test(String(error))) return undefined
    // Whatever else stopped it, the wall did not.
    return [`past the wall: ${String(error)}`]
  }
  return undefined
}

function statementFor(
  verb: Exclude<Verb, 'insert'>,
  table: TableFacts,
  key: RawBuilder<unknown>,
  where = sql`true`,
) {
  const name = sql.table(table.name)
  if (verb === 'select') return sql`select ${key} as key from ${name}`
  if (verb === 'delete') return sql`delete from ${name} returning ${key} as key`
  if (table.updatable === null) return undefined
  const column = sql.ref(table.updatable)
  return sql`update ${name} set ${column} = ${column} where ${where} returning ${key} as key`
}

/** Labels of the rows that plain SQL shows or changes for this actor. */
async function reached(
  { northline }: Stage,
  who: Asker,
  actor: Actor,
  table: TableFacts,
  verb: Verb,
  rule: TableRule,
  labels: Labels,
): Promise<string[]> {
  const [kind = 'any', column] = rule.by.split(':')
  const key = column ? sql.ref(column) : sql`'any'`
  const { database } = northline
  const named = (values: readonly string[]) =>
    [...new Set(values.map((value) => (value.startsWith('past') ? value : labels(kind, value))))].toSorted()
  if (verb !== 'insert') {
    const statement = statementFor(verb, table, key)
    if (!statement) return []
    const all = await attempt(database, actor, statement)
    if (all || verb !== 'update' || !column) return named(all ?? [])
    // One row that was refused takes all others with it: each kind of row by itself.
    const seen = await attempt(
      database,
      actor,
      sql`select distinct ${key} as key from ${sql.table(table.name)}`,
    )
    const changed: string[] = []
    for (const value of seen ?? []) {
      const one = statementFor(verb, table, key, sql`${key} = ${value}`)
      if (one) changed.push(...((await attempt(database, actor, one)) ?? []))
    }
    return named(changed)
  }
  if (table.insertable.length === 0) return []
  const { rows } = await sql<{ key: string; row: string }>`
    select distinct on (key) key, row::text as row from (
      select ${key}::text as key, to_jsonb(t) as row from ${sql.table(table.name)} t) all_rows
    order by key, row::text`.execute(database.unguarded)
  const columns = sql.join(table.insertable.map((name) => sql.ref(name)))
  const taken = new Set<string>()
  for (const { key: value, row } of rows) {
    const statement = sql`insert into ${sql.table(table.name)} (${columns})
      select ${columns} from jsonb_populate_record(null::${sql.table(table.name)}, ${row}::jsonb)`
    const outcome = await attempt(database, actor, statement)
    // A copy of a row breaks a unique key; it got that far because the wall let it.
    if (outcome) taken.add(labels(kind, value))
  }
  void who
  return [...taken].toSorted()
}

/** Every table and verb as one actor, against the oracle. */
export async function tryEveryTable(
  stage: Stage,
  found: readonly TableFacts[],
  who: Asker,
  actor: Actor,
  labels: Labels,
  faults: string[],
): Promise<number> {
  let cells = 0
  for (const table of found) {
    const rule = tables[table.name]
    if (!rule) continue
    for (const verb of verbs) {
      cells += 1
      const wanted = [...grantedTo(who, rule[verb])].toSorted().join()
      const got = (await reached(stage, who, actor, table, verb, rule, labels)).join()
      if (got !== wanted)
        faults.push(
          `SQL ${who.name} ${verb} ${table.name}: ${got || 'nothing'}, was to be ${wanted || 'nothing'}`,
        )
    }
  }
  return cells
}
