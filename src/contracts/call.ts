import type * as z from 'zod'
import type { Route } from './route.ts'

/** An error as every route answers it. `message` is in the reader's language and ready to be shown. */
export type Problem = { code: string; message: string; facts?: Record<string, unknown> }

/** A call that the server refused, or that never reached it (`code` is then `network.unreachable`, `status` 0). */
export class CallError extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.code)
    this.name = 'CallError'
    this.status = status
    this.problem = problem
  }
}

export type CallOptions = {
  ticket?: string
  signal?: AbortSignal
  keepalive?: boolean
  /** The language to be answered in, where it is another than the browser’s. */
  locale?: string
  /** Another way to reach the server than the browser’s own `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/**
 * Calls a route of this origin and returns its output. The server is trusted
 * for its shapes (they come from the same contract), so nothing is parsed again
 * and the validator stays out of the conversation script.
 */
export async function call<R extends Route>(
  route: R,
  input: z.input<R['input']>,
  options: CallOptions = {},
): Promise<z.output<R['output']>> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-northline': '1' }
  if (options.locale) headers['accept-language'] = options.locale
  if (options.ticket) headers['authorization'] = `Visit ${options.ticket}`
  let url: string = route.path
  const request: RequestInit = { method: route.method.toUpperCase(), headers, cache: 'no-store' }
  if (route.method === 'get') {
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries((input ?? {}) as Record<string, unknown>)) {
      if (value !== undefined && value !== '') query.set(key, String(value))
    }
    if (query.size > 0) url += `?${query}`
  } else {
    headers['content-type'] = 'application/json'
    request.body = JSON.stringify(input ?? {})
  }
  if (options.signal) request.signal = options.signal
  if (options.keepalive) request.keepalive = true
  const response = await (options.fetch ?? fetch)(url, request).catch((cause: unknown) => {
    if (options.signal?.aborted) throw cause
    throw new CallError(0, { code: 'network.unreachable', message: '' })
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body as z.output<R['output']>
  const problem = (body as { error?: Problem } | undefined)?.error
  throw new CallError(response.status, problem ?? { code: 'server.unavailable', message: '' })
}
