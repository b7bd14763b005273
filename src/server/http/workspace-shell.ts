import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { PinnedKey } from '../../sealing/index.ts'
import { assetResponse, type Assets } from './assets.ts'

const policy = (nonce: string) =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ')

/** The built workspace: one page for every address that is not an asset, with a fresh nonce each time. */
export function workspaceShell(assets: Assets, pins: readonly PinnedKey[] = []): Hono {
  const app = new Hono()
  const page = assets.get('index.html')
  const template = page ? withPins(new TextDecoder().decode(page.bytes), pins) : undefined
  app.get('/assets/*', (c) => {
    const asset = assets.get(c.req.path.slice(1))
    if (!asset) return c.text('not found', 404)
    return assetResponse(asset, c.req.header('accept-encoding') ?? '', 'public, max-age=31536000, immutable')
  })
  app.get('*', (c) => {
    if (!template) return c.text('The workspace has not been built: run "npm run build".', 503)
    const nonce = randomBytes(16).toString('base64')
    return c.html(template.replaceAll('__NONCE__', nonce), 200, {
      'content-security-policy': policy(nonce),
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

/** The organisation keys that this installation is pinned to, as data in the page; an entry of its own in the bundle. */
function withPins(template: string, pins: readonly PinnedKey[]): string {
  const shown = pins.map(({ organisation, publicKey, revocations }) => ({
    organisation,
    publicKey,
    revocations,
  }))
  const json = JSON.stringify(shown).replaceAll('<', '\\u003c')
  return template.replace(
    '</head>',
    () => `<script type="application/json" id="organisation-keys">${json}</script></head>`,
  )
}
