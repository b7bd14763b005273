import { brotliDecompressSync, constants, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Derived } from './derived.ts'

const maxOutputLength = 512 * 1024 * 1024
/** A stream that was cut off still gives what there is of it. */
const options = { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH }

/** gzip, zlib, zip and zstd members at any offset; Brotli where the name says so, since it has no mark. */
export function* unpackArchives(bytes: Buffer, name: string): Iterable<Derived> {
  if (name.endsWith('.br')) yield* attempt('brotli', () => unpackBrotli(bytes))
  for (let at = 0; at + 4 < bytes.length; at++) {
    switch (bytes[at]) {
      case 0x1f:
        if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8)
          yield* attempt(`gzip@${at}`, () => unpackGzip(bytes, at))
        break
      case 0x78:
        if (isZlib(bytes.readUInt16BE(at)))
          yield* attempt(`zlib@${at}`, () => inflateSync(bytes.subarray(at), options))
        break
      case 0x28:
        if (bytes.readUInt32LE(at) === 0xfd2fb528) yield* attempt(`zstd@${at}`, () => unpackZstd(bytes, at))
        break
      case 0x50:
        if (bytes.readUInt32LE(at) === 0x04034b50)
          yield* attempt(`zip@${at}`, () => unpackZipMember(bytes, at))
        break
      default:
    }
  }
}

/** A Brotli stream that is the whole of `bytes`. */
export function unpackBrotli(bytes: Buffer): Buffer {
  return brotliDecompressSync(bytes, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH })
}

function* attempt(how: string, unpack: () => Buffer | undefined): Iterable<Derived> {
  try {
    const bytes = unpack()
    if (bytes && bytes.length > 0) yield { how, bytes }
  } catch {
    // Only looked like one.
  }
}

/** RFC 1950: deflate, a window of 32 KiB, the check sum right, no dictionary. */
function isZlib(head: number): boolean {
  return head % 31 === 0 && (head & 0x20) === 0
}

/** RFC 1952 section 2.3, the header only: Node's own reader refuses a member that other bytes follow. */
function unpackGzip(bytes: Buffer, at: number): Buffer {
  const flags = bytes[at + 3] as number
  const afterText = (from: number) => bytes.indexOf(0, from) + 1
  let start = at + 10
  if ((flags & 4) !== 0) start += 2 + bytes.readUInt16LE(start)
  if ((flags & 8) !== 0) start = afterText(start)
  if ((flags & 16) !== 0) start = afterText(start)
  if ((flags & 2) !== 0) start += 2
  return inflateRawSync(bytes.subarray(start), options)
}

function unpackZipMember(bytes: Buffer, at: number): Buffer | undefined {
  if (at + 30 > bytes.length || bytes.readUInt16LE(at + 8) !== 8) return undefined
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  return inflateRawSync(bytes.subarray(start), options)
}

/** RFC 8878 section 3.1.1: the frame's own length, because the decoder refuses what follows it. */
function unpackZstd(bytes: Buffer, at: number): Buffer {
  const descriptor = bytes[at + 4] as number
  const single = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >> 6
  const sizeBytes = sizeFlag === 0 ? Number(single) : 1 << sizeFlag
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  let end = at + 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes
  for (let last = false; !last && end + 3 <= bytes.length;) {
    const block = bytes.readUIntLE(end, 3)
    last = (block & 1) === 1
    end += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3)
  }
  if ((descriptor & 4) !== 0) end += 4
  return zstdDecompressSync(bytes.subarray(at, end), {
    maxOutputLength,
    finishFlush: constants.ZSTD_e_continue,
  })
}

/** The files of a tar, with their names. */
export function* filesOfTar(bytes: Buffer): Iterable<{ name: string; bytes: Buffer }> {
  for (let at = 0; at + 512 <= bytes.length;) {
    const text = (from: number, length: number) =>
      bytes.toString('latin1', at + from, at + from + length).split('\0')[0] ?? ''
    if (text(257, 5) !== 'ustar') return
    const size = Number.parseInt(text(124, 12).trim() || '0', 8)
    const prefix = text(345, 155)
    const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100)
    if (!Number.isSafeInteger(size)) return
    if (size > 0) yield { name, bytes: bytes.subarray(at + 512, at + 512 + size) }
    at += 512 + Math.ceil(size / 512) * 512
  }
}
