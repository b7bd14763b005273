import type { Context } from 'hono'
import { NorthlineError } from '../kernel/index.ts'

/*
 * The codes and sentences are those of any request (the server's catalogue has
 * them); a form that another site sends is as unreadable as a broken one.
 */
const invalid = { code: 'request.invalid', status: 400, safe: 'Nothing was sent.' }
const foreign = { ...invalid, status: 403 }
const tooLarge = { code: 'request.too_large', status: 413, safe: 'Nothing was sent.' }

/** Too many forms from one network in a short time. */
export const tooManyForms = { code: 'request.rate_limited', status: 429, safe: 'Nothing was sent.' }

/** The longest form in bytes. The text of a message may be three times too long and still come back to be shortened. */
export const longestForm = 131_072
const mostFields = 60

/**
 * Reads a form of this site's own pages within bounds (urlencoded UTF-8, at most
 * 60 fields, the last of a name counts). Throws `request.*`; never echoes anything.
 */
export async function readForm(c: Context, address: string): Promise<Map<string, string>> {
  requireOwnPage(c, address)
  const type = c.req.header('content-type') ?? ''
  const encoding = c.req.header('content-encoding') ?? 'identity'
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type) || encoding !== 'identity')
    throw new NorthlineError(invalid)
  const fields = [...new URLSearchParams(await readText(c))]
  if (fields.length > mostFields) throw new NorthlineError(invalid)
  // A control character can't be typed; the line ends of forms are CRLF.
  return new Map(fields.map(([name, value]) => [name, clean(value)]))
}

/**
 * Against forms that another site makes a browser send. A browser that names no
 * origin at all (an old or a text browser) is let through: there is no cookie
 * that such a form could abuse.
 */
function requireOwnPage(c: Context, address: string): void {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  // With `Referrer-Policy: no-referrer`, browsers send `Origin: null` for a form of our own page.
  const foreignOrigin = origin !== undefined && origin !== address && origin !== 'null'
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreignOrigin || foreignSite) throw new NorthlineError(foreign)
}

async function readText(c: Context): Promise<string> {
  if (Number(c.req.header('content-length') ?? '0') > longestForm) throw new NorthlineError(tooLarge)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of c.req.raw.body ?? []) {
    length += part.length
    if (length > longestForm) throw new NorthlineError(tooLarge)
    parts.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))
  } catch {
    throw new NorthlineError(invalid)
  }
}

function clean(value: string): string {
  // eslint-disable-next-line no-control-regex -- that is what is taken out
  return value.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
}
