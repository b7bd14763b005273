import { createHash } from 'node:crypto'

/** One of our ids (128 bits in base64url) as the UUID that HSDS wants, and nothing else. */
export function uuidOf(id: string): string {
  return spelled(Buffer.from(id, 'base64url').subarray(0, 16))
}

/** A UUID (version 8) that is the same for the same parts, for what has no id of its own. */
export function uuidFrom(...parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return spelled(bytes)
}

/** Back from a UUID to our id; undefined for what is none. */
export function idOf(uuid: string): string | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) return undefined
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')
}

function spelled(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
