import { createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Pin } from '../pinned-keys.ts'
import { pinnedData } from './bundle.ts'
import { assetResponse, type Assets } from './assets.ts'

const policy = (nonce: string, inline: readonly string[]) =>
  [
    `default-src 'none'`,
    ['script-src', `'self'`, ...inline].join(' '),
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')

/** The built workspace: one page for every address that is not an asset, with a fresh nonce each time. */
export function workspaceShell(assets: Assets, pins: readonly Pin[] = []): Hono {
  const app = new Hono()
  const page = assets.get('index.html')
  const template = page ? withPins(new TextDecoder().decode(page.bytes), pins) : undefined
  const inline = inlineScripts(template ?? '')
  app.get('/assets/*', (c) => {
    const asset = assets.get(c.req.path.slice(1))
    if (!asset) return c.text('not found', 404)
    return assetResponse(asset, c.req.header('accept-encoding') ?? '', 'public, max-age=31536000, immutable')
  })
  app.get('*', (c) => {
    if (!template) return c.text('The workspace has not been built: run "npm run build".', 503)
    const nonce = randomBytes(16).toString('base64')
    return c.html(template.replaceAll('__NONCE__', nonce), 200, {
      'content-security-policy': policy(nonce, inline),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), interest-cohort=()',
    })
  })
  return app
}

/** The page, with the organisation keys that this installation is pinned to as data in it. */
function withPins(template: string, pins: readonly Pin[]): string {
  const element = `<script type="application/json" id="organisation-keys">${pinnedData(pins)}</script>`
  return template.replace('</head>', () => `${element}</head>`)
}

/** The import map that carries the integrity of the modules; it alone runs inline, by its hash. */
function inlineScripts(template: string): string[] {
  return [...template.matchAll(/<script type="importmap"[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
}
