import { createServer, request } from 'node:http'

export type Proxy = {
  url: string
  /** Hosts that have set a cookie. */
  cookiesOf: ReadonlySet<string>
  close(): Promise<void>
}

/**
 * A proxy that ends every answer after a while: without script a conversation is one answer that never ends, and a
 * scanner would wait for it to the end of its time.
 */
export async function openImpatientProxy(patience: number): Promise<Proxy> {
  const cookiesOf = new Set<string>()
  const proxy = createServer((asked, answer) => {
    const to = new URL(asked.url ?? '', 'http://nowhere.invalid')
    const onward = request(
      {
        host: '127.0.0.1',
        port: to.port,
        path: to.pathname + to.search,
        method: asked.method,
        headers: asked.headers,
      },
      (got) => {
        if (got.headers['set-cookie']) cookiesOf.add(to.host)
        // The length would promise what is then not sent.
        const { 'content-length': _length, ...headers } = got.headers
        answer.writeHead(got.statusCode ?? 502, headers)
        got.pipe(answer)
        const enough = setTimeout(() => {
          answer.end()
          onward.destroy()
        }, patience)
        got.once('close', () => clearTimeout(enough))
        got.on('error', () => answer.end())
      },
    )
    onward.on('error', () => (answer.headersSent ? answer.end() : answer.writeHead(502).end()))
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  return {
    cookiesOf,
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async close() {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
