import { wait } from './page.ts'

/** A request that was refused (`code` of the error catalogue) or that never arrived (`status` 0). */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly facts: Record<string, unknown>
  /** Milliseconds that the server asked us to wait before the next try. */
  readonly retryAfter: number | undefined

  constructor(
    status: number,
    code: string,
    message = '',
    facts: Record<string, unknown> = {},
    retryAfter?: number,
  ) {
    super(message)
    this.status = status
    this.code = code
    this.facts = facts
    this.retryAfter = retryAfter
  }

  /** No answer came at all. Whatever else went wrong, the server has its own sentence for it. */
  get unanswered(): boolean {
    return this.status === 0
  }

  /** Trying the very same again later may work, and does no harm. */
  get passing(): boolean {
    return this.unanswered || this.status >= 500 || this.status === 429
  }
}

type Options = { ticket?: string | undefined; signal?: AbortSignal; keepalive?: boolean }

/** Posts to this site. `contracts` own the shapes; the server is trusted for them. */
export async function post<Output>(path: string, body: unknown, options: Options = {}): Promise<Output> {
  const response = await request(path, { method: 'POST', body: JSON.stringify(body) }, options)
  return read(response)
}

export async function get<Output>(path: string, query: Record<string, string> = {}): Promise<Output> {
  const text = new URLSearchParams(query).toString()
  return read(await request(text ? `${path}?${text}` : path, {}, {}))
}

/** The answer itself, for a stream. */
export async function request(path: string, init: RequestInit, options: Options): Promise<Response> {
  const headers: Record<string, string> = { 'x-northline': '1', 'x-locale': document.documentElement.lang }
  if (options.ticket) headers['authorization'] = `Visit ${options.ticket}`
  if (init.body) headers['content-type'] = 'application/json'
  const fetched = fetch(path, {
    ...init,
    headers,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    ...(options.signal && { signal: options.signal }),
    ...(options.keepalive && { keepalive: true }),
  })
  const response = await fetched.catch((): never => {
    throw new Refused(0, 'network.unreachable')
  })
  if (response.ok) return response
  const body: unknown = await response.json().catch(() => undefined)
  const problem = (body as { error?: { code: string; message: string; facts?: Record<string, unknown> } })
    ?.error
  throw new Refused(
    response.status,
    problem?.code ?? 'server.unavailable',
    problem?.message,
    problem?.facts,
    askedToWait(response.headers.get('retry-after')),
  )
}

/** Ten minutes at most: a person waits here. */
const longestWait = 600_000

/** Retry-After (RFC 9110, 10.2.3): seconds, or a date. */
function askedToWait(value: string | null): number | undefined {
  if (!value) return undefined
  const wanted = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now()
  return Number.isNaN(wanted) ? undefined : Math.min(longestWait, Math.max(0, wanted))
}

async function read<Output>(response: Response): Promise<Output> {
  return response.json().catch((): never => {
    throw new Refused(0, 'network.unreachable')
  }) as Promise<Output>
}

/** Milliseconds before the next try: longer each time, never over 19 s, and not the same for everybody at once. */
export function backoff(failures: number): number {
  return Math.min(15_000, 500 * 2 ** Math.min(failures, 6)) * (0.75 + chance() / 2)
}

/** Until the next try makes sense: as long as the server asked; else a little longer each time, or until the network is back. */
export async function pause(error: unknown, failures: number): Promise<void> {
  const asked = error instanceof Refused ? error.retryAfter : undefined
  if (asked !== undefined) return wait(asked + 1_000 * chance())
  const online = new Promise<void>((done) => addEventListener('online', () => done(), { once: true }))
  return Promise.race([wait(backoff(failures)), online])
}

function chance(): number {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 255
}
