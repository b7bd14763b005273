import type { Needle } from './needles.ts'

export type Match = { needle: Needle; offset: number }

const tableBits = 20

/**
 * Looks for thousands of needles in one pass over the bytes. A table of bits says
 * for four bytes in a row whether any needle begins so; only then is it compared.
 */
export function createMatcher(needles: readonly Needle[]): (bytes: Buffer) => Match[] {
  const table = new Uint8Array(1 << tableBits)
  const beginnings = new Map<number, Needle[]>()
  for (const needle of needles) {
    const start = needle.bytes.readUInt32LE(0)
    const there = beginnings.get(start)
    if (there) there.push(needle)
    else beginnings.set(start, [needle])
    table[slotOf(start)] = 1
  }

  return (bytes) => {
    const matches: Match[] = []
    let window = 0
    for (let end = 0; end < bytes.length; end++) {
      window = (window >>> 8) | ((bytes[end] as number) << 24)
      if (end < 3 || table[slotOf(window)] === 0) continue
      for (const needle of beginnings.get(window >>> 0) ?? []) {
        const offset = end - 3
        const length = needle.bytes.length
        if (offset + length > bytes.length) continue
        if (needle.bytes.compare(bytes, offset, offset + length) === 0) matches.push({ needle, offset })
      }
    }
    return matches
  }
}

function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> (32 - tableBits)
}
