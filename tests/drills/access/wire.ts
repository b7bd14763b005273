import { Agent, request } from 'node:http'
import { call } from '../../../src/contracts/index.ts'
import type { Client } from '../../support/line/client.ts'

export type Asked = { status: number; headers: Record<string, string>; text: string; milliseconds: number }

export type Wire = {
  /** One request; `stream` answers with the head alone and hangs up. */
  ask(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string; stream?: boolean },
  ): Promise<Asked>
  /** The same as a browser with a cookie jar. */
  client: Client
  /** The cookie that the client was given, as a request sends it. */
  cookie(): string
}

/** The server had closed a kept socket before it saw the request. */
class ClosedMeanwhile extends Error {}

/** Reaches the server under one of its names, and lets the caller say and see everything. */
export function createWire(origin: string, port: number): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const jar = new Map<string, string>()
  const host = new URL(origin).host

  type Options = Parameters<Wire['ask']>[2]
  const once = (method: string, path: string, fresh: boolean, options: Options = {}) =>
    new Promise<Asked>((resolve, reject) => {
      const { headers = {}, body, stream = false } = options
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const all = { host, ...length, ...headers }
      const started = performance.now()
      // What is hung up on gets a socket of its own, so that no later request finds it half closed.
      const own = stream || fresh ? { agent: false as const } : { agent }
      const sending = request({ host: '127.0.0.1', port, path, method, headers: all, ...own })
      sending.on('error', (error: NodeJS.ErrnoException) => {
        const closed = sending.reusedSocket && error.code === 'ECONNRESET'
        reject(closed ? new ClosedMeanwhile() : error)
      })
      sending.once('response', (answer) => {
        const heads = Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
        )
        const done = (text: string) => {
          const milliseconds = performance.now() - started
          resolve({ status: answer.statusCode ?? 0, headers: heads, text, milliseconds })
        }
        // Hanging up is told to the answer as an error; by then the promise is kept, and a later no changes nothing.
        answer.on('error', reject)
        if (stream && answer.statusCode === 200) {
          done('')
          sending.destroy()
          return
        }
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('end', () => done(Buffer.concat(chunks).toString('utf8')))
      })
      sending.end(body)
    })

  /** A socket that was kept may be closed by the server in the moment it is used again: a read is asked once more. */
  const ask: Wire['ask'] = async (method, path, options) => {
    try {
      return await once(method, path, false, options)
    } catch (error) {
      if (method !== 'GET' || !(error instanceof ClosedMeanwhile)) throw error
      return once(method, path, true, options)
    }
  }

  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const fetcher = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers))
    if (init.method === 'POST') headers['origin'] = origin
    if (jar.size > 0) headers['cookie'] = cookie()
    const body = typeof init.body === 'string' ? { body: init.body } : {}
    const answer = await ask(init.method ?? 'GET', path, { headers, ...body })
    for (const part of answer.headers['set-cookie']?.split(/, (?=[^;]+=)/) ?? []) {
      const [pair = ''] = part.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return new Response(answer.text, { status: answer.status, headers: answer.headers })
  }
  const client: Client = {
    call: (route, input, { ticket } = {}) =>
      call(route, input, { fetch: fetcher, ...(ticket && { ticket }) }),
    fetch: (path, init = {}) => fetcher(path, init),
    close: () => agent.destroy(),
  }
  return { ask, client, cookie }
}
