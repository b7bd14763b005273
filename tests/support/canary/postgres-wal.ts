import type { Derived } from './derived.ts'
import { unpackLz4 } from './lz.ts'
import { unpackPglz } from './pglz.ts'

const page = 8192
const shortHeader = 24
const longHeader = 40
const longFlag = 0x0002
const recordHeader = 24
const untouched = Buffer.alloc(page)

/** The records of log segments as one run of bytes: each page's own header is what tears them apart. */
export function joinWalPages(segments: readonly Buffer[]): Buffer {
  const parts: Buffer[] = []
  for (const segment of segments) {
    for (let at = 0; at + longHeader <= segment.length; at += page) {
      if (segment.compare(untouched, 0, page, at, at + page) === 0) continue
      const info = segment.readUInt16LE(at + 2)
      const header = (info & longFlag) !== 0 ? longHeader : shortHeader
      parts.push(segment.subarray(at + header, Math.min(at + page, segment.length)))
    }
  }
  return Buffer.concat(parts)
}

const hasImage = 0x10
const hasData = 0x20
const sameRelation = 0x80
const holeFlag = 0x01
const compressed = { pglz: 0x04, lz4: 0x08 }
const anyCompression = 0x1c

/**
 * Page images that `wal_compression` packed: pglz and LZ4 leave no mark of their
 * own, so the records' headers are read (xlogrecord.h). zstd is found by its mark.
 * A record is looked for at each place where one may begin; most bytes are none.
 */
export function* unpackPageImages(wal: Buffer): Iterable<Derived> {
  for (let at = 0; at + recordHeader < wal.length; at += 8) {
    const total = wal.readUInt32LE(at)
    if (total < recordHeader + 2 || total > 0x100000 || at + total > wal.length) continue
    if (wal.readUInt16LE(at + 18) !== 0 || (wal[at + 17] as number) > 64) continue
    yield* imagesOfRecord(wal.subarray(at, at + total), at)
  }
}

type Image = { length: number; hole: number; info: number; data: number }

function* imagesOfRecord(record: Buffer, at: number): Iterable<Derived> {
  const blocks = readBlocks(record)
  if (!blocks) return
  let from = blocks.end
  for (const image of blocks.images) {
    const packed = record.subarray(from, from + image.length)
    from += image.length + image.data
    const size = page - image.hole
    if ((image.info & compressed.pglz) !== 0)
      yield { how: `page image@${at}, pglz`, bytes: unpackPglz(packed, size).bytes }
    if ((image.info & compressed.lz4) !== 0)
      yield { how: `page image@${at}, lz4`, bytes: unpackLz4(packed, size).bytes }
  }
}

/** Undefined when these bytes are not the headers of a record. Headers end where only what they announce is left. */
function readBlocks(record: Buffer): { images: Image[]; end: number } | undefined {
  const images: Image[] = []
  let at = recordHeader
  let announced = 0
  while (record.length - at > announced) {
    if (record.length - at < 2) return undefined
    const id = record[at] as number
    if (id === 255 || id === 254) return { images, end: at + (id === 255 ? 2 : 5) }
    if (id === 253) at += 3
    else if (id === 252) at += 5
    else {
      const block = id <= 32 && at + 4 <= record.length ? readBlock(record, at) : undefined
      if (!block) return undefined
      images.push(block.image)
      announced += block.image.length + block.image.data
      at = block.end
    }
  }
  return record.length - at === announced ? { images, end: at } : undefined
}

function readBlock(record: Buffer, at: number): { image: Image; end: number } | undefined {
  const flags = record[at + 1] as number
  const image: Image = { length: 0, hole: 0, info: 0, data: record.readUInt16LE(at + 2) }
  if ((flags & hasData) === 0 && image.data !== 0) return undefined
  let end = at + 4
  if ((flags & hasImage) !== 0) {
    if (end + 7 > record.length) return undefined
    image.length = record.readUInt16LE(end)
    image.info = record[end + 4] as number
    end += 5
    if ((image.info & anyCompression) !== 0 && (image.info & holeFlag) !== 0) {
      image.hole = record.readUInt16LE(end)
      end += 2
    }
    if (image.length > page || image.hole > page) return undefined
  }
  end += ((flags & sameRelation) === 0 ? 12 : 0) + 4
  return { image, end }
}
