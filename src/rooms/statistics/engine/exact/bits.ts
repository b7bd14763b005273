import { randomFillSync } from 'node:crypto'

/** Gives the next bytes of a source of randomness. */
export type Bytes = (length: number) => Uint8Array

/** The operating system's randomness, fetched in blocks; what was used is overwritten. */
export function systemBytes(block = 65_536): Bytes {
  const buffer = new Uint8Array(block)
  let at = block
  return (length) => {
    if (length > block) throw new RangeError('more random bytes at once than a block has')
    if (at + length > block) {
      randomFillSync(buffer)
      at = 0
    }
    const taken = buffer.slice(at, at + length)
    buffer.fill(0, at, at + length)
    at += length
    return taken
  }
}

/**
 * A whole number below a bound, each equally likely: draws of just enough bits, those that are too large thrown away.
 * Bits come as little-endian words of 32, of which the last is shifted down, so that known answers can be compared.
 */
export function below(bound: bigint, bytes: Bytes): bigint {
  if (bound <= 0n) throw new RangeError('nothing is below that')
  const bits = bound.toString(2).length
  const words = (bits + 31) >> 5
  const spare = BigInt((words << 5) - bits)
  for (;;) {
    const drawn = bytes(words << 2)
    let value = 0n
    for (let word = words - 1; word >= 0; word--) {
      const at = word << 2
      let part = 0n
      for (let byte = 3; byte >= 0; byte--) part = (part << 8n) | BigInt(drawn[at + byte] ?? 0)
      value = word === words - 1 ? part >> spare : (value << 32n) | part
    }
    if (value < bound) return value
  }
}
