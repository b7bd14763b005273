import { Agent, request } from 'node:http'

/** Something like `fetch`, for `call(route, input, { fetch })`. */
export type Fetcher = (url: string, init: RequestInit) => Promise<Response>

/** What the network does to a request after it was sent. */
export type Mishap = 'none' | 'answer lost' | 'connection lost'

/** The answer was on its way, or already here, and the one who waits for it will never know. */
export class NetworkLost extends Error {
  override name = 'NetworkLost'
}

export type LoopbackOptions = {
  /** As browsers see it: decides the Host header, so that two servers can stand for one address. */
  origin: string
  /** Asked for each request, so that a client can move to another server. */
  port: () => number
  mishap?: (path: string) => Mishap
  /** The network that a reverse proxy would say this comes from. */
  address?: string
}

/**
 * Reaches a server on loopback under the name that a browser would use, with a
 * cookie jar of its own. Node's fetch can neither name the host nor drop a
 * connection at a chosen moment.
 */
export function loopback({ origin, port, mishap, address }: LoopbackOptions): Fetcher & { close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const jar = new Map<string, string>()

  const fetcher = (path: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const fate = mishap?.(path) ?? 'none'
      const headers = Object.fromEntries(new Headers(init.headers))
      headers['host'] = new URL(origin).host
      if (init.method === 'POST') headers['origin'] = origin
      if (address !== undefined) headers['x-forwarded-for'] = address
      if (jar.size > 0) headers['cookie'] = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const body = typeof init.body === 'string' ? Buffer.from(init.body) : undefined
      if (body) headers['content-length'] = String(body.length)
      const sending = request({
        host: '127.0.0.1',
        port: port(),
        path,
        method: init.method ?? 'GET',
        headers,
        agent,
      })
      init.signal?.addEventListener('abort', () => sending.destroy(new Error('aborted')))
      sending.once('error', reject)
      sending.once('response', (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () => {
          if (fate === 'answer lost') return reject(new NetworkLost())
          for (const cookie of answer.headers['set-cookie'] ?? []) keep(jar, cookie)
          const status = answer.statusCode ?? 0
          const empty = status === 204 || status === 304
          const heads = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
            value === undefined ? [] : [[name, [value].flat().join(', ')]],
          )
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: heads }))
        })
        answer.once('aborted', () => reject(new NetworkLost()))
      })
      sending.end(body, () => {
        if (fate === 'connection lost') {
          reject(new NetworkLost())
          setImmediate(() => sending.destroy())
        }
      })
    })
  return Object.assign(fetcher, { close: () => agent.destroy() })
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = ''] = cookie.split(';')
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1)
  if (value === '' || /max-age=0\b/i.test(cookie)) jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), value)
}
