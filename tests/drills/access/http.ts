import { randomInt } from 'node:crypto'
import type * as z from 'zod'
import type { Access } from '../../../src/contracts/index.ts'
import { bytesToBase64Url, randomId, rolesOf } from '../../../src/kernel/index.ts'
import {
  createPair,
  createWriter,
  newGeneration,
  nextEnvelope,
  recoveryOrders,
} from '../../../src/sealing/index.ts'
import { everyRoute, everyStream } from '../../../src/server/routes.ts'
import { foreignIds, idsFor, labelsIn } from './cells.ts'
import { inputFor, type Ids } from './inputs.ts'
import { asExpected, expected, grantedTo, oracle, reaches, type RouteRule, type Who } from './oracle.ts'
import type { Person } from './people.ts'
import type { Records } from './records.ts'
import type { Asked, Wire } from './wire.ts'

type Declared = {
  id: string
  method: 'get' | 'post'
  origin: string
  path: string
  access: Access
  input: z.ZodType
}

/** Everything that the contracts declare: nothing here names a route. */
export const declared: readonly Declared[] = [...everyRoute, ...everyStream]
const streams = new Set(everyStream.map(({ id }) => id))

/** What the two files do not agree on with the contracts: a route without a row, a row without a route, a role. */
export function missing(routes: Record<string, RouteRule>, roles: readonly string[]): string[] {
  const ids = declared.map(({ id }) => id)
  return [
    ...ids.filter((id) => !routes[id]).map((id) => `the oracle has no row for ${id}`),
    ...Object.keys(routes)
      .filter((id) => !ids.includes(id))
      .map((id) => `the oracle has a row for ${id}, which is no route`),
    ...roles.filter((role) => !oracle.roles.includes(role)).map((role) => `the oracle does not know ${role}`),
  ]
}

/** Somebody at a browser: a member, a seeker with a ticket, or nobody in particular. */
export type Asker = Who & { person?: Person; wire: Wire; headers: Record<string, string> }

/** Input that a schema alone can't make: bytes that say something, a role that fits. */
async function fitting(id: string, ids: Ids, who: Asker): Promise<Record<string, unknown>> {
  const slot = { kind: 'printed', bytes: 'A'.repeat(100) }
  switch (id) {
    case 'conversations.desk_send':
      return { envelope: await envelopeFor(ids['conversationId'] ?? '') }
    case 'conversations.desk_messages':
    case 'conversations.desk_generations':
      return { purpose: 'quality' }
    case 'identity.add_member_slot':
      return slot
    case 'identity.create_member_keys':
      return { slots: [slot] }
    case 'identity.set_team_code':
    case 'identity.start_code_recovery':
      return { publicKey: await newPoint() }
    case 'identity.replace_member_keys':
      return {
        publicKey: await newPoint(),
        signPublicKey: await newPoint(),
        bundle: 'A'.repeat(400),
        slots: [slot],
      }
    case 'identity.name_holders':
      return who.person ? { memberIds: threeOf(who.person) } : {}
    case 'identity.cover_epochs': {
      if (!who.person) return {}
      const slots = recoveryOrders(threeOf(who.person)).map((order) => ({ ...order, bytes: slot.bytes }))
      return { epochs: [{ epochId: ids['epochId'], slots }] }
    }
    case 'identity.invite_member':
      return { roles: [who.role ?? 'responder'], handle: `h${randomInt(1e9)}` }
    case 'identity.change_roles':
      return { roles: [who.person ? rolesOf[who.person.organisationKind][0] : 'responder'] }
    default:
      return {}
  }
}

const threeOf = ({ memberId, colleagueId, deputyId }: Person) => [memberId, colleagueId, deputyId]

const newPoint = async () => bytesToBase64Url((await createPair()).publicKey)

async function envelopeFor(conversationId: string): Promise<string> {
  const epoch = { id: randomId(), publicKey: (await createPair()).publicKey }
  const { generation } = await newGeneration({ conversationId, number: 1, epoch, recipients: [] })
  const writer = createWriter(conversationId, 'responder')
  const signer = await createPair()
  const made = await nextEnvelope(writer, {
    content: { kind: 'text', text: 'x' },
    seen: [],
    generation,
    signer,
  })
  return bytesToBase64Url(made.wire)
}

export type Request = { method: string; path: string; body?: string; stream: boolean }

export async function requestFor(route: Declared, ids: Ids, who: Asker): Promise<Request> {
  const made = { ...(inputFor(route.input, ids) as object), ...(await fitting(route.id, ids, who)) }
  const stream = streams.has(route.id)
  if (route.method === 'post') return { method: 'POST', path: route.path, body: JSON.stringify(made), stream }
  const query = new URLSearchParams(Object.entries(made).map(([key, value]) => [key, String(value)]))
  return { method: 'GET', path: `${route.path}?${query}`, stream }
}

const anyAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`

export function send(who: Asker, request: Request, more: Record<string, string> = {}): Promise<Asked> {
  const { method, path, body, stream } = request
  const headers = {
    accept: 'application/json',
    'x-northline': '1',
    'x-forwarded-for': anyAddress(),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...who.headers,
    ...more,
  }
  return who.wire.ask(method, path, { headers, stream, ...(body !== undefined && { body }) })
}

export const codeOf = ({ text }: Asked): string => /"code":"([a-z_.]+)"/.exec(text)?.[1] ?? ''

/** The answer without what differs between any two: the ids that were asked for, and the time of day. */
function bare({ status, headers, text }: Asked, ids: Ids): string {
  const { date: _, 'keep-alive': __, connection: ___, ...rest } = headers
  const known = Object.entries(ids).reduce((all, [name, id]) => all.replaceAll(id, `<${name}>`), text)
  return JSON.stringify({ status, rest, known })
}

export type Tally = { cells: number; faults: string[]; leaks: string[]; alike: number }

/** Every route on every record with every label, as one asker. `restore` puts back what a request changed. */
export async function tryEveryRoute(
  who: Asker,
  origins: readonly string[],
  records: Records,
  restore: () => Promise<void>,
  tally: Tally,
): Promise<void> {
  for (const route of declared) {
    const rule = oracle.routes[route.id]
    if (!rule || !origins.includes(route.origin)) continue
    const labels = rule.record ? (oracle.labels[rule.record] ?? []) : ['none']
    const answers = new Map<string, string>()
    for (const label of labels) {
      const ids = idsFor(records, who.person, rule.record ?? 'none', label)
      const answer = await send(who, await requestFor(route, ids, who))
      tally.cells += 1
      const cell = `${who.name} ${route.id} ${label}`
      const wanted = expected(who, rule, label)
      const code = codeOf(answer)
      if (!asExpected(wanted, rule, answer.status, code))
        tally.faults.push(`${cell}: ${wanted} was to come, and ${answer.status} ${code} came`)
      answers.set(label, bare(answer, ids))
      judgeContent(who, rule, label, cell, answer, records, tally)
      if (answer.status === 200 && route.method === 'post') await restore()
    }
    for (const [first, second] of oracle.alike) {
      const [one, other] = [answers.get(first), answers.get(second)]
      if (one === undefined || other === undefined || expected(who, rule, first) === 'yes') continue
      tally.alike += 1
      if (one !== other) tally.leaks.push(`${who.name} ${route.id}: ${first} and ${second} are told apart`)
    }
  }
}

/** Nothing of a stranger is in any answer, and a list shows exactly what it is to show. */
function judgeContent(
  who: Asker,
  rule: RouteRule,
  label: string,
  cell: string,
  answer: Asked,
  records: Records,
  { faults, leaks }: Tally,
): void {
  const asked = Object.values(idsFor(records, who.person, rule.record ?? 'none', label))
  for (const id of foreignIds(records))
    if (!asked.includes(id) && answer.text.includes(id)) leaks.push(`${cell}: names a stranger’s ${id}`)
  if (!rule.shows || !reaches(who, rule)) return
  const wanted = [...grantedTo(who, rule.shows)].toSorted().join()
  const shown = labelsIn(records, answer.text).toSorted().join()
  if (wanted !== shown)
    faults.push(`${cell}: shows ${shown || 'nothing'}, was to show ${wanted || 'nothing'}`)
}
