import * as fc from 'fast-check'
import * as z from 'zod'
import type { Route } from '../../../src/contracts/index.ts'

/** Stands in every hostile text: it must come back in no answer and lie in no table. */
export const canary = 'zq8841canary'

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  minItems?: number
  minimum?: number
  minLength?: number
  maxLength?: number
}
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** An input as its contract wants it, made from the contract; what it means is nothing. */
export function sampleOf(route: Route): Json {
  const schema = z.toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Schema
  return sample(schema)
}

function sample(schema: Schema): Json {
  if (schema.const !== undefined) return schema.const as Json
  if (schema.enum) return schema.enum[0] as Json
  if (schema.anyOf) return sample(schema.anyOf[0] ?? {})
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, value]) => [key, sample(value)]),
    )
  if (schema.type === 'array')
    return Array.from({ length: schema.minItems ?? 1 }, () => sample(schema.items ?? {}))
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (schema.type === 'boolean') return true
  if (schema.type === 'string') return text(schema)
  return null
}

function text({ pattern, minLength = 0, maxLength }: Schema): string {
  if (pattern === undefined) return 'a'.repeat(Math.max(1, minLength))
  const matching = new RegExp(pattern)
  const filled = 'A'.repeat(minLength)
  if (minLength > 0 && matching.test(filled)) return filled
  const counts = [...pattern.matchAll(/\{(\d+)\}/g)].map(([, count]) => Number(count))
  const longest = maxLength ?? Math.max(64, ...counts)
  const [found = ''] = fc.sample(fc.stringMatching(matching, { maxLength: longest }), { numRuns: 1, seed: 7 })
  return found
}

type Place = (string | number)[]

function places(value: Json, at: Place = []): Place[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((item, index) => places(item, [...at, index]))]
  if (value !== null && typeof value === 'object')
    return [at, ...Object.entries(value).flatMap(([key, item]) => places(item, [...at, key]))]
  return [at]
}

function replaced(value: Json, [key, ...rest]: Place, by: Json): Json {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, by) : item))
  const record = value as Record<string, Json>
  return { ...record, [key]: replaced(record[String(key)] ?? null, rest, by) }
}

/** What no field takes, or takes as a text and nothing else. */
const wrong: readonly Json[] = [
  null,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER,
  `${canary}${'x'.repeat(30_000)}`,
  `${canary}\u0000`,
  `${canary}'; drop table conversations.conversations; --`,
  `\ud800${canary}`,
  '',
  [],
  {},
  [[[[[[canary]]]]]],
  { $ne: canary, toString: canary },
  ['__proto__', canary],
]

/** Inputs with one place gone wrong. */
export function spoiled(good: Json): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...places(good)), fc.constantFrom(...wrong))
    .map(([at, by]) => replaced(good, at, by))
}

/** Fields that no contract has, with the names that servers are fooled by. */
export const smuggled: Record<string, Json> = {
  role: 'administrator',
  roles: ['administrator', canary],
  memberId: canary,
  teamId2: canary,
  checked: true,
  state: 'claimed',
  claimedBy: canary,
  constructor: { prototype: { admin: canary } },
  isAdmin: true,
  capabilities: [`supervises:${canary}`],
}

/** Bodies that are no JSON of ours at all, by what is wrong with them. */
export function brokenBodies(
  good: Json,
): Record<string, { body: Uint8Array | string; headers?: Record<string, string> }> {
  const json = JSON.stringify(good)
  const nested = `${'['.repeat(20_000)}"${canary}"${']'.repeat(20_000)}`
  return {
    'cut short': { body: json.slice(0, -1) },
    deep: { body: nested },
    oversized: { body: JSON.stringify({ text: canary.repeat(20_000) }) },
    'not UTF-8': {
      body: Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    },
    'UTF-16': { body: Buffer.from(json, 'utf16le') },
    'said to be packed': { body: json, headers: { 'content-encoding': 'gzip' } },
    'a form': { body: `text=${canary}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    'plain text': { body: json, headers: { 'content-type': 'text/plain' } },
    'of another character set': {
      body: json,
      headers: { 'content-type': 'application/json; charset=utf-16' },
    },
    'of another site': { body: json, headers: { origin: 'https://evil.example' } },
    'without our header': { body: json, headers: { 'x-northline': '0' } },
  }
}
