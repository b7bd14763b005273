import type { Database } from '../../database/index.ts'
import type { HandledRoute, RequestContext, Route } from '../../contracts/index.ts'
import type * as z from 'zod'
import type { DirectoryDeps } from './directory.deps.ts'
import { directoryRoutes } from './directory.routes.ts'

/** A Monday evening in Kingston, half past nine. */
export const monday = new Date('2026-11-24T02:30:00Z')

export function testDeps(database: Database, now = monday): DirectoryDeps {
  return {
    database,
    settings: { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 },
    now: () => now,
  }
}

/** Asks a route as the server would: input and output are checked against the contract. */
export function asker(deps: DirectoryDeps) {
  const routes = directoryRoutes(deps)
  return async <R extends Route>(
    route: R,
    input: z.input<R['input']>,
    context: Partial<RequestContext> = {},
  ): Promise<z.output<R['output']>> => {
    const handled = routes.find((one): one is HandledRoute => one.route.id === route.id)
    if (!handled) throw new Error(`no ${route.id}`)
    const whole: RequestContext = {
      actor: { kind: 'public' },
      locale: 'en',
      clientKey: crypto.randomUUID(),
      setHeader: () => undefined,
      ...context,
    }
    const answer = await handled.answer(route.input.parse(input), whole)
    return route.output.parse(answer) as z.output<R['output']>
  }
}
