import { Agent, request } from 'node:http'

export type Got = {
  status: number
  /** Bytes of the status line and headers, and of the body as it travelled. */
  head: number
  body: Buffer
  encoding: string
  /** Milliseconds until the first byte of the answer. */
  firstByte: number
}

/** Asks over one connection that stays open, as a browser does that has connected already. */
export function createVisitor(port: number): {
  get(path: string, accept: string): Promise<Got>
  close(): void
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    get: (path, accept) =>
      new Promise((resolve, reject) => {
        const headers = { 'accept-encoding': accept, accept: 'text/html,*/*', 'accept-language': 'en' }
        const begun = performance.now()
        const asked = request({ host: '127.0.0.1', port, agent, path, headers }, (answer) => {
          const firstByte = performance.now() - begun
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.once('error', reject)
          answer.once('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              head: answer.rawHeaders.reduce((sum, text) => sum + text.length + 2, 19),
              body: Buffer.concat(parts),
              encoding: answer.headers['content-encoding'] ?? 'identity',
              firstByte,
            }),
          )
        })
        asked.once('error', reject)
        asked.end()
      }),
    close: () => agent.destroy(),
  }
}
