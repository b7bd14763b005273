import { randomBytes, randomInt } from 'node:crypto'

/** A string that exists nowhere else, so that finding any of it anywhere is a leak. */
export type Canary = {
  /** Which path it went through: `no script, first message`. */
  label: string
  text: string
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/*
 * Letters that every encoding must escape: two bytes, three bytes, and beyond
 * the first plane. The ranges hold letters only, which no normal form changes.
 */
const ranges: readonly (readonly [number, number])[] = [
  [0x0410, 0x044f],
  [0x0628, 0x063a],
  [0x4e00, 0x9fa0],
  [0x20000, 0x2a6d0],
]

/**
 * 24 random characters: 124 bits, nothing in them to compress, nothing that a
 * search could mistake for something else.
 */
export function newCanary(label: string): Canary {
  const text = Array.from(randomBytes(64), (byte) => (byte < 252 ? letters[byte % 36] : ''))
    .join('')
    .slice(0, 24)
  return { label, text }
}

/** The same without one ASCII character: what JSON, HTML and addresses write differently. */
export function newForeignCanary(label: string): Canary {
  const points = Array.from({ length: 24 }, (_, index) => {
    const [from, to] = ranges[index % ranges.length] ?? [0x0410, 0x044f]
    return randomInt(from, to)
  })
  return { label: `${label} (not Latin)`, text: String.fromCodePoint(...points) }
}

/** Makes canaries and remembers them; `say` is what a person would type, with a canary in it. */
export function canaryBook(): {
  all: readonly Canary[]
  plain(label: string): string
  foreign(label: string): string
} {
  const all: Canary[] = []
  const keep = (canary: Canary) => {
    all.push(canary)
    return canary.text
  }
  return {
    all,
    plain: (label) => keep(newCanary(label)),
    foreign: (label) => keep(newForeignCanary(label)),
  }
}
