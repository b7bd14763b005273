import { Hono, type Context } from 'hono'
import { NorthlineError, type Actor } from '../../kernel/index.ts'
import type { Access, HandledRoute, RequestContext, Route } from '../../contracts/index.ts'
import { chooseLocale, type Locale } from '../../i18n/index.ts'
import type { Log } from '../log.ts'
import { requestErrors } from '../server.errors.ts'
import { answerProblem } from './problems.ts'
import { clientKey } from './client-key.ts'
import { readJson } from './read-json.ts'

export type Origin = 'help' | 'workspace'

export type ApiParts = {
  routes: readonly HandledRoute[]
  origin: Origin
  /** The origin itself, for the check against cross-site requests. */
  address: string
  enabledLocales: readonly Locale[]
  log: Log
  /** Who asks, from the visit's ticket or the session cookie; public when neither is there or holds. */
  actorOf: (request: Context) => Promise<Actor>
  /** The caller's network address, for rate limits; never stored. */
  addressOf: (request: Context) => string | undefined
}

/** Every route of one origin. A route without a declared access stops the start: deny by default. */
export function api(parts: ApiParts): Hono {
  const app = new Hono()
  const known = new Map<string, string>()
  for (const handled of parts.routes) {
    const { route } = handled
    if (!hasAccess(route)) throw new Error(`route ${route.id} declares no access`)
    if (route.origin !== 'both' && route.origin !== parts.origin) continue
    if (known.has(route.path)) throw new Error(`two routes at ${route.path}`)
    known.set(route.path, route.method)
    app.on(route.method.toUpperCase(), route.path, (c) => answer(c, handled, parts))
  }
  app.all('/api/*', (c) => {
    const there = known.has(new URL(c.req.url).pathname)
    const problem = new NorthlineError(there ? requestErrors.method : requestErrors.not_found)
    const { status, body } = answerProblem(problem, localeOf(c, parts.enabledLocales), parts.log, 'none')
    return c.json(body, status as 404, noStore)
  })
  return app
}

const noStore = { 'cache-control': 'no-store' }

function hasAccess(route: Route): boolean {
  const access: Access | undefined = route.access
  return access === 'public' || access === 'seeker' || access === 'staff' || (access?.roles?.length ?? 0) > 0
}

async function answer(
  c: Context,
  { route, answer: respond }: HandledRoute,
  parts: ApiParts,
): Promise<Response> {
  const locale = localeOf(c, parts.enabledLocales)
  try {
    if (route.method === 'post') requireSameOrigin(c, parts.address)
    const actor = await parts.actorOf(c)
    permit(route.access, actor)
    const raw = route.method === 'get' ? c.req.query() : await readJson(c)
    const parsed = route.input.safeParse(raw)
    if (!parsed.success) {
      // Paths of fields only: the values may be content.
      const fields = parsed.error.issues.slice(0, 8).map((issue) => issue.path.join('.').slice(0, 60))
      throw new NorthlineError(requestErrors.invalid, { fields })
    }
    const context: RequestContext = {
      actor,
      locale,
      clientKey: clientKey(parts.addressOf(c)),
      setHeader: (name, value) => c.header(name, value, { append: true }),
    }
    const output = await respond(parsed.data, context)
    return c.json(output as Record<string, unknown>, 200, noStore)
  } catch (error) {
    const { status, body } = answerProblem(error, locale, parts.log, route.id)
    return c.json(body, status as 400, noStore)
  }
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

/** The locale asked for by `x-locale` (the page's own), else by Accept-Language. */
export function localeOf(c: Context, enabled: readonly Locale[]): Locale {
  return chooseLocale({
    segment: c.req.header('x-locale'),
    acceptLanguage: c.req.header('accept-language'),
    enabled,
  })
}
