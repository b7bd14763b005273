import { Hono, type Context } from 'hono'
import { NorthlineError } from '../../kernel/index.ts'
import type { HandledRoute, RequestContext } from '../../contracts/index.ts'
import { hasAccess } from '../permissions.ts'
import { requestErrors } from '../server.errors.ts'
import { answerProblem } from './problems.ts'
import { clientKey } from './client-key.ts'
import { readJson } from './read-json.ts'
import { localeOf, permit, requireOwnPage, requireSameOrigin, type ApiParts } from './boundary.ts'
import { cookieOf } from './cookies.ts'
import { requireFresh, requireUnlocked } from './while-locked.ts'
import { addStreams } from './streams.ts'

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
  const streams = (parts.streams ?? []).filter(({ origin }) => origin === parts.origin)
  for (const stream of streams) {
    if (!hasAccess(stream)) throw new Error(`stream ${stream.id} declares no access`)
    known.set(stream.path, stream.method)
  }
  addStreams(app, streams, parts)
  app.all('/api/*', (c) => {
    const there = known.has(new URL(c.req.url).pathname)
    const problem = new NorthlineError(there ? requestErrors.method : requestErrors.not_found)
    const { status, body } = answerProblem(problem, localeOf(c, parts.enabledLocales), parts.log, 'none')
    return c.json(body, status as 404, noStore)
  })
  return app
}

const noStore = { 'cache-control': 'no-store' }

async function answer(
  c: Context,
  { route, answer: respond }: HandledRoute,
  parts: ApiParts,
): Promise<Response> {
  const locale = localeOf(c, parts.enabledLocales)
  try {
    if (route.method === 'post') requireSameOrigin(c, parts.address)
    else if (route.access !== 'public') requireOwnPage(c)
    const actor = await parts.actorOf(c)
    permit(route.access, actor)
    requireUnlocked(route, actor)
    requireFresh(route, actor)
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
      // Made when a route asks for it; most don't, and it costs as much as a look-up.
      get clientKey() {
        return clientKey(parts.addressOf(c))
      },
      cookie: (name) => cookieOf(c.req.header('cookie'), name),
      setHeader: (name, value) => c.header(name, value, { append: true }),
    }
    const output = await respond(parsed.data, context)
    return c.json(output as Record<string, unknown>, 200, noStore)
  } catch (error) {
    const { status, body, headers } = answerProblem(error, locale, parts.log, route.id)
    return c.json(body, status as 400, { ...noStore, ...headers })
  }
}
