import { zstdDecompressSync } from 'node:zlib'
import type { Derived } from './derived.ts'
import { unpackSnappy } from './lz.ts'

const footer = 48
const tableMark = 0xdb4775248b80fb57n
const logBlock = 32_768
const logHeader = 7

/** Chromium keeps session storage, local storage and site settings in LevelDB: tables (.ldb) and logs (.log). */
export function* unpackLevelDb(bytes: Buffer, name: string): Iterable<Derived> {
  if (bytes.length >= footer && bytes.readBigUInt64LE(bytes.length - 8) === tableMark) {
    yield { how: 'LevelDB table', bytes: Buffer.concat([...entriesOfTable(bytes)]) }
  }
  if (/(\.log|MANIFEST-\d+)$/.test(name)) yield { how: 'LevelDB log', bytes: joinLog(bytes) }
}

/** Keys are stored as the difference from the one before: each is made whole, so that none is overlooked. */
function* entriesOfTable(bytes: Buffer): Iterable<Buffer> {
  const end = bytes.length - footer
  const reader = { at: end }
  readVarint(bytes, reader)
  readVarint(bytes, reader)
  const index = readBlock(bytes, readVarint(bytes, reader), readVarint(bytes, reader))
  for (const { value } of entriesOfBlock(index)) {
    const handle = { at: 0 }
    const block = readBlock(bytes, readVarint(value, handle), readVarint(value, handle))
    yield block
    for (const { key, value: stored } of entriesOfBlock(block)) yield Buffer.concat([key, stored])
  }
}

function readBlock(bytes: Buffer, offset: number, size: number): Buffer {
  const raw = bytes.subarray(offset, offset + size)
  try {
    if (bytes[offset + size] === 1) return unpackSnappy(raw) ?? raw
    if (bytes[offset + size] === 2) return zstdDecompressSync(raw)
  } catch {
    return raw
  }
  return raw
}

function* entriesOfBlock(block: Buffer): Iterable<{ key: Buffer; value: Buffer }> {
  if (block.length < 4) return
  const restarts = block.readUInt32LE(block.length - 4)
  const end = block.length - 4 * (restarts + 1)
  const reader = { at: 0 }
  let key: Buffer = Buffer.alloc(0)
  while (reader.at < end) {
    const shared = readVarint(block, reader)
    const fresh = readVarint(block, reader)
    const length = readVarint(block, reader)
    key = Buffer.concat([key.subarray(0, shared), block.subarray(reader.at, reader.at + fresh)])
    reader.at += fresh
    yield { key, value: block.subarray(reader.at, reader.at + length) }
    reader.at += length
  }
}

function readVarint(bytes: Buffer, reader: { at: number }): number {
  let value = 0
  for (let shift = 0; shift < 49; shift += 7) {
    const byte = bytes[reader.at++] ?? 0
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  return value
}

/** A record is torn at each 32 KiB by the header of its next part. */
function joinLog(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let block = 0; block < bytes.length; block += logBlock) {
    const end = Math.min(block + logBlock, bytes.length)
    for (let at = block; at + logHeader <= end;) {
      const length = bytes.readUInt16LE(at + 4)
      if (length === 0 && bytes[at + 6] === 0) break
      parts.push(bytes.subarray(at + logHeader, Math.min(at + logHeader + length, end)))
      at += logHeader + length
    }
  }
  return Buffer.concat(parts)
}
