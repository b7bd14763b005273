import { call as routeCall, type Route } from '../contracts/index.ts'
import type * as z from 'zod'
import type { Hono } from 'hono'

/** Calls routes of the running application as a browser of the workspace would, cookie and all. */
export type InProcessClient = {
  call<R extends Route>(route: R, input: z.input<R['input']>): Promise<z.output<R['output']>>
}

/** A client with a cookie jar and a language of its own. Requests go through the whole HTTP boundary, without a network. */
export function inProcessClient(app: Hono, origin: string, locale: string): InProcessClient {
  let cookie: string | undefined
  const fetcher = async (url: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('host', new URL(origin).host)
    headers.set('origin', origin)
    if (cookie) headers.set('cookie', cookie)
    const response = await app.request(new URL(url, origin).href, { ...init, headers })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  }
  return { call: (route, input) => routeCall(route, input, { fetch: fetcher, locale }) }
}
