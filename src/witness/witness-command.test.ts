import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../tests/postgres/server.ts'
import { verifyAudit } from '../../scripts/audit-verify.ts'
import { witnessAt } from '../rooms/audit/index.ts'
import { witnessCommand, type Running } from './witness-command.ts'

const token = 'a'.repeat(32)
const home = mkdtempSync(join(tmpdir(), 'northline-witness-'))
const folder = join(home, 'log')
const out = join(home, 'out.jsonl')
const said: string[] = []
const posted: string[] = []
const datagrams: string[] = []
let refusing = true
let running: Running | undefined
let settings: Record<string, string>

const collector = createHttp((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => (body += part.toString()))
  request.on('end', () => {
    if (!refusing) posted.push(body)
    response.writeHead(refusing ? 503 : 204).end()
  })
})
const udp = createSocket('udp4')
const listen = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
const say = (line: string) => void said.push(line)
const leaves = (count: number) => Array.from({ length: count }, () => randomBytes(32))

beforeAll(async () => {
  udp.on('message', (message) => void datagrams.push(message.toString()))
  const udpPort = await new Promise<number>((resolve) =>
    udp.bind(0, '127.0.0.1', () => resolve(udp.address().port)),
  )
  settings = {
    WITNESS_FOLDER: folder,
    WITNESS_PORT: String(await freePort()),
    WITNESS_TOKEN: token,
    WITNESS_FILE: out,
    WITNESS_POST: `http://127.0.0.1:${await listen(collector)}/`,
    WITNESS_SYSLOG: `udp://127.0.0.1:${udpPort}`,
    WITNESS_RETRY_SECONDS: '1',
  }
  await witnessCommand(['init'], settings, say)
  running = await witnessCommand([], settings, say)
})
afterAll(async () => {
  await running?.stop()
  collector.close()
  udp.close()
  rmSync(home, { recursive: true, force: true })
})
const address = () => `http://127.0.0.1:${running?.port}`

describe('the witness as a process', () => {
  it('is for whoever shows the token, and takes nothing but batches', async () => {
    const status = (path: string, init: RequestInit = {}) =>
      fetch(`${address()}${path}`, init).then((response) => response.status)
    const authorization = `Bearer ${token}`
    expect(await status('/state')).toBe(401)
    expect(await status('/state', { headers: { authorization: `Bearer ${'b'.repeat(32)}` } })).toBe(401)
    expect(await status('/', { headers: { authorization } })).toBe(404)
    for (const body of ['{}', 'no json', 'x'.repeat(1_100_000)]) {
      expect(await status('/append', { method: 'POST', headers: { authorization }, body })).toBe(400)
    }
  })

  it('sends every checkpoint to each way out, in order, also to one that was away', async () => {
    const witness = witnessAt(address(), token)
    const { log } = await witness.state()
    await witness.append({ log, first: 1, leaves: leaves(3), doubtful: [] })
    await witness.append({ log, first: 4, leaves: leaves(2), doubtful: [5] })
    await expect(witness.append({ log, first: 1, leaves: leaves(3), doubtful: [] })).rejects.toThrow('409')
    await expect.poll(() => datagrams.length).toBe(2)
    refusing = false
    await expect.poll(() => posted.length, { timeout: 5_000 }).toBe(2)
    const written = readFileSync(out, 'utf8')
    expect(posted.map((text) => `${text}\n`).join('')).toBe(written)
    const key = readFileSync(join(folder, 'witness.pub'), 'utf8')
    const verified = verifyAudit({ entries: '', checkpoints: written, key, part: true })
    expect(verified).toMatchObject({ faults: [], covered: 5, checkpoints: 2 })
    expect(said.join('\n')).toMatch(/not sent yet: post .*503/)
  })

  it('speaks RFC 5424 to a log server, without the leaves', () => {
    const [, time, json] =
      /^<109>1 (\S+) \S+ northline-witness \d+ checkpoint - (\{.*\})$/.exec(datagrams[0] ?? '') ?? []
    const checkpoint = JSON.parse(json ?? '{}') as Record<string, unknown>
    expect(checkpoint).toMatchObject({ number: 1, entries: 3, time })
    expect(checkpoint).not.toHaveProperty('leaves')
  })

  it('counts octets over TCP', async () => {
    let received = ''
    const server = createTcp((socket) => socket.on('data', (part) => (received += part.toString())))
    const { waysOut } = await import('./ways-out.ts')
    const [way] = waysOut({
      file: undefined,
      post: undefined,
      syslog: `tcp://127.0.0.1:${await listen(server)}`,
    })
    await way?.send(JSON.parse(readFileSync(out, 'utf8').split('\n')[0] ?? '{}'))
    await expect.poll(() => received).toMatch(/^\d+ <109>1 /)
    const [count, text = ''] = received.split(/ (.*)/s)
    expect(Number(count)).toBe(Buffer.byteLength(text))
    server.close()
  })

  it('is not given another key while it runs; stopped, it is', async () => {
    await expect(witnessCommand(['rotate'], settings, say)).rejects.toThrow('stop it first')
    await running?.stop()
    running = undefined
    await witnessCommand(['rotate'], settings, say)
    await witnessCommand(['key'], settings, say)
    expect(said.at(-1)).toBe(readFileSync(join(folder, 'witness.pub'), 'utf8'))
    expect(existsSync(join(folder, 'witness.key.new'))).toBe(false)
    await expect(witnessCommand(['what'], settings, say)).rejects.toThrow('npm run audit:witness')
    await expect(witnessCommand([], { ...settings, WITNESS_TOKEN: 'short' }, say)).rejects.toThrow(
      'WITNESS_TOKEN',
    )
  })
})
