import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import type { Pin } from '../pinned-keys.ts'
import type { Assets } from './assets.ts'

/** Where a site says what it consists of, for whoever compares it with a build of their own. */
export const bundlePath = '/bundle.json'

/**
 * The manifest of a built site, with the pinned organisation keys as an entry of its own: the files are
 * the same in every installation of a version, and this entry is what differs.
 */
export function bundle(assets: Assets, pins: readonly Pin[]): Hono {
  const app = new Hono()
  const built = assets.get('bundle.json')
  if (!built) return app
  const manifest = JSON.parse(new TextDecoder().decode(built.bytes)) as Record<string, unknown>
  const keys = pins.map(({ organisation, fingerprint, revocations }) => ({
    organisation,
    fingerprint,
    revocations,
  }))
  const organisationKeys = { data: hashOf(pinnedData(pins)), keys }
  const text = `${JSON.stringify({ ...manifest, organisationKeys }, null, 2)}\n`
  app.get(bundlePath, (c) =>
    c.body(text, 200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'x-robots-tag': 'noindex',
    }),
  )
  return app
}

/** The pinned keys as they stand in every page that seals: an element of data, id `organisation-keys`. */
export function pinnedData(pins: readonly Pin[]): string {
  const shown = pins.map(({ organisation, publicKey, revocations }) => ({
    organisation,
    publicKey,
    revocations,
  }))
  return JSON.stringify(shown).replaceAll('<', '\\u003c')
}

function hashOf(text: string): string {
  return `sha384-${createHash('sha384').update(text).digest('base64')}`
}
