import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  digitsToReceipt,
  receiptToDigits,
  receiptToWords,
  wordsToReceipt,
  type Receipt,
  type TypedReceipt,
} from '../../sealing/index.ts'
import type { Derivation, Turn } from './no-script.derivation.ts'
import { loadWordList } from '../../sealing/word-lists.ts'

/** Words as they are shown: six where the language has a list, and always 20 digits. */
export type ShownWords = { words: string[] | undefined; digits: string }

export async function showWords(receipt: Receipt, locale: string): Promise<ShownWords> {
  const list = await loadWordList(locale)
  return { words: list && receiptToWords(receipt, list), digits: receiptToDigits(receipt) }
}

/** Reads what a person typed, as digits of any script or as words of their language, else of English. */
export async function readWords(typed: string, locale: string): Promise<TypedReceipt> {
  const digits = digitsToReceipt(typed)
  if (digits) return { receipt: digits }
  const own = await loadWordList(locale)
  const english = await loadWordList('en')
  const lists = [own, english].filter((list) => list !== undefined)
  const read = lists.map((list) => wordsToReceipt(typed, list))
  return read.find((result) => 'receipt' in result) ?? read[0] ?? { count: 0, unknown: [] }
}

/** What the server is shown of derived words. */
export async function proofOf(derivation: Derivation, receipt: Receipt, turn: Turn = 'waits') {
  const { lookupId, token, pair } = await derivation.receipt(receipt, turn)
  const shown = { lookupId: bytesToBase64Url(lookupId), token: bytesToBase64Url(token) }
  return { ...shown, publicKey: bytesToBase64Url(pair.publicKey), pair }
}
