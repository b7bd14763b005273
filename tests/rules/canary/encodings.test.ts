import { assert, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newCanary, newForeignCanary } from '../../support/canary/canaries.ts'
import { createSearcher } from '../../support/canary/search.ts'

const plain = newCanary('plain')
const foreign = newForeignCanary('foreign')
const other = newCanary('other')
const searcher = createSearcher([plain, foreign, other])

function found(bytes: Uint8Array | string): string[] {
  return [...new Set(searcher.searchBytes(bytes, 'planted').finds.map(({ canary }) => canary))]
}

const escaped = (text: string) =>
  [...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

const writings: [string, (text: string) => Uint8Array | string][] = [
  ['plain UTF-8', (text) => `before ${text} after`],
  ['UTF-16LE', (text) => Buffer.from(`x${text}`, 'utf16le')],
  ['UTF-16BE', (text) => Buffer.from(`x${text}`, 'utf16le').swap16()],
  ['base64', (text) => Buffer.from(text).toString('base64')],
  ['base64, pushed by one', (text) => Buffer.from(`a${text}z`).toString('base64')],
  ['base64, pushed by two', (text) => Buffer.from(`ab${text}z`).toString('base64')],
  ['base64url', (text) => Buffer.from(`ÿÿ>${text}`).toString('base64url')],
  ['base64url in UTF-16', (text) => Buffer.from(Buffer.from(text).toString('base64url'), 'utf16le')],
  ['base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')],
  ['hex', (text) => `\\x${Buffer.from(text).toString('hex')}`],
  ['upper-case hex', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['an address', (text) => `/q?text=${encodeURIComponent(text)}`],
  ['JSON', (text) => JSON.stringify({ text })],
  ['HTML entities', (text) => [...text].map((point) => `&#${point.codePointAt(0)};`).join('')],
  ['the first half only', (text) => `${[...text].slice(0, 12).join('')}…`],
  ['the second half only', (text) => `…${[...text].slice(12).join('')}`],
  ['backwards', (text) => [...text].toReversed().join('')],
]

describe('a canary is found', () => {
  it.each(writings)('as %s', (_name, write) => {
    expect(found(write(plain.text))).toEqual(['plain'])
    expect(found(write(foreign.text))).toEqual(['foreign (not Latin)'])
  })

  it('as JSON with every character escaped', () => {
    const units = Array.from({ length: foreign.text.length }, (_, index) => foreign.text.charAt(index))
    expect(found(units.map(escaped).join(''))).toEqual(['foreign (not Latin)'])
  })

  it('at any place among other bytes, in base64 or not', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), uint8Array({ maxLength: 200 }), (before, after) => {
        const bytes = Buffer.concat([before, Buffer.from(plain.text), after])
        expect(found(bytes)).toEqual(['plain'])
        expect(found(bytes.toString('base64'))).toEqual(['plain'])
        expect(found(bytes.toString('hex'))).toEqual(['plain'])
      }),
    )
  })

  it('in the name of a file', () => {
    const { finds } = searcher.searchBytes('', `page-${plain.text}.html`)
    expect(finds).toMatchObject([
      { canary: 'plain', where: `name of page-${plain.text}.html` },
      { canary: 'plain' },
    ])
  })
})

describe('nothing is found', () => {
  it('where there is nothing', () => {
    assert(
      property(uint8Array({ maxLength: 5000 }), (bytes) => {
        expect(found(bytes)).toEqual([])
      }),
    )
  })

  it('of a canary that is not searched for', () => {
    expect(found(newCanary('unknown').text)).toEqual([])
  })
})

it('canaries are random: a hundred share no piece', () => {
  const pieces = Array.from({ length: 100 }, () => newCanary('one').text.slice(0, 12))
  expect(new Set(pieces).size).toBe(100)
  expect(pieces.every((piece) => /^[0-9a-z]{12}$/.test(piece))).toBe(true)
})
