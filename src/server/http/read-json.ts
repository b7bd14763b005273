import type { Context } from 'hono'
import { NorthlineError } from '../../kernel/index.ts'
import { requestErrors } from '../server.errors.ts'

/** The longest body of any API request, in bytes: a 16 KiB envelope with its slots, twice over. */
export const longestBody = 131_072
const deepest = 12

/**
 * Reads a JSON body within bounds: plain UTF-8 (nothing is ever unpacked), one
 * length, one depth. Hostile nesting is counted before it is parsed.
 */
export async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json(\s*;\s*charset=utf-8)?$/i.test(type.trim()))
    throw new NorthlineError(requestErrors.encoding)
  if ((c.req.header('content-encoding') ?? 'identity') !== 'identity')
    throw new NorthlineError(requestErrors.encoding)
  const text = decode(await readBytes(c))
  if (depthOf(text) > deepest) throw new NorthlineError(requestErrors.invalid, { fields: [] })
  try {
    return JSON.parse(text)
  } catch {
    throw new NorthlineError(requestErrors.invalid, { fields: [] })
  }
}

async function readBytes(c: Context): Promise<Uint8Array> {
  const declared = c.req.header('content-length')
  if (Number(declared ?? '0') > longestBody) throw new NorthlineError(requestErrors.too_large)
  // Node's parser takes no more than was declared, so it can be read whole (and without a web stream in between).
  if (declared !== undefined) return bounded(new Uint8Array(await c.req.raw.arrayBuffer()))
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of c.req.raw.body ?? []) {
    length += part.length
    if (length > longestBody) throw new NorthlineError(requestErrors.too_large)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > longestBody) throw new NorthlineError(requestErrors.too_large)
  return bytes
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new NorthlineError(requestErrors.encoding)
  }
}

function depthOf(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quoted) {
      if (character === '\\') i++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') most = Math.max(most, ++depth)
    else if (character === '}' || character === ']') depth--
  }
  return most
}
