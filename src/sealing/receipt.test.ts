import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  deriveKeep,
  deriveReceipt,
  digitsToReceipt,
  newReceipt,
  receiptToDigits,
  receiptToWords,
  suggestWords,
  wordsToReceipt,
} from './index.ts'
import { fast, inventedWords, refusal } from './testing.ts'
import { loadWordList } from './word-lists.ts'

const receipts = fc.uint8Array({ minLength: 9, maxLength: 9 }).map((bytes) => {
  const receipt = Uint8Array.from(bytes)
  receipt[0] = (receipt[0] ?? 0) & 3
  return receipt
})
const locales = ['en', 'fr', 'es', 'zh-Hans']
const listOf = async (locale: string): Promise<readonly string[]> => (await loadWordList(locale)) ?? []

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '')

describe('a receipt', () => {
  it('has 66 bits that differ each time', () => {
    const made = Array.from({ length: 200 }, () => newReceipt())
    expect(new Set(made.map(String)).size).toBe(200)
    expect(made.every((receipt) => receipt.length === 9 && (receipt[0] ?? 9) < 4)).toBe(true)
    expect(new Set(made.map((receipt) => receipt[0])).size).toBe(4)
  })

  it('is the same number as six words in every list and as twenty digits', async () => {
    const lists = [inventedWords, ...(await Promise.all(locales.map(listOf)))]
    fc.assert(
      fc.property(receipts, fc.constantFrom(...lists), (receipt, list) => {
        expect(wordsToReceipt(receiptToWords(receipt, list), list)).toEqual({ receipt })
        expect(wordsToReceipt(receiptToWords(receipt, list).join(' '), list)).toEqual({ receipt })
        expect(receiptToDigits(receipt)).toMatch(/^(\d{4} ){4}\d{4}$/)
        expect(digitsToReceipt(receiptToDigits(receipt))).toEqual(receipt)
      }),
      { numRuns: 1000 },
    )
  })

  it('is not read from a number of 2^66 or more, nor from nineteen or twenty-one digits', () => {
    const largest = new Uint8Array(9).fill(255)
    largest[0] = 3
    expect(digitsToReceipt('73786976294838206463')).toEqual(largest)
    for (const typed of [
      '73786976294838206464',
      '99999999999999999999',
      '7378697629483820646',
      '073786976294838206463',
      '',
      'abcd',
    ]) {
      expect(digitsToReceipt(typed), typed).toBeUndefined()
    }
  })

  it('is read from the digits of any script, with any separators', () => {
    const wanted = digitsToReceipt('12345678901234567890')
    const scripts = ['٠', '۰', '०', '੦', '０', '𝟎', '𝟘', '০']
    for (const zero of scripts) {
      const typed = [...'1234 5678-9012.3456\u200f7890']
        .map((c) => (/\d/.test(c) ? String.fromCodePoint((zero.codePointAt(0) ?? 0) + Number(c)) : c))
        .join('')
      expect(digitsToReceipt(typed), typed).toEqual(wanted)
    }
  })
})

describe('typing words', () => {
  it('forgives case, accents, separators and everything after the fourth letter', async () => {
    const list = await listOf('fr')
    const receipt = newReceipt()
    const words = receiptToWords(receipt, list)
    const ways = [
      words.join('  ').toUpperCase(),
      ` ${words.join(', ')}. `,
      words.map(plain).join('-'),
      words.map((word) => [...word.normalize('NFC')].slice(0, 4).join('')).join('\n'),
      words.map((word) => word.normalize('NFC')).join(' '),
    ]
    for (const typed of ways) expect(wordsToReceipt(typed, list), typed).toEqual({ receipt })
  })

  it('needs no spaces in Chinese', async () => {
    const list = await listOf('zh-Hans')
    const receipt = newReceipt()
    expect(wordsToReceipt(receiptToWords(receipt, list).join(''), list)).toEqual({ receipt })
  })

  it('says which words the list does not know, and which it could be', async () => {
    const list = await listOf('en')
    const read = wordsToReceipt('abandon abilty zzzz able about', list)
    expect(read).toEqual({
      count: 5,
      unknown: [
        { at: 1, typed: 'abilty', suggestions: ['ability'] },
        { at: 2, typed: 'zzzz', suggestions: [] },
      ],
    })
    expect(wordsToReceipt('', list)).toEqual({ count: 0, unknown: [] })
  })

  it('is helped by beginnings first, then by one letter wrong, missing, too many or swapped', async () => {
    const list = await listOf('en')
    expect(suggestWords('ab', list)).toEqual(['abandon', 'ability', 'able', 'about', 'above', 'absent'])
    for (const near of ['xbility', 'bility', 'abiility', 'abiltiy', 'ABILITÝ']) {
      expect(suggestWords(near, list), near).toContain('ability')
    }
    expect(suggestWords('', list)).toEqual([])
    expect(suggestWords('abc', list, 2).length).toBeLessThanOrEqual(2)
  })

  it('is helped by the list alone: every word of the list is known, exactly and by its first four letters', async () => {
    for (const locale of locales) {
      const list = await listOf(locale)
      expect(new Set(list).size).toBe(2048)
      const wrong = list.filter(
        (word) => suggestWords(word, list, 1)[0] !== word && !suggestWords(word, list).includes(word),
      )
      expect(wrong).toEqual([])
    }
  })
})

describe('what the words give', () => {
  it('is always the same for the same words and unrelated for others', async () => {
    const receipt = newReceipt()
    const [a, b, c] = await Promise.all([
      deriveReceipt(receipt, fast),
      deriveReceipt(receipt, fast),
      deriveReceipt(newReceipt(), fast),
    ])
    expect(a).toEqual(b)
    expect([a.lookupId.length, a.token.length]).toEqual([16, 32])
    expect(a.lookupId).not.toEqual(c.lookupId)
    expect(a.token).not.toEqual(c.token)
    expect(a.pair.publicKey).not.toEqual(c.pair.publicKey)
  })

  it('with a second secret is another key; spelling of the secret is forgiven, a blank one refused', async () => {
    const receipt = newReceipt()
    const keep = await deriveKeep(receipt, 'Straße  ｎｏ 5', fast)
    expect(await deriveKeep(receipt, ' STRASSE NO 5 ', fast)).toEqual(keep)
    expect((await deriveKeep(receipt, 'strasse no 6', fast)).keepToken).not.toEqual(keep.keepToken)
    expect((await deriveReceipt(receipt, fast)).pair.publicKey).not.toEqual(keep.pair.publicKey)
    for (const blank of ['', '  ', '\n'])
      expect(await refusal(deriveKeep(receipt, blank, fast))).toBe('bad_argument')
    expect(await refusal(deriveReceipt(new Uint8Array(9).fill(255), fast))).toBe('bad_argument')
  })
})

it('languages without a list have none and use digits', async () => {
  for (const locale of ['ar', 'pa', 'tl', 'constructor', '__proto__']) {
    expect(await loadWordList(locale)).toBeUndefined()
  }
})
