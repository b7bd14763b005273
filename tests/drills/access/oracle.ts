import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/* What the two files written by hand say. They are data: nothing here knows a route or a table. */

const labels = z.array(z.string())
const byWho = z.record(z.string(), labels)

const routeRule = z.strictObject({
  reach: z.union([z.enum(['everybody', 'seeker', 'members']), z.array(z.string())]),
  record: z.string().optional(),
  may: byWho.optional(),
  no: z.record(z.string(), z.string()).optional(),
  also: z.array(z.string()).optional(),
  shows: byWho.optional(),
})
export type RouteRule = z.infer<typeof routeRule>

const routesOracle = z.strictObject({
  about: z.array(z.string()),
  labels: z.record(z.string(), labels),
  alike: z.array(z.tuple([z.string(), z.string()])),
  roles: z.array(z.string()),
  routes: z.record(z.string(), routeRule),
})

const tableRule = z.strictObject({
  by: z.string(),
  select: byWho.default({}),
  insert: byWho.default({}),
  update: byWho.default({}),
  delete: byWho.default({}),
})
export type TableRule = z.infer<typeof tableRule>
const tablesOracle = z.strictObject({
  about: z.array(z.string()),
  tables: z.record(z.string(), tableRule),
})

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'))

export const oracle = routesOracle.parse(read('oracle.json'))
export const tables = tablesOracle.parse(read('oracle-tables.json')).tables

/** Who asks: a member of one role in one kind of organisation, a seeker, or whoever finds the address. */
export type Who = { name: string; kind: 'staff' | 'seeker' | 'public'; role?: string }

/** What a list of the oracle gives someone: the entry of their role and kind, of their role, of everybody. */
export function grantedTo(who: Who, list: Record<string, string[]> | undefined): readonly string[] {
  return list?.[who.name] ?? (who.role ? list?.[who.role] : undefined) ?? list?.['*'] ?? []
}

export function reaches(who: Who, { reach }: Pick<RouteRule, 'reach'>): boolean {
  if (reach === 'everybody') return true
  if (reach === 'seeker') return who.kind === 'seeker'
  if (who.kind !== 'staff') return false
  return reach === 'members' || reach.includes(who.role ?? '')
}

/** What must come of one cell: `yes`, or the code of the refusal. */
export function expected(who: Who, rule: RouteRule, label: string): string {
  if (!reaches(who, rule))
    return who.kind === 'staff' && rule.reach !== 'seeker' ? 'request.forbidden' : 'request.unauthenticated'
  if (!rule.record || grantedTo(who, rule.may ?? { '*': [] }).includes(label)) return 'yes'
  const { no = {} } = rule
  const code = no[`${who.name}:${label}`] ?? no[`${who.role}:${label}`] ?? no[label] ?? no['*']
  return code ?? 'a refusal that the oracle does not name'
}

/** Whether an answer is what was expected. */
export function asExpected(wanted: string, rule: RouteRule, status: number, code: string): boolean {
  return wanted === 'yes' ? status === 200 || (rule.also ?? []).includes(code) : code === wanted
}
