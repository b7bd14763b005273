/*
 * The least that a chat can be which loses nothing: one POST, one committed
 * insert, one push to one open stream. No sealing, no permission, no framework.
 * Run as a process of its own with DATABASE_URL or DATA_DIR; prints its port.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool } from 'pg'
import { openPglite } from '../../../src/database/index.ts'

const table = `create table if not exists least (
  position bigserial primary key, conversation text not null, text text not null, at timestamptz not null default now())`
const insert = 'insert into least (conversation, text) values ($1, $2) returning position'

const url = process.env['DATABASE_URL']
const add = url ? await onServer(url) : await embedded(process.env['DATA_DIR'] ?? '')
const streams = new Map<string, ServerResponse>()

const server = createServer((asked, answer) => {
  const { pathname, searchParams } = new URL(asked.url ?? '/', 'http://least')
  if (pathname === '/stream') {
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    answer.flushHeaders()
    streams.set(searchParams.get('to') ?? '', answer)
  } else {
    void send(asked, answer).catch(() => answer.writeHead(500).end())
  }
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})
process.once('SIGTERM', () => process.exit(0))

async function send(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  let body = ''
  asked.setEncoding('utf8')
  for await (const part of asked) body += part as string
  const { conversation, to, text } = JSON.parse(body) as { conversation: string; to: string; text: string }
  const position = await add(conversation, text)
  streams.get(to)?.write(`event: message\ndata: ${JSON.stringify({ conversation, position, text })}\n\n`)
  answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ position }))
}

type Add = (conversation: string, text: string) => Promise<number>

/** The same embedded engine with the same fsync, called without the layers between. */
async function embedded(folder: string): Promise<Add> {
  const pglite = await openPglite(folder)
  await pglite.exec(table)
  return async (conversation, text) => {
    const { rows } = await pglite.query<{ position: number }>(insert, [conversation, text])
    return Number(rows[0]?.position)
  }
}

/** The same server, over as many connections as Northline has, with a prepared statement. */
async function onServer(connectionString: string): Promise<Add> {
  const pool = new Pool({ connectionString, max: 10 })
  await pool.query(table)
  return async (conversation, text) => {
    const asked = { name: 'add', text: insert, values: [conversation, text] }
    const { rows } = await pool.query<{ position: string }>(asked)
    return Number(rows[0]?.position)
  }
}
