import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'
import { Refusal, type Witness } from './witness.ts'

const largestBody = 1_000_000
const batch = z.object({
  log: z.string().regex(/^[\w-]{22}$/),
  first: z.int().positive(),
  leaves: z.array(z.string().regex(/^[\w-]{43}$/)).max(5_000),
  doubtful: z.array(z.int().positive()).max(5_000),
})

type Answer = { status: number; body: unknown }

/**
 * The witness's door: `GET /state` and `POST /append`, for whoever shows the token.
 * It takes hashes and numbers and nothing else: it never learns who did what.
 */
export function witnessServer(witness: Witness, token: string, appended: () => void): Server {
  const expected = createHash('sha256').update(`Bearer ${token}`).digest()
  const permitted = ({ headers }: IncomingMessage) =>
    timingSafeEqual(
      createHash('sha256')
        .update(headers.authorization ?? '')
        .digest(),
      expected,
    )

  async function answer(request: IncomingMessage): Promise<Answer> {
    if (!permitted(request)) return { status: 401, body: {} }
    if (request.method === 'GET' && request.url === '/state') {
      return { status: 200, body: { log: witness.log, entries: witness.entries } }
    }
    if (request.method !== 'POST' || request.url !== '/append') return { status: 404, body: {} }
    const parsed = batch.safeParse(await readJson(request))
    if (!parsed.success) return { status: 400, body: {} }
    try {
      const before = witness.last?.number
      const { log, number, entries, time } = witness.append(parsed.data)
      if (number !== before) appended()
      return { status: 200, body: { log, number, entries, time } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { status: 409, body: { reason: error.message, entries: error.entries } }
    }
  }

  return createServer((request, response) => {
    answer(request)
      .catch((): Answer => ({ status: 500, body: {} }))
      .then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
          response.end(JSON.stringify(body))
        },
        () => response.destroy(),
      )
  })
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    // Read to its end all the same: a request cut off would take its connection, and the next request, along.
    if (size <= largestBody) parts.push(part)
  }
  if (size > largestBody) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch {
    return undefined
  }
}

/** Listens, and gives the port. Rejects when it is taken. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
