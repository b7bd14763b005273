import type * as z from 'zod'
import { call, type Route } from '../../../src/contracts/index.ts'
import { loopback, type LoopbackOptions } from './loopback.ts'

/** Somebody's browser, as far as the server can tell: one address, one cookie jar. */
export type Client = {
  call<R extends Route>(
    route: R,
    input: z.input<R['input']>,
    options?: { ticket?: string },
  ): Promise<z.output<R['output']>>
  /** Any request, for pages and for hostile ones. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): void
}

export function createClient(options: LoopbackOptions): Client & {
  /** The cookie header that this browser would send now. */
  cookies(): string
} {
  const fetch = loopback(options)
  return {
    call: (route, input, { ticket } = {}) => call(route, input, { fetch, ...(ticket && { ticket }) }),
    fetch: (path, init = {}) => fetch(path, init),
    cookies: () => fetch.cookies(),
    close: () => fetch.close(),
  }
}
