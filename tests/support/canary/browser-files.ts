import { inflateSync } from 'node:zlib'
import { unpackBrotli } from './archives.ts'
import type { Derived } from './derived.ts'
import { unpackLz4, unpackSnappy } from './lz.ts'

const simpleCacheMark = 0xfcfb6d1ba7725c30n
const simpleCacheHeader = 24
const mozillaLz4 = Buffer.from('mozLz40\0', 'latin1')

/** Forms that only browsers write. Bodies in caches keep the encoding that they travelled in (gzip is found anywhere). */
export function* unpackBrowserFile(bytes: Buffer, name: string): Iterable<Derived> {
  if (bytes.length > simpleCacheHeader && bytes.readBigUInt64LE(0) === simpleCacheMark) {
    const start = simpleCacheHeader + bytes.readUInt32LE(12)
    yield* bodies('cache entry', bytes.subarray(start))
  }
  if (/\/cache2\/(entries|doomed)\//.test(name)) yield* bodies('cache2 entry', bytes)
  if (bytes.subarray(0, 8).equals(mozillaLz4) && bytes.length > 12) {
    yield { how: 'mozLz4', bytes: unpackLz4(bytes.subarray(12), bytes.readUInt32LE(8)).bytes }
  }
  if (bytes.length < 4 * 1024 * 1024) {
    const unpacked = unpackSnappy(bytes)
    if (unpacked && unpacked.length > bytes.length / 2) yield { how: 'Snappy', bytes: unpacked }
  }
}

function* bodies(how: string, bytes: Buffer): Iterable<Derived> {
  for (const unpack of [unpackBrotli, inflateSync]) {
    try {
      yield { how, bytes: unpack(bytes) }
    } catch {
      // Travelled in another encoding.
    }
  }
}
