import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Context } from 'hono'
import { contentPolicy, safeHeaders, type Policy } from './headers.ts'

const packBrotli = promisify(brotliCompress)
const packGzip = promisify(gzip)

type Encoding = 'br' | 'gzip'

/** Packed pages that hold nothing of anybody, by their text: the first view is packed once, not for each reader. */
const packed = new Map<string, Promise<Uint8Array>>()
const mostPacked = 200

export type Page = {
  html: string
  policy: Policy
  status?: number
  headers?: Readonly<Record<string, string>>
  /** The same for every reader: may be packed and the packed bytes kept. Never where a ticket or typed text stands in it. */
  shared?: boolean
}

/** Answers with a page and every header that keeps a seeker safe. */
export async function respond(c: Context, page: Page): Promise<Response> {
  const headers: Record<string, string> = {
    ...safeHeaders,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentPolicy(page.policy),
    ...page.headers,
  }
  const encoding = page.shared ? encodingOf(c.req.header('accept-encoding') ?? '') : undefined
  if (page.shared)
    headers['vary'] = page.headers?.['vary'] ? `${page.headers['vary']}, accept-encoding` : 'accept-encoding'
  if (!encoding) return c.body(page.html, (page.status ?? 200) as 200, headers)
  headers['content-encoding'] = encoding
  const bytes = await pack(page.html, encoding)
  return c.body(bytes as Uint8Array<ArrayBuffer>, (page.status ?? 200) as 200, headers)
}

function encodingOf(accept: string): Encoding | undefined {
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept)) return 'br'
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept) ? 'gzip' : undefined
}

function pack(html: string, encoding: Encoding): Promise<Uint8Array> {
  const key = `${encoding}${html}`
  const known = packed.get(key)
  if (known) return known
  const text = Buffer.from(html)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
  const fresh = encoding === 'br' ? packBrotli(text, { params }) : packGzip(text, { level: 9 })
  packed.set(key, fresh)
  const oldest = packed.size > mostPacked ? packed.keys().next().value : undefined
  if (oldest !== undefined) packed.delete(oldest)
  return fresh
}
