import type { Context, Hono } from 'hono'
import { NorthlineError } from '../../kernel/index.ts'
import type { StreamRoute } from '../../contracts/stream.ts'
import { requestErrors } from '../server.errors.ts'
import { localeOf, permit, requireOwnPage, requireSameOrigin, type ApiParts } from './boundary.ts'
import { answerProblem } from './problems.ts'
import { readJson } from './read-json.ts'

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no',
}

/** Registers the streams of one origin, with the same access and the same checks as routes have. */
export function addStreams(
  app: Hono,
  streams: readonly StreamRoute[],
  parts: Omit<ApiParts, 'routes'>,
): void {
  for (const stream of streams.filter(({ origin }) => origin === parts.origin)) {
    app.on(stream.method.toUpperCase(), stream.path, (c) => open(c, stream, parts))
  }
}

async function open(c: Context, stream: StreamRoute, parts: Omit<ApiParts, 'routes'>): Promise<Response> {
  try {
    // A GET stream comes from EventSource or fetch of our own page; a browser then says same-origin.
    if (stream.method === 'post') requireSameOrigin(c, parts.address)
    else requireOwnPage(c)
    const actor = await parts.actorOf(c)
    permit(stream.access, actor)
    const parsed = stream.input.safeParse(stream.method === 'get' ? c.req.query() : await readJson(c))
    if (!parsed.success) throw new NorthlineError(requestErrors.invalid, { fields: [] })
    const body = await stream.open(parsed.data, { actor, reauthenticate: () => parts.actorOf(c) })
    return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, { headers })
  } catch (error) {
    const problem = answerProblem(error, localeOf(c, parts.enabledLocales), parts.log, stream.id)
    return c.json(problem.body, problem.status as 400, { 'cache-control': 'no-store', ...problem.headers })
  }
}
