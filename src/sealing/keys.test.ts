import { expect, it } from 'vitest'
import { bytesToBase64Url, equalBytes, textToBytes } from '../kernel/index.ts'
import {
  createPair,
  exportPair,
  importPair,
  importPrivateKey,
  importPublicKey,
  pairMatches,
  sign,
  verify,
} from './keys.ts'
import { derivedScalar, publicPoint } from './p256.ts'
import { openFrom, sealTo } from './hpke.ts'
import { frame, randomBytes } from './primitives.ts'
import { labels } from './suite.ts'
import { refusal } from './testing.ts'

const scalar = (hex: string): Uint8Array =>
  Uint8Array.from(hex.padStart(64, '0').match(/../g) ?? [], (h) => Number.parseInt(h, 16))
const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

it('our point multiplication agrees with WebCrypto', async () => {
  for (let i = 0; i < 100; i++) {
    const pair = await createPair()
    expect(await publicPoint(pair.privateKey)).toEqual(pair.publicKey)
  }
})

it('and with known multiples of the base point, at the edges of the order', async () => {
  const one = hexOf(await publicPoint(scalar('1')))
  const two = hexOf(await publicPoint(scalar('2')))
  const last = hexOf(
    await publicPoint(scalar('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550')),
  )
  expect(one.slice(2, 66)).toBe('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296')
  expect(two.slice(2, 66)).toBe('7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978')
  expect(last.slice(2, 66)).toBe(one.slice(2, 66))
  expect(last.slice(66)).not.toBe(one.slice(66))
})

it('derived pairs are whole pairs: they agree, sign and open', async () => {
  for (let i = 0; i < 20; i++) {
    const privateKey = await derivedScalar(randomBytes(32), frame('test'))
    const pair = { privateKey, publicKey: await publicPoint(privateKey) }
    expect(await pairMatches(pair)).toBe(true)
    const sealed = await sealTo(pair.publicKey, frame('t'), textToBytes('x'))
    expect(await openFrom(pair, frame('t'), sealed)).toEqual(textToBytes('x'))
  }
})

it('halves of two pairs, or a mirrored public half, do not match', async () => {
  const [a, b] = await Promise.all([createPair(), createPair()])
  expect(await pairMatches({ publicKey: b.publicKey, privateKey: a.privateKey })).toBe(false)
  const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
  const y = BigInt(
    `0x${Array.from(a.publicKey.slice(33), (byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  )
  const hex = (p - y).toString(16).padStart(64, '0')
  const mirrored = a.publicKey.slice()
  mirrored.set(
    Uint8Array.from(hex.match(/../g) ?? [], (h) => Number.parseInt(h, 16)),
    33,
  )
  expect(await pairMatches({ publicKey: mirrored, privateKey: a.privateKey })).toBe(false)
})

it('what is no point of the curve is a bad key', async () => {
  for (const publicKey of [new Uint8Array(65), new Uint8Array(33), new Uint8Array(65).fill(4)]) {
    expect(await refusal(sealTo(publicKey, frame('t'), textToBytes('x')))).toBe('bad_key')
  }
})

it('a pair survives as 97 bytes', async () => {
  const pair = await createPair()
  expect(importPair(exportPair(pair))).toEqual(pair)
  expect(await refusal((async () => importPair(new Uint8Array(97)))())).toBe('malformed')
})

it('keys of a wrong length or form are refused before the engine sees them, and halves that are no key after', async () => {
  const { publicKey, privateKey } = await createPair()
  const longer = new Uint8Array([...publicKey, 0])
  const compressed = new Uint8Array([2 + ((publicKey[64] ?? 0) & 1), ...publicKey.subarray(1, 33)])
  const unmarked = new Uint8Array([5, ...publicKey.subarray(1)])
  for (const use of ['ECDH', 'ECDSA'] as const) {
    for (const wrong of [longer, compressed, unmarked, publicKey.subarray(0, 64), new Uint8Array(0)])
      expect(await refusal(importPublicKey(wrong, use))).toBe('bad_key')
    for (const wrong of [privateKey.subarray(1), new Uint8Array([0, ...privateKey]), new Uint8Array(32)])
      expect(await refusal(importPrivateKey({ publicKey, privateKey: wrong }, use))).toBe('bad_key')
    for (const wrong of [longer, publicKey.subarray(0, 64)])
      expect(await refusal(importPrivateKey({ publicKey: wrong, privateKey }, use))).toBe('bad_key')
    const imported = await importPrivateKey({ publicKey, privateKey }, use)
    expect(imported.extractable).toBe(false)
    expect(imported.usages).toEqual(use === 'ECDSA' ? ['sign'] : ['deriveBits'])
    const open = await importPublicKey(publicKey, use)
    expect(open.usages).toEqual(use === 'ECDSA' ? ['verify'] : [])
  }
})

it('97 bytes that begin otherwise, and 96 or 98, are no pair', async () => {
  const bytes = exportPair(await createPair())
  const unmarked = new Uint8Array([3, ...bytes.subarray(1)])
  for (const wrong of [unmarked, bytes.subarray(0, 96), new Uint8Array([...bytes, 0])])
    expect(() => importPair(wrong)).toThrow('malformed')
})

it('a signature holds for its key and message only', async () => {
  const [a, b] = await Promise.all([createPair(), createPair()])
  const signature = await sign(a, textToBytes('yes'))
  expect(await verify(a.publicKey, textToBytes('yes'), signature)).toBe(true)
  expect(await verify(a.publicKey, textToBytes('no'), signature)).toBe(false)
  expect(await verify(b.publicKey, textToBytes('yes'), signature)).toBe(false)
})

it('no two labels are the same, and no two contexts share a spelling', () => {
  const all = Object.values(labels)
  expect(new Set(all).size).toBe(all.length)
  const framed = [
    frame('a', 'b', 'c'),
    frame('a', 'bc'),
    frame('ab', 'c'),
    frame('a', 'b', 'c', ''),
    frame('a', 'b', new Uint8Array([99, 0])),
  ]
  expect(new Set(framed.map(bytesToBase64Url)).size).toBe(framed.length)
  expect(equalBytes(frame('a', 1), frame('a', new Uint8Array([0, 0, 0, 1])))).toBe(true)
})
