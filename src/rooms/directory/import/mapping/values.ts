import type { ValueRule } from './mapping.ts'

/** A record of the source with, inside a `for_each`, one of its parts. */
export type Scope = { record: unknown; item?: unknown; key?: string }

/** What a rule gives, and what it could not find words for. */
export type Made = { value: string | undefined; unknown?: string }

/** Gives what lies at a path and notes that it was asked for. */
export type Look = (path: string) => unknown

/** `{path}` in a text; `{{` is a brace. */
const insert = /\{\{|\{([^{}]+)\}/g

/** Whether a text has a path in it. */
export function isTemplate(text: string): boolean {
  return pathsOf(text).length > 0
}

/** The paths that a rule reads. */
export function pathsOf(rule: ValueRule): string[] {
  if (typeof rule !== 'string') return [rule.from].flat()
  return [...rule.matchAll(insert)].flatMap(([, path]) => (path === undefined ? [] : [path]))
}

/** What lies at a path: a whole key first (columns may have dots in their names), then step by step. */
export function lookUp(scope: Scope, path: string): unknown {
  if (path === '@key') return scope.key
  if (path === '@item') return scope.item
  if (path.startsWith('@item.')) return step(scope.item, path.slice('@item.'.length))
  return step(scope.record, path)
}

function step(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path]
  const dot = path.indexOf('.')
  if (dot < 0) return undefined
  const first = path.slice(0, dot)
  return Object.hasOwn(value, first)
    ? step((value as Record<string, unknown>)[first], path.slice(dot + 1))
    : undefined
}

/** A value as text; undefined where there is nothing. Lists of plain values are joined. */
export function asText(value: unknown, joint = ', '): string | undefined {
  if (Array.isArray(value)) {
    const parts = value.flatMap((part) => asText(part) ?? [])
    return parts.length > 0 ? parts.join(joint) : undefined
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Makes one value. Text of which a part is not there is no text at all. */
export function make(rule: ValueRule, look: Look): Made {
  if (typeof rule === 'string') return { value: fill(rule, look) }
  const found = [rule.from].flat().flatMap((path) => asText(look(path), rule.join) ?? [])
  const text = rule.join === undefined ? found[0] : found.length > 0 ? found.join(rule.join) : undefined
  const matched =
    text === undefined || rule.match === undefined
      ? text
      : new RegExp(rule.match, 'u').exec(text.slice(0, 20_000))?.[1]?.trim() || undefined
  if (matched === undefined) return { value: rule.otherwise || undefined }
  if (!rule.words) return { value: matched }
  const wanted = matched.toLowerCase()
  const word = Object.entries(rule.words).find(([from]) => from.toLowerCase() === wanted)?.[1]
  if (word !== undefined) return { value: word || undefined }
  return rule.otherwise === undefined
    ? { value: undefined, unknown: matched }
    : { value: rule.otherwise || undefined }
}

function fill(template: string, look: Look): string | undefined {
  let whole = true
  const text = template.replaceAll(insert, (found, path: string | undefined) => {
    if (path === undefined) return found === '{{' ? '{' : found
    const value = asText(look(path))
    if (value === undefined) whole = false
    return value ?? ''
  })
  return whole ? text : undefined
}
