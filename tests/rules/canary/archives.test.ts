import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newCanary } from '../../support/canary/canaries.ts'
import { createSearcher } from '../../support/canary/search.ts'

const canary = newCanary('planted')
const searcher = createSearcher([canary])
const plain = Buffer.from(`${'so it goes, and so it goes, '.repeat(200)}${canary.text}${'and on'.repeat(90)}`)
/** Without the canary's own bytes showing. */
const noise = Buffer.from('0123456789'.repeat(30))

function howFound(bytes: Uint8Array, name = 'file.bin'): string[] {
  return searcher.searchBytes(bytes, name).finds.map(({ where }) => where)
}

/** The least a tar needs: name, size, mark. */
function tarOf(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(512)
  head.write(name, 0)
  head.write(bytes.length.toString(8).padStart(11, '0'), 124)
  head.write('ustar', 257)
  return Buffer.concat([head, bytes, Buffer.alloc(512 - (bytes.length % 512))])
}

/** One stored file of a zip, deflated, without its directory: as a crashed writer leaves it. */
function zipOf(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(8, 8)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, Buffer.from(name), deflateRawSync(bytes)])
}

describe('a canary in an archive is found', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['zlib', deflateSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['zip', zipOf('notes.txt', plain)],
  ])('%s, anywhere in a file', (name, packed) => {
    expect(howFound(packed)).toContain(`file.bin → ${name}@0`)
    const inside = Buffer.concat([noise, packed, noise])
    expect(howFound(inside)).toContain(`file.bin → ${name}@${noise.length}`)
  })

  it('Brotli, where the name says so', () => {
    expect(howFound(brotliCompressSync(plain), 'page.html.br')).toHaveLength(2)
  })

  it('gzip that was cut off', () => {
    const long = gzipSync(Buffer.concat([plain, Buffer.from(noise.toString('base64').repeat(300))]))
    expect(howFound(long.subarray(0, long.length - 12))).toHaveLength(2)
  })

  it('a gzip in a tar in a gzip', () => {
    const [where] = howFound(gzipSync(tarOf('log/old.gz', gzipSync(plain))), 'backup.tgz')
    expect(where).toContain('log/old.gz')
  })
})

describe('folders', () => {
  const made: string[] = []
  afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  it('are searched to the bottom, and links are not followed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'northline-canary-'))
    made.push(folder)
    mkdirSync(join(folder, 'a', 'b'), { recursive: true })
    writeFileSync(join(folder, 'a', 'b', 'trace.log'), `{"text":"${canary.text}"}`)
    writeFileSync(join(folder, 'a', canary.text), 'nothing in it')
    symlinkSync(join(folder, 'a'), join(folder, 'again'))
    const searched = searcher.searchPath(folder, 'files')
    expect(new Set(searched.finds.map(({ where }) => where))).toEqual(
      new Set([`${basename(folder)}/a/b/trace.log`, `name of ${basename(folder)}/a/${canary.text}`]),
    )
    expect(searched.files).toBe(2)
  })
})
