import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { randomId } from '../../../src/kernel/index.ts'

/** The ids of one record, by the names that contracts give them. */
export type Ids = Readonly<Record<string, string>>

type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  minItems?: number
}

/**
 * An input that fits a contract, made from its schema alone, so that a new route is tried without anybody
 * writing it down: ids of the record where the contract names one, and the least that is valid elsewhere.
 */
export function inputFor(schema: z.ZodType, ids: Ids): unknown {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema
  return make(json, ids, '')
}

function make(schema: Schema, ids: Ids, name: string): unknown {
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  const [choice] = schema.anyOf ?? schema.oneOf ?? []
  if (choice) return make(choice, ids, name)
  if (schema.type === 'object' || schema.properties) return makeObject(schema, ids)
  if (schema.type === 'array') {
    const items = schema.items ?? {}
    const one = name
      .replace(/ies$/, 'y')
      .replace(/(x|s)es$/, '$1')
      .replace(/s$/, '')
    const least = ids[one] === undefined ? (schema.minItems ?? 0) : 1
    return Array.from({ length: least }, () => make(items, ids, one))
  }
  if ((schema.type === 'integer' || schema.type === 'number') && ids[name] !== undefined)
    return Number(ids[name])
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)
  if (schema.type === 'boolean') return false
  if (schema.type === 'string') return makeText(schema, ids, name)
  return null
}

function makeObject({ properties = {}, required = [] }: Schema, ids: Ids): unknown {
  const fields = Object.entries(properties).filter(
    ([key]) => required.includes(key) || ids[key] !== undefined,
  )
  return Object.fromEntries(fields.map(([key, value]) => [key, make(value, ids, key)]))
}

const day = 86_400_000

function makeText(schema: Schema, ids: Ids, name: string): string {
  const known = ids[name]
  if (known !== undefined) return known
  if (schema.format === 'date-time')
    return new Date(Date.now() + (name === 'from' ? day : 2 * day)).toISOString()
  if (schema.pattern === '^[\\w-]{22}$') return randomId()
  if (schema.pattern === '^[\\w-]*$') {
    const most = schema.maxLength ?? 43
    const length = schema.minLength ?? (most <= 90 ? most : 64)
    return randomBytes(Math.floor((length * 3) / 4)).toString('base64url')
  }
  if (schema.pattern?.startsWith('^[A-Za-z]')) return 'en'
  return 'somebody'
}
