import type { HandledRoute, InputOf, OutputOf, RequestContext, Route } from '../contracts/index.ts'
import type * as z from 'zod'

/** Calls a route of this process in the public's name, with the same parsing as over HTTP. */
export type Ask = <R extends Route>(
  route: R,
  input: z.input<R['input']>,
  context: Pick<RequestContext, 'locale' | 'clientKey'> & { actor?: RequestContext['actor'] },
) => Promise<OutputOf<R>>

/** The pages use the same contract as everybody else, without a network between. */
export function inProcess(routes: readonly HandledRoute[]): Ask {
  const byId = new Map(routes.map((handled) => [handled.route.id, handled]))
  return async (route, input, context) => {
    const handled = byId.get(route.id)
    if (!handled) throw new Error(`no room answers ${route.id}`)
    const parsed = route.input.parse(input) as InputOf<typeof route>
    const answer = await handled.answer(parsed, {
      actor: { kind: 'public' },
      setHeader: () => undefined,
      ...context,
    })
    return answer as OutputOf<typeof route>
  }
}
