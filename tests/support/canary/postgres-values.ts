import type { Derived } from './derived.ts'
import { unpackLz4 } from './lz.ts'
import { unpackPglz } from './pglz.ts'

/*
 * What PostgreSQL writes out of line or compressed, found without knowing any
 * table: by the marks of its own formats (varatt.h, toast_internals.c), at any
 * offset, so that heap and index pages, space that was freed but not wiped, and
 * the log are all covered by the same pass.
 */

const largestRaw = 64 * 1024 * 1024
const leastWorthSearching = 16

/** Values compressed in their row: a length with the low bits 10, a raw size, then the bytes. */
export function* unpackInline(bytes: Buffer): Iterable<Derived> {
  for (let at = 0; at + 16 <= bytes.length; at++) {
    if (((bytes[at] as number) & 3) !== 2 || bytes[at + 3] !== 0 || bytes[at + 2] !== 0) continue
    const length = bytes.readUInt32LE(at) >>> 2
    if (length < 9 || at + length > bytes.length) continue
    const unpacked = unpackCompressed(bytes.subarray(at + 4, at + length))
    if (unpacked) yield { how: `compressed value@${at}`, bytes: unpacked }
  }
}

/** The compression word (raw size and method) and what follows it. */
function unpackCompressed(bytes: Buffer): Buffer | undefined {
  const info = bytes.readUInt32LE(0)
  const rawSize = info & 0x3fffffff
  const packed = bytes.subarray(4)
  if (rawSize < packed.length || rawSize > Math.min(largestRaw, packed.length * 300)) return undefined
  const method = info >>> 30
  if (method > 1) return undefined
  const out = method === 0 ? unpackPglz(packed, rawSize) : unpackLz4(packed, rawSize)
  return out.bytes.length >= leastWorthSearching ? out.bytes : undefined
}

/** Chunks of TOAST tables, by value. One collector takes in all files that may hold parts of a value. */
export type ToastCollector = { take(bytes: Buffer): void; values(): Iterable<Derived> }

const chunkAttributes = 3
const chunkHeader = 24
/** A quarter of a page less headers; other page sizes are not in use. */
const largestChunk = 2048

export function createToastCollector(): ToastCollector {
  const values = new Map<number, Map<number, Buffer[]>>()

  /** At infomask2: three attributes, infomask, the header's length, a byte of padding, then the row. */
  function take(bytes: Buffer): void {
    for (let at = 0; at + 20 <= bytes.length; at++) {
      if (bytes[at + 4] !== chunkHeader || bytes[at] !== chunkAttributes) continue
      if (((bytes[at + 1] as number) & 0x07) !== 0) continue
      const sequence = bytes.readUInt32LE(at + 10)
      const data = readData(bytes, at + 14)
      if (!data || sequence > largestRaw / 1000) continue
      keep(bytes.readUInt32LE(at + 6), sequence, data)
    }
  }

  function keep(value: number, sequence: number, data: Buffer): void {
    const chunks = values.get(value) ?? new Map<number, Buffer[]>()
    values.set(value, chunks)
    const versions = chunks.get(sequence) ?? []
    chunks.set(sequence, versions)
    if (!versions.some((version) => version.equals(data))) versions.push(data)
  }

  return {
    take,
    *values() {
      for (const [value, chunks] of values) {
        const how = `TOAST value ${value}`
        const versions = Math.max(...[...chunks.values()].map((all) => all.length))
        for (let version = 0; version < versions; version++) {
          const bytes = joined(chunks, version)
          yield { how, bytes }
          const unpacked = bytes.length > 8 ? unpackCompressed(bytes) : undefined
          if (unpacked) yield { how: `${how}, compressed`, bytes: unpacked }
        }
      }
    },
  }
}

/** The chunk's bytes: a length of one byte (low bit 1) or of four (low bits 00). */
function readData(bytes: Buffer, at: number): Buffer | undefined {
  const first = bytes[at] as number
  const short = (first & 1) === 1
  if (!short && (first & 3) !== 0) return undefined
  const length = short ? first >> 1 : bytes.readUInt32LE(at) >>> 2
  const header = short ? 1 : 4
  if (length <= header || length > largestChunk || at + length > bytes.length) return undefined
  return bytes.subarray(at + header, at + length)
}

function joined(chunks: Map<number, Buffer[]>, version: number): Buffer {
  const parts: Buffer[] = []
  for (let sequence = 0; chunks.has(sequence); sequence++) {
    const versions = chunks.get(sequence) ?? []
    parts.push(versions[Math.min(version, versions.length - 1)] as Buffer)
  }
  return Buffer.concat(parts)
}
