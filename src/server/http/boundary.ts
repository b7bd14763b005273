import type { Context } from 'hono'
import type { Access, HandledRoute } from '../../contracts/index.ts'
import type { StreamRoute } from '../../contracts/stream.ts'
import { chooseLocale, type Locale } from '../../i18n/index.ts'
import { NorthlineError, type Actor } from '../../kernel/index.ts'
import type { Log } from '../log.ts'
import type { Asker } from './while-locked.ts'
import { requestErrors } from '../server.errors.ts'

export type Origin = 'help' | 'workspace'

export type ApiParts = {
  routes: readonly HandledRoute[]
  streams?: readonly StreamRoute[]
  origin: Origin
  /** The origin itself, for the check against cross-site requests. */
  address: string
  enabledLocales: readonly Locale[]
  log: Log
  /** Who asks, from the visit's ticket or the session cookie; public when neither is there or holds. */
  actorOf: (request: Context) => Promise<Asker>
  /** The caller's network address, for rate limits; never stored. */
  addressOf: (request: Context) => string | undefined
}

/** The route's declared access, before any policy of the room looks at the record. */
export function permit(access: Access, actor: Actor): void {
  if (access === 'public') return
  if (access === 'seeker') {
    if (actor.kind !== 'seeker') throw new NorthlineError(requestErrors.unauthenticated)
    return
  }
  if (actor.kind !== 'staff') throw new NorthlineError(requestErrors.unauthenticated)
  if (access === 'staff') return
  const held = actor.teams.some((team) => team.roles.some((role) => access.roles.includes(role)))
  if (!held) throw new NorthlineError(requestErrors.forbidden)
}

/**
 * Against requests that another site makes a browser send: our own header (which
 * no form can set), and an Origin that is ours where the browser names one.
 */
export function requireSameOrigin(c: Context, address: string): void {
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const foreign =
    (origin !== undefined && origin !== address) || (site !== undefined && site !== 'same-origin')
  if (foreign || c.req.header('x-northline') !== '1') throw new NorthlineError(requestErrors.forbidden)
}

/**
 * A GET changes nothing, but its answer is a member's: only a page of ours may ask.
 * Browsers that say from where a request comes say it here; others send no cookie across sites.
 */
export function requireOwnPage(c: Context): void {
  if ((c.req.header('sec-fetch-site') ?? 'same-origin') !== 'same-origin')
    throw new NorthlineError(requestErrors.forbidden)
}

/** The locale asked for by `x-locale` (the page's own), else by Accept-Language. */
export function localeOf(c: Context, enabled: readonly Locale[]): Locale {
  return chooseLocale({
    segment: c.req.header('x-locale'),
    acceptLanguage: c.req.header('accept-language'),
    enabled,
  })
}
