/**
 * PostgreSQL's own compression. Stops where the bytes stop making sense and
 * gives what came out until then: half of an overwritten row is a leak too.
 */
export function unpackPglz(bytes: Buffer, rawSize: number): { bytes: Buffer; whole: boolean } {
  const out = Buffer.allocUnsafe(rawSize)
  let from = 0
  let to = 0
  while (from < bytes.length && to < rawSize) {
    let control = bytes[from++] as number
    for (let item = 0; item < 8 && from < bytes.length && to < rawSize; item++, control >>= 1) {
      if ((control & 1) === 0) {
        out[to++] = bytes[from++] as number
        continue
      }
      if (from + 1 >= bytes.length) return { bytes: out.subarray(0, to), whole: false }
      const first = bytes[from++] as number
      const distance = ((first & 0xf0) << 4) | (bytes[from++] as number)
      let length = (first & 0x0f) + 3
      if (length === 18 && from < bytes.length) length += bytes[from++] as number
      if (distance === 0 || distance > to) return { bytes: out.subarray(0, to), whole: false }
      const end = Math.min(to + length, rawSize)
      while (to < end) {
        out[to] = out[to - distance] as number
        to++
      }
    }
  }
  return { bytes: out.subarray(0, to), whole: to === rawSize && from === bytes.length }
}
