import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NorthlineError } from '../../../kernel/index.ts'
import { fetchRegister } from './fetch-register.ts'
import { readSource } from './read-source.ts'

let folder: string
let server: ReturnType<typeof createServer>
let base: string
let asked: string[]
let answer: (url: URL, out: ServerResponse) => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'northline-fetch-'))
  asked = []
  server = createServer((request: IncomingMessage, out) => {
    const url = new URL(request.url ?? '/', base)
    asked.push(`${url.pathname}${url.search}`)
    answer(url, out)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hsds`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  rmSync(folder, { recursive: true, force: true })
})

const json = (out: ServerResponse, value: unknown, status = 200) => {
  out.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
const whole = (id: string) => ({ id, name: `Invented ${id}`, status: 'active', phones: [] })
const page = (url: URL, of = 3) => {
  const at = Number(url.searchParams.get('page'))
  return { total_pages: of, page_number: at, last_page: at === of, contents: [whole(`s${at}`)] }
}
const run = (address = base) => fetchRegister(address, { folder, longestPause: 5 })
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof NorthlineError ? { code: error.kind.code, ...error.facts } : error),
  )

describe('the register of somebody else', () => {
  it('comes page by page and is read as any folder', async () => {
    answer = (url, out) => json(out, page(url))
    expect(await run(`${base}/services`)).toEqual({ pages: 3, kept: 0 })
    expect(readSource(folder, 'remote').rows.map(({ values }) => values['id'])).toEqual(['s1', 's2', 's3'])
  })

  it('that stops in the middle goes on where it stopped, and is not fetched twice', async () => {
    let broken = true
    answer = (url, out) => {
      if (broken && url.searchParams.get('page') === '3') out.destroy()
      else json(out, page(url))
    }
    expect(await failure(run())).toMatchObject({ code: 'directory.import_remote_failed' })
    broken = false
    asked = []
    expect(await run()).toEqual({ pages: 3, kept: 2 })
    expect(asked).toHaveLength(1)
    expect(await run()).toEqual({ pages: 3, kept: 3 })
  })

  it('is begun anew after a day, and of another address', async () => {
    answer = (url, out) => json(out, page(url))
    await run()
    const old = JSON.parse(readFileSync(join(folder, 'fetch.progress'), 'utf8')) as object
    writeFileSync(join(folder, 'fetch.progress'), JSON.stringify({ ...old, begun: '2020-01-01T00:00:00Z' }))
    expect(await run()).toMatchObject({ kept: 0 })
    answer = (url, out) => json(out, page(url, 2))
    expect(await run(`${base}/other`)).toMatchObject({ kept: 0 })
    expect(existsSync(join(folder, 'page-000003.json'))).toBe(false)
  })

  it('with summaries in its lists is asked for each service', async () => {
    answer = (url, out) =>
      url.searchParams.has('page')
        ? json(out, {
            total_pages: 1,
            contents: [
              { id: 'a', name: 'A' },
              { id: 'b/c', name: 'B' },
            ],
          })
        : json(out, {
            ...whole(decodeURIComponent(url.pathname.split('/').at(-1) ?? '')),
            description: 'whole',
          })
    await run()
    expect(asked.slice(1)).toEqual(['/hsds/services/a', '/hsds/services/b%2Fc'])
    expect(readSource(folder, 'remote').rows.map(({ values }) => values['description'])).toEqual([
      'whole',
      'whole',
    ])
  })

  it('that is busy is asked again; that refuses is not', async () => {
    let times = 0
    answer = (url, out) => (times++ < 2 ? json(out, {}, 503) : json(out, page(url, 1)))
    expect(await run()).toMatchObject({ pages: 1 })
    answer = (_, out) => json(out, {}, 403)
    asked = []
    expect(await failure(run(`${base}/more`))).toMatchObject({ reason: 'answers 403' })
    expect(asked).toHaveLength(1)
  })

  it('is not followed to another place, nor fetched in the clear, nor believed when it is no register', async () => {
    answer = (_, out) => out.writeHead(302, { location: 'http://localhost:1/else' }).end()
    expect(await failure(run())).toMatchObject({ code: 'directory.import_remote_failed' })
    answer = (_, out) => json(out, { hello: 'world' })
    expect(await failure(run())).toMatchObject({ reason: expect.stringContaining('page of HSDS') })
    expect(await failure(run('http://register.example/hsds'))).toMatchObject({
      reason: expect.stringContaining('https://'),
    })
    expect(await failure(run('not an address'))).toMatchObject({ code: 'directory.import_remote_failed' })
    expect(existsSync(join(folder, 'page-000001.json'))).toBe(false)
  })
})
