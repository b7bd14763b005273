import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchProfile } from '../../support/browser.ts'
import { canaryBook } from '../../support/canary/canaries.ts'
import { createSearcher, type Searched } from '../../support/canary/search.ts'

const folder = mkdtempSync(join(tmpdir(), 'northline-canary-'))
const profile = join(folder, 'profile')
const book = canaryBook()
const filler = (text: string) => `${'nothing to see here. '.repeat(50)}${text}${'nor here. '.repeat(50)}`

/** Pages that a browser may keep, in both encodings. */
function cachedSite(pages: Record<string, string>): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const packed = request.url?.includes('brotli') ?? false
    const body = pages[request.url ?? ''] ?? ''
    response.writeHead(200, {
      'content-type': 'text/html',
      'content-encoding': packed ? 'br' : 'gzip',
      'cache-control': 'max-age=3600',
    })
    response.end(packed ? brotliCompressSync(body) : gzipSync(body))
  })
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => void server.close() })
    }),
  )
}

let searched: Searched
beforeAll(async () => {
  const site = await cachedSite({
    '/gzip': filler(book.plain('cache, gzip')),
    '/brotli': filler(book.foreign('cache, brotli')),
  })
  const browser = await launchProfile(profile)
  const page = await browser.newPage()
  await page.goto(`${site.origin}/gzip`)
  await page.goto(`${site.origin}/brotli`)
  await page.evaluate(
    async ([local, session, value, key, padding]) => {
      localStorage.setItem('kept', local ?? '')
      sessionStorage.setItem('kept', session ?? '')
      const opening = indexedDB.open('kept')
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('kept'))
      await new Promise((resolve) => opening.addEventListener('success', resolve))
      // More than LevelDB holds in its log, so that it writes tables.
      const writing = opening.result.transaction('kept', 'readwrite')
      writing.objectStore('kept').put(value, `name ${key}`)
      for (let row = 0; row < 500; row++) writing.objectStore('kept').put(`${row} ${padding}`, `row ${row}`)
      await new Promise((resolve) => writing.addEventListener('complete', resolve))
    },
    [
      filler(book.plain('local storage')),
      filler(book.foreign('session storage')),
      filler(book.plain('IndexedDB')),
      book.foreign('key of IndexedDB'),
      filler('').repeat(20),
    ],
  )
  await page.waitForTimeout(1_500)
  await browser.close()
  site.close()

  // What other browsers write, made here by its own rules.
  mkdirSync(join(folder, 'other'))
  const database = new DatabaseSync(join(folder, 'other', 'places.sqlite'))
  database.exec('pragma page_size = 512; create table moz_places (url text)')
  database.prepare('insert into moz_places values (?)').run(`${'x'.repeat(446)}${book.plain('SQLite')}`)
  database.close()
  const lz4 = Buffer.from(book.plain('session file'))
  const header = Buffer.from('mozLz40\0\0\0\0\0', 'latin1')
  header.writeUInt32LE(30 + lz4.length, 8)
  // Two literals, copied back 28 bytes long; then the canary as literals.
  const block = Buffer.concat([
    Buffer.from([0x2f, 0x61, 0x62, 0x02, 0x00, 28 - 19]),
    Buffer.from([0xf0, lz4.length - 15]),
    lz4,
  ])
  writeFileSync(join(folder, 'other', 'sessionstore.jsonlz4'), Buffer.concat([header, block]))

  searched = createSearcher(book.all).searchPath(folder, 'browser')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const found = (label: string) =>
  searched.finds.flatMap(({ canary, where }) => (canary === label ? [where] : [])).join()

describe('a canary in a browser’s profile is found', () => {
  it('in a cached page that travelled as gzip, and as Brotli', () => {
    expect(found('cache, gzip')).toMatch(/Cache_Data\/.* → gzip@/)
    expect(found('cache, brotli (not Latin)')).toMatch(/Cache_Data\/.* → cache entry/)
  })

  it('in storage, log and table', () => {
    expect(found('local storage')).toMatch(/Local Storage\/leveldb\/\d+\.(ldb|log)/)
    expect(found('IndexedDB')).toMatch(/LevelDB table/)
    expect(found('key of IndexedDB (not Latin)')).toMatch(/LevelDB table/)
    expect(found('session storage (not Latin)')).toMatch(/Session Storage\/\d+\.log/)
  })

  it('in a SQLite value that lies over two pages', () => {
    expect(found('SQLite')).toMatch(/table moz_places.url/)
  })

  it('in a session file of Firefox', () => {
    expect(found('session file')).toMatch(/mozLz4/)
  })
})
