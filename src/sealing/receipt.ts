import { concatBytes, textToBytes, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { derivePair, type Pair } from './keys.ts'
import { frame, hkdf, randomBytes, stretch } from './primitives.ts'
import { labels, rounds, sizes } from './suite.ts'
import { indicesToWords, splitWords, suggestWords, wordIndex } from './words.ts'

/** 66 random bits in 9 bytes; the six highest bits are zero. */
export type Receipt = Bytes

const wordCount = 6
const digitCount = 20

export function newReceipt(): Receipt {
  const receipt = randomBytes(sizes.receipt)
  receipt[0] = (receipt[0] ?? 0) & 3
  return receipt
}

function insistReceipt(receipt: Receipt): void {
  insist(receipt.length === sizes.receipt && (receipt[0] ?? 4) < 4, 'bad_argument')
}

/** Six words of a list of 2048. */
export function receiptToWords(receipt: Receipt, list: readonly string[]): string[] {
  insistReceipt(receipt)
  const bits = Array.from(receipt, (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(6)
  const indices = Array.from({ length: wordCount }, (_, i) =>
    Number.parseInt(bits.slice(11 * i, 11 * i + 11), 2),
  )
  return indicesToWords(indices, list)
}

export type TypedReceipt =
  | { receipt: Receipt }
  /** `count`: how many words were typed (six are wanted); `unknown`: those not in the list, from 0. */
  | { count: number; unknown: { at: number; typed: string; suggestions: string[] }[] }

/**
 * Reads six words as a person types them: any case, accents or separators, at
 * least the first four letters. Says only what the list knows, never whether a
 * receipt exists.
 */
export function wordsToReceipt(typed: string | readonly string[], list: readonly string[]): TypedReceipt {
  const words = typeof typed === 'string' ? splitWords(typed, list) : typed.map((word) => word.trim())
  const indices = words.map((word) => wordIndex(word, list))
  const unknown = words.flatMap((word, at) =>
    indices[at] === undefined ? [{ at, typed: word, suggestions: suggestWords(word, list) }] : [],
  )
  if (words.length !== wordCount || unknown.length > 0) return { count: words.length, unknown }
  const bits = `000000${indices.map((index) => (index ?? 0).toString(2).padStart(11, '0')).join('')}`
  const receipt = Uint8Array.from({ length: sizes.receipt }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8), 2),
  )
  return { receipt }
}

/** Twenty digits in five groups of four, for languages without a word list. */
export function receiptToDigits(receipt: Receipt): string {
  insistReceipt(receipt)
  let rest = [...receipt]
  let digits = ''
  for (let i = 0; i < digitCount; i++) {
    let carry = 0
    rest = rest.map((byte) => {
      const value = carry * 256 + byte
      carry = value % 10
      return Math.floor(value / 10)
    })
    digits = `${carry}${digits}`
  }
  return (digits.match(/.{4}/g) ?? []).join(' ')
}

/** Reads twenty decimal digits of any script, with any separators; undefined for anything else. */
export function digitsToReceipt(typed: string): Receipt | undefined {
  const text = [...typed.normalize('NFKC').replace(/[\s\p{P}\p{Cf}]/gu, '')]
  const digits = text.map(digitValue)
  if (digits.length !== digitCount) return undefined
  const receipt = new Uint8Array(sizes.receipt)
  for (const digit of digits) {
    if (digit === undefined) return undefined
    let carry = digit
    for (let i = receipt.length - 1; i >= 0; i--) {
      const value = (receipt[i] ?? 0) * 10 + carry
      receipt[i] = value & 255
      carry = value >> 8
    }
  }
  return (receipt[0] ?? 4) < 4 ? receipt : undefined
}

/** Unicode keeps the ten digits of a script in one run that begins at zero. */
function digitValue(character: string): number | undefined {
  const decimal = /^\p{Nd}$/u
  if (!decimal.test(character)) return undefined
  const code = character.codePointAt(0) ?? 0
  let zero = code
  while (decimal.test(String.fromCodePoint(zero - 1))) zero--
  return (code - zero) % 10
}

/** For tests only: fewer rounds than the suite's million. */
export type StretchOptions = { iterations?: number }

/**
 * What the words give: `lookupId` (16) to find the conversation, `token` (32)
 * to be let in, `pair` to prove to the team that the words were known. None of
 * them opens a slot. About 0.3 s on a laptop, several seconds on an old phone.
 */
export async function deriveReceipt(
  receipt: Receipt,
  options: StretchOptions = {},
): Promise<{ lookupId: Bytes; token: Bytes; pair: Pair }> {
  insistReceipt(receipt)
  const secret = await stretch(receipt, frame(labels.receipt), options.iterations ?? rounds)
  return {
    lookupId: await hkdf(secret, frame(labels.receiptLookup), sizes.id),
    token: await hkdf(secret, frame(labels.receiptToken)),
    pair: await derivePair(secret, frame(labels.receiptPair)),
  }
}

/**
 * What the words with the person's second secret give: `keepToken` (32) for the
 * server, which then hands out the keep slots, and the pair that opens them.
 * Case and spacing of the secret do not matter; `bad_argument` when it is blank.
 */
export async function deriveKeep(
  receipt: Receipt,
  secondSecret: string,
  options: StretchOptions = {},
): Promise<{ keepToken: Bytes; pair: Pair }> {
  insistReceipt(receipt)
  const text = plainSecret(secondSecret)
  insist(text !== '', 'bad_argument')
  const typed = concatBytes(receipt, textToBytes(text))
  const secret = await stretch(typed, frame(labels.keep), options.iterations ?? rounds)
  return {
    keepToken: await hkdf(secret, frame(labels.keepToken)),
    pair: await derivePair(secret, frame(labels.keepPair)),
  }
}

/** Up and down again folds the letters that have two small forms (ß, ς). */
function plainSecret(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
  return folded.replace(/\s+/gu, ' ').trim()
}
