import { Agent, request, type IncomingMessage } from 'node:http'

export type Answer = { status: number; body: string; cookies: string[] }

/** Plain HTTP to one port of this machine, under the host name of one origin. */
export type Wire = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: string, headers?: Record<string, string>): Promise<Answer>
  /** As the browser's `fetch`, for `call()` of the contracts. */
  fetch(headers?: () => Record<string, string>): (url: string, init: RequestInit) => Promise<Response>
  /** Server-sent events over a connection of its own; resolves once the answer has begun. */
  stream(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    hearing: Hearing,
  ): Promise<Stream>
  close(): void
}

export type Stream = { close(): void }
export type Hearing = {
  body?: string
  heard(event: string, data: string): void
  /** The other side ended it. */
  ended(): void
}

/**
 * Connections are kept alive and taken last in, first out, as few as the load
 * needs; Node's own client, so that the generator costs little beside the servers.
 */
export function createWire(port: number, host: string): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: 'lifo' })
  const streams = new Set<Stream>()

  function send(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
      const options = {
        port,
        host: '127.0.0.1',
        agent,
        method,
        path,
        headers: { ...headers, ...length, host },
      }
      const asked = request(options, (response) => {
        readAll(response).then(resolve, reject)
      })
      asked.once('error', reject)
      asked.end(body)
    })
  }

  return {
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, body, headers = {}) =>
      send('POST', path, { 'content-type': 'application/json', 'x-northline': '1', ...headers }, body),
    fetch:
      (more = () => ({})) =>
      async (url, init) => {
        const headers = { ...Object.fromEntries(new Headers(init.headers)), ...more() }
        const body = typeof init.body === 'string' ? init.body : undefined
        const answer = await send(init.method ?? 'GET', url, headers, body)
        const out = new Headers()
        for (const cookie of answer.cookies) out.append('set-cookie', cookie)
        return new Response(answer.body, { status: answer.status, headers: out })
      },
    stream: (method, path, headers, hearing) =>
      new Promise((resolve, reject) => {
        const options = {
          port,
          host: '127.0.0.1',
          agent: false as const,
          method,
          path,
          headers: { ...headers, host },
        }
        const asked = request(options, (response) => {
          if (response.statusCode !== 200) {
            readAll(response).then(
              ({ status, body }) => reject(new Error(`${path}: ${status} ${body}`)),
              reject,
            )
            return
          }
          readEvents(response, hearing.heard)
          response.once('close', () => {
            if (streams.delete(stream)) hearing.ended()
          })
          resolve(stream)
        })
        const stream = {
          close: () => {
            streams.delete(stream)
            asked.destroy()
          },
        }
        streams.add(stream)
        asked.on('error', reject)
        asked.end(hearing.body)
      }),
    close: () => {
      for (const stream of streams) stream.close()
      agent.destroy()
    },
  }
}

async function readAll(response: IncomingMessage): Promise<Answer> {
  let body = ''
  response.setEncoding('utf8')
  for await (const part of response) body += part as string
  return { status: response.statusCode ?? 0, body, cookies: response.headers['set-cookie'] ?? [] }
}

/** WHATWG HTML, server-sent events: as much of it as these servers write. */
function readEvents(response: IncomingMessage, heard: Hearing['heard']): void {
  let rest = ''
  response.setEncoding('utf8')
  response.on('data', (part: string) => {
    const blocks = (rest + part).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      let event = 'message'
      let data = ''
      for (const line of block.split('\n')) {
        if (line.startsWith('event: ')) event = line.slice(7)
        else if (line.startsWith('data: ')) data = line.slice(6)
      }
      if (data !== '') heard(event, data)
    }
  })
}
