import { createHash } from 'node:crypto'

/** The CSP source of an inline script or style: exactly these bytes and no others. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

export type Policy = {
  /** Sources of inline or nonce'd styles and scripts. */
  styles: readonly string[]
  scripts: readonly string[]
  /** The page holds frames of this site (chat without script). */
  frames?: boolean
  /** The page may itself stand in a frame of this site. */
  framed?: boolean
}

/** Content-Security-Policy: nothing is allowed but what is named. */
export function contentPolicy({ styles, scripts, frames = false, framed = false }: Policy): string {
  return [
    `default-src 'none'`,
    `style-src ${list(styles)}`,
    `script-src ${list(scripts)}`,
    `connect-src 'self'`,
    `img-src data:`,
    ...(frames ? [`frame-src 'self'`] : []),
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors ${framed ? `'self'` : `'none'`}`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')
}

function list(sources: readonly string[]): string {
  return sources.length > 0 ? sources.join(' ') : `'none'`
}

/** What every answer of the help site carries (architecture, “Safety of the seeker’s phone”). */
export const safeHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'x-robots-tag': 'noarchive',
}
