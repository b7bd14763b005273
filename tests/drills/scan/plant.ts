import { createServer } from 'node:http'
import { PGlite } from '@electric-sql/pglite'

/** A small site with two faults of the kinds that the scanners are here for: a page that echoes, and a query made of text. */
export async function plantFaults(): Promise<{ origin: string; close(): Promise<void> }> {
  const database = await PGlite.create()
  await database.exec(
    `create table services (id text, name text); insert into services values ('1', 'a bed')`,
  )
  const server = createServer((asked, answer) => {
    const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://planted')
    const typed = searchParams.get('q') ?? ''
    if (pathname === '/search') {
      database.query(`select name from services where id = '${typed}'`).then(
        ({ rows }) => answer.setHeader('content-type', 'application/json').end(JSON.stringify(rows)),
        (error: Error) => answer.writeHead(500).end(error.message),
      )
      return
    }
    const form = '<form action="/"><input name="q"><button>Go</button></form>'
    answer
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><title>x</title><body>${form}<p>You typed: ${typed}</p></body>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
    },
  }
}
