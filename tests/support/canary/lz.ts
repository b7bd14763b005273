/*
 * Two small compressions of browsers: Snappy (Chromium's LevelDB, Firefox's
 * storage) and LZ4 blocks (Firefox's session files). Both give what came out
 * until the bytes stopped making sense.
 */

const largest = 256 * 1024 * 1024

/** A raw Snappy block, or undefined when it isn't one. */
export function unpackSnappy(bytes: Buffer): Buffer | undefined {
  let from = 0
  let size = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[from++]
    if (byte === undefined || shift > 28) return undefined
    size += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (size === 0 || size > Math.min(largest, bytes.length * 64)) return undefined
  const out = Buffer.allocUnsafe(size)
  let to = 0
  while (from < bytes.length && to < size) {
    const tag = bytes[from++] as number
    let length: number
    if ((tag & 3) === 0) {
      length = tag >> 2
      if (length >= 60) {
        const width = length - 59
        if (from + width > bytes.length) break
        length = bytes.readUIntLE(from, width)
        from += width
      }
      length = Math.min(length + 1, bytes.length - from, size - to)
      bytes.copy(out, to, from, from + length)
      from += length
      to += length
      continue
    }
    const width = (tag & 3) === 1 ? 1 : (tag & 3) === 2 ? 2 : 4
    if (from + width > bytes.length) break
    const low = bytes.readUIntLE(from, width)
    const distance = width === 1 ? ((tag >> 5) << 8) | low : low
    length = width === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    from += width
    if (!copyBack(out, to, distance, Math.min(length, size - to))) break
    to += Math.min(length, size - to)
  }
  return out.subarray(0, to)
}

/** An LZ4 block of a known size. */
export function unpackLz4(bytes: Buffer, rawSize: number): { bytes: Buffer; whole: boolean } {
  const out = Buffer.allocUnsafe(Math.min(rawSize, largest))
  let from = 0
  let to = 0
  const more = (start: number): number => {
    let length = start
    if (start === 15) {
      let byte: number
      do {
        byte = bytes[from++] ?? 0
        length += byte
      } while (byte === 255)
    }
    return length
  }
  while (from < bytes.length && to < out.length) {
    const token = bytes[from++] as number
    const literal = Math.min(more(token >> 4), bytes.length - from, out.length - to)
    bytes.copy(out, to, from, from + literal)
    from += literal
    to += literal
    if (from + 2 > bytes.length) break
    const distance = bytes.readUInt16LE(from)
    from += 2
    const length = Math.min(more(token & 15) + 4, out.length - to)
    if (!copyBack(out, to, distance, length)) break
    to += length
  }
  return { bytes: out.subarray(0, to), whole: to === rawSize && from === bytes.length }
}

/** Byte by byte, since a copy may overlap what it writes. */
function copyBack(out: Buffer, to: number, distance: number, length: number): boolean {
  if (distance === 0 || distance > to) return false
  for (let index = to; index < to + length; index++) out[index] = out[index - distance] as number
  return true
}
