import type { BrowserContext } from 'playwright-core'

/** What went wrong in somebody's browser without their noticing. */
export type Trouble = {
  /** Everything so far that was not expected. */
  readonly found: () => readonly string[]
  /** From here on this is no trouble: the network was cut on purpose, or a refusal is what is tested. */
  readonly expect: (pattern: RegExp) => void
}

/** Leaving a page ends its streams and requests: that is how they end, and no fault. */
const ended = /net::ERR_ABORTED/

/**
 * Watches every page of a browser context: errors and warnings in the console
 * (violations of the policy come there), errors nobody caught, requests that
 * failed, and any request that leaves the two origins.
 */
export function watchForTrouble(context: BrowserContext, origins: readonly string[]): Trouble {
  const seen: string[] = []
  const expected: RegExp[] = []
  const note = (what: string) => {
    if (!expected.some((pattern) => pattern.test(what))) seen.push(what)
  }
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type()))
      note(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => note(`uncaught: ${error.error().message}`))
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed'
    if (!ended.test(why)) note(`request: ${request.method()} ${request.url()} ${why}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    const local = ['data:', 'about:', 'blob:'].includes(url.protocol)
    if (!local && !origins.includes(url.origin)) note(`elsewhere: ${request.url()}`)
  })
  return { found: () => seen, expect: (pattern) => void expected.push(pattern) }
}
