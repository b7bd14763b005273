import { createHash } from 'node:crypto'

/** Our id of a row of a source: the same each time, so that a second import meets the first. */
export function importedId(source: string, table: string, sourceId: string): string {
  return digest(`northline/1 directory ${JSON.stringify([source, table, sourceId])}`)
}

/** What is compared to know whether a row has changed. */
export function contentHash(content: unknown): string {
  return digest(JSON.stringify(sorted(content)))
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
