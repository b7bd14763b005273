import type { Context } from 'hono'
import { safeHeaders } from './headers.ts'
import type { HelpAsset } from './site.ts'

/**
 * A built file, packed as the browser accepts. Its name holds a hash of it, but
 * nothing is left in a cache: a script in the browser's files says that somebody
 * was here as clearly as the history does, and outlives it.
 */
export function assetResponse(c: Context, asset: HelpAsset | undefined): Response | undefined {
  if (!asset) return undefined
  const accept = c.req.header('accept-encoding') ?? ''
  const packed =
    asset.brotli && /\bbr\b/.test(accept)
      ? asset.brotli
      : asset.gzip && /\bgzip\b/.test(accept)
        ? asset.gzip
        : undefined
  return c.body((packed ?? asset.bytes) as Uint8Array<ArrayBuffer>, 200, {
    ...safeHeaders,
    'content-type': asset.type,
    vary: 'accept-encoding',
    ...(packed && { 'content-encoding': packed === asset.brotli ? 'br' : 'gzip' }),
  })
}
