import { describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId, textToBytes } from '../kernel/index.ts'
import { decodeBody, encodeBody, seenLimit } from './body.ts'
import { SealingError } from './errors.ts'
import { randomBytes } from './primitives.ts'

const read = (value: unknown) => decodeBody(textToBytes(JSON.stringify(value)))
function refused(value: unknown): string {
  try {
    read(value)
  } catch (error) {
    if (error instanceof SealingError) return error.reason
    throw error
  }
  return 'opened'
}

const someSeen = () => ({ writer: randomId(), sequence: 1, hash: bytesToBase64Url(randomBytes(32)) })
const someCard = () => ({
  id: randomId(),
  publicKey: bytesToBase64Url(randomBytes(65)),
  signPublicKey: bytesToBase64Url(randomBytes(65)),
})

describe('the body of an envelope', () => {
  it('comes back as it was, with all that was seen and the card of a visit', () => {
    const { id, ...keys } = { id: randomId(), publicKey: randomBytes(65), signPublicKey: randomBytes(65) }
    const body = {
      content: { kind: 'text', text: 'é 字' },
      seen: Array.from({ length: seenLimit }, someSeen),
      visit: { id, ...keys },
    }
    expect(decodeBody(encodeBody(body))).toEqual(body)
    expect(decodeBody(encodeBody({ content: null, seen: [] }))).toEqual({ content: null, seen: [] })
  })

  it('has exactly its members', () => {
    expect(refused({ content: 1, seen: [] })).toBe('opened')
    for (const value of [
      null,
      [],
      'text',
      7,
      {},
      { content: 1 },
      { seen: [] },
      { content: 1, seen: {} },
      { content: 1, seen: 'none' },
      { content: 1, seen: [], more: 1 },
      { content: 1, seen: Array.from({ length: seenLimit + 1 }, someSeen) },
    ])
      expect(refused(value)).toBe('malformed')
    expect(() => decodeBody(textToBytes('{"content":1,'))).toThrow(SealingError)
    expect(() => decodeBody(new Uint8Array([0xff, 0xfe]))).toThrow(SealingError)
  })

  it('names what was seen strictly', () => {
    const good = someSeen()
    expect(refused({ content: 1, seen: [good] })).toBe('opened')
    for (const entry of [
      null,
      [],
      [1, 2, 3],
      'abc',
      { writer: good.writer, sequence: 1 },
      { ...good, more: 1 },
      { ...good, writer: 'short' },
      { ...good, writer: 7 },
      { ...good, writer: [good.writer] },
      { ...good, sequence: 0 },
      { ...good, sequence: -1 },
      { ...good, sequence: 1.5 },
      { ...good, sequence: '1' },
      { ...good, sequence: null },
      { ...good, hash: bytesToBase64Url(randomBytes(31)) },
      { ...good, hash: bytesToBase64Url(randomBytes(33)) },
      { ...good, hash: `${good.hash}=` },
      { ...good, hash: 'not base64url!' },
      { ...good, hash: 5 },
    ])
      expect(refused({ content: 1, seen: [entry] }), JSON.stringify(entry)).toBe('malformed')
  })

  it('names a visit strictly', () => {
    const good = someCard()
    expect(refused({ content: 1, seen: [], visit: good })).toBe('opened')
    for (const card of [
      null,
      [],
      [1, 2, 3],
      'abc',
      { id: good.id, publicKey: good.publicKey },
      { ...good, more: 1 },
      { ...good, id: 'short' },
      { ...good, id: 7 },
      { ...good, id: [good.id] },
      { ...good, publicKey: bytesToBase64Url(randomBytes(64)) },
      { ...good, signPublicKey: bytesToBase64Url(randomBytes(66)) },
      { ...good, publicKey: undefined },
      { ...good, publicKey: { length: 65 } },
      { ...good, signPublicKey: null },
    ])
      expect(refused({ content: 1, seen: [], visit: card }), JSON.stringify(card)).toBe('malformed')
  })

  it('is not written in a shape that nobody would read', () => {
    expect(() => encodeBody({ content: undefined, seen: [] })).toThrow(SealingError)
    expect(() => encodeBody({ content: 1, seen: Array.from({ length: seenLimit + 1 }, someSeen) })).toThrow(
      SealingError,
    )
  })
})
