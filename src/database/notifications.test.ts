import { connect, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { listenOnServer, type Listener } from './notifications.ts'

const address = process.env['TEST_DATABASE_URL'] ?? ''

/** A way to the server that can be shut. */
type Gate = { url: string; attempts: number; open: boolean; shut(): void; close(): Promise<void> }

async function gateTo(url: string): Promise<Gate> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    gate.attempts += 1
    socket.on('error', () => undefined)
    if (!gate.open) return void socket.destroy()
    const onward = connect(Number(target.port), target.hostname)
    onward.on('error', () => undefined)
    for (const each of [socket, onward]) sockets.add(each)
    socket.pipe(onward).pipe(socket)
    socket.once('close', () => onward.destroy())
    onward.once('close', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = new URL(url)
  own.host = `127.0.0.1:${(server.address() as { port: number }).port}`
  const gate: Gate = {
    url: own.href,
    attempts: 0,
    open: true,
    shut() {
      gate.open = false
      gate.attempts = 0
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close: () => new Promise((resolve) => (gate.shut(), server.close(() => resolve()))),
  }
  return gate
}

// The embedded engine delivers in its own process: there is no connection that could be lost.
describe.runIf(process.env['TEST_ENGINE'] === 'postgres')('listening to a server that goes away', () => {
  const topic = `gate_${process.pid}`
  let gate: Gate
  let listener: Listener
  let other: pg.Client
  beforeEach(async () => {
    gate = await gateTo(address)
    listener = listenOnServer(gate.url)
    other = new pg.Client(address)
    await other.connect()
  })
  afterEach(async () => {
    await listener.close()
    await other.end()
    await gate.close()
  })

  const listening = async () => {
    const { rows } = await other.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where query = $1`,
      [`listen "${topic}"`],
    )
    return rows[0]?.n
  }

  it('asks again at one steady pace, heals with one connection, and says once that something may be missed', async () => {
    const heard: string[] = []
    await listener.listen(topic, (payload) => heard.push(payload))
    expect(await listening()).toBe(1)

    gate.shut()
    await pause(4_000)
    // Every half second; a failure that is told twice must not be answered twice.
    expect(gate.attempts).toBeGreaterThan(3)
    expect(gate.attempts).toBeLessThan(10)
    gate.open = true
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual([''])
    await pause(1_500)
    expect(await listening()).toBe(1)
    await other.query('select pg_notify($1, $2)', [topic, 'after'])
    await expect.poll(() => heard).toEqual(['', 'after'])
  })

  it('stops asking when it is closed', async () => {
    await listener.listen(topic, () => undefined)
    gate.shut()
    await pause(700)
    await listener.close()
    gate.attempts = 0
    await pause(1_500)
    expect(gate.attempts).toBe(0)
  })
})

describe.runIf(process.env['TEST_ENGINE'] === 'postgres')('a transaction whose connection dies', () => {
  it('between two statements is refused at the next, and stops nothing else', async () => {
    const database = await openDatabase({ url: address, poolSize: 2 })
    const other = new pg.Client(address)
    await other.connect()
    const dying = database.unguarded.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await pause(300)
      await sql`select 1`.execute(tx)
    })
    await expect(dying).rejects.toThrow()
    await database.ping()
    await other.end()
    await database.close()
  })
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
