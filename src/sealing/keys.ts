import { base64UrlToBytes, bytesToBase64Url, concatBytes, type Bytes } from '../kernel/index.ts'
import { insist, SealingError } from './errors.ts'
import { derivedScalar, publicPoint } from './p256.ts'
import { randomBytes } from './primitives.ts'
import { sizes } from './suite.ts'

/** A P-256 key pair as bytes: public point uncompressed (65), private scalar (32). */
export type Pair = { publicKey: Bytes; privateKey: Bytes }

/** What a pair is used for. A pair is only ever used for one of the two. */
export type Use = 'ECDH' | 'ECDSA'

export async function createPair(): Promise<Pair> {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' }
  const pair = (await crypto.subtle.generateKey(algorithm, true, ['deriveBits'])) as CryptoKeyPair
  const { d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const privateKey = base64UrlToBytes(d ?? '')
  insist(privateKey?.length === sizes.privateKey, 'bad_key')
  return { publicKey, privateKey }
}

/** The same secret and info always give the same pair. */
export async function derivePair(secret: Bytes, info: Bytes): Promise<Pair> {
  const privateKey = await derivedScalar(secret, info)
  return { publicKey: await publicPoint(privateKey), privateKey }
}

/** Throws `bad_key` for anything that is not a point of the curve. */
export async function importPublicKey(publicKey: Bytes, use: Use): Promise<CryptoKey> {
  insist(publicKey.length === sizes.publicKey && publicKey[0] === 4, 'bad_key')
  try {
    const usages: KeyUsage[] = use === 'ECDSA' ? ['verify'] : []
    return await crypto.subtle.importKey('raw', publicKey, { name: use, namedCurve: 'P-256' }, true, usages)
  } catch {
    throw new SealingError('bad_key')
  }
}

/** As a JWK: the one form of an EC private key that every browser imports. */
export async function importPrivateKey({ publicKey, privateKey }: Pair, use: Use): Promise<CryptoKey> {
  insist(publicKey.length === sizes.publicKey && privateKey.length === sizes.privateKey, 'bad_key')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: bytesToBase64Url(publicKey.subarray(1, 33)),
    y: bytesToBase64Url(publicKey.subarray(33)),
    d: bytesToBase64Url(privateKey),
  }
  try {
    const usages: KeyUsage[] = [use === 'ECDSA' ? 'sign' : 'deriveBits']
    return await crypto.subtle.importKey('jwk', jwk, { name: use, namedCurve: 'P-256' }, false, usages)
  } catch {
    throw new SealingError('bad_key')
  }
}

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' }

export async function sign(pair: Pair, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ecdsa, await importPrivateKey(pair, 'ECDSA'), message))
}

export async function verify(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  return crypto.subtle.verify(ecdsa, await importPublicKey(publicKey, 'ECDSA'), signature, message)
}

/**
 * Whether the private half belongs to the public half, shown by a signature
 * over random bytes that nobody else sees. WebCrypto engines differ in checking
 * this at import.
 */
export async function pairMatches(pair: Pair): Promise<boolean> {
  const message = randomBytes(sizes.key)
  try {
    return await verify(pair.publicKey, message, await sign(pair, message))
  } catch {
    return false
  }
}

/** A pair as 97 bytes, public half first. */
export function exportPair(pair: Pair): Bytes {
  return concatBytes(pair.publicKey, pair.privateKey)
}

export function importPair(bytes: Bytes): Pair {
  insist(bytes.length === sizes.publicKey + sizes.privateKey && bytes[0] === 4, 'malformed')
  return { publicKey: bytes.slice(0, sizes.publicKey), privateKey: bytes.slice(sizes.publicKey) }
}
