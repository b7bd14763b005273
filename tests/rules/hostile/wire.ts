import { Agent, request } from 'node:http'

export type Sent = {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: Uint8Array | string
}
export type Got = { status: number; text: string; code: string | undefined; type: string }

export type Wire = { send(what: Sent): Promise<Got>; close(): void }

let n = 0

/** Any bytes to a server on loopback, each request from a network of its own, so that no limit hides an answer. */
export function openWire(port: number, origin: string, own: Record<string, string> = {}): Wire {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const once = ({ method = 'POST', path, headers = {}, body = '' }: Sent): Promise<Got> =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(body)
      n++
      const sending = request({
        host: '127.0.0.1',
        port,
        path,
        method,
        agent,
        headers: {
          host: new URL(origin).host,
          'x-northline': '1',
          'x-forwarded-for': `${11 + (n % 200)}.${n % 251}.${Math.floor(n / 251) % 250}.7`,
          ...(method === 'GET' || method === 'HEAD'
            ? {}
            : { origin, 'content-type': 'application/json', 'content-length': String(bytes.length) }),
          ...own,
          ...headers,
        },
      })
      sending.once('error', reject)
      sending.once('response', (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.once('error', reject)
        answer.once('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          const type = String(answer.headers['content-type'] ?? '')
          resolve({ status: answer.statusCode ?? 0, text, code: codeOf(text), type })
        })
      })
      sending.end(bytes)
    })
  return {
    // A connection that was kept open may have been closed at that moment: a client tries once more.
    send: (what) => once(what).catch(() => once(what)),
    close: () => agent.destroy(),
  }
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code
  } catch {
    return undefined
  }
}
