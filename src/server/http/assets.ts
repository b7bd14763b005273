import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export type Asset = {
  type: string
  bytes: Uint8Array
  brotli?: Uint8Array
  gzip?: Uint8Array
  integrity: string
}
export type Assets = ReadonlyMap<string, Asset>

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

/**
 * A built folder in memory, by path from its root with `/`. Nothing is read from disk
 * for a request, so no path in a request can name a file.
 */
export function loadAssets(folder: string): Assets {
  const assets = new Map<string, Asset>()
  if (!existsSync(folder)) return assets
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || !type) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    assets.set(relative(folder, file).split(sep).join('/'), {
      type,
      bytes,
      ...(existsSync(`${file}.br`) ? { brotli: readFileSync(`${file}.br`) } : {}),
      ...(existsSync(`${file}.gz`) ? { gzip: readFileSync(`${file}.gz`) } : {}),
      integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
    })
  }
  return assets
}

/** An asset as an answer, compressed as the browser accepts. `cache` is the whole Cache-Control value. */
export function assetResponse(asset: Asset, acceptEncoding: string, cache: string): Response {
  const headers: Record<string, string> = {
    'content-type': asset.type,
    'cache-control': cache,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    vary: 'accept-encoding',
  }
  const chosen = choose(asset, acceptEncoding)
  if (chosen.encoding) headers['content-encoding'] = chosen.encoding
  headers['content-length'] = String(chosen.bytes.length)
  return new Response(chosen.bytes as Uint8Array<ArrayBuffer>, { headers })
}

function choose(asset: Asset, accept: string): { bytes: Uint8Array; encoding?: string } {
  if (asset.brotli && /\bbr\b/.test(accept)) return { bytes: asset.brotli, encoding: 'br' }
  if (asset.gzip && /\bgzip\b/.test(accept)) return { bytes: asset.gzip, encoding: 'gzip' }
  return { bytes: asset.bytes }
}
