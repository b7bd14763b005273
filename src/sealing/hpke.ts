import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { concatBytes, type Bytes } from '../kernel/index.ts'
import { insist, SealingError } from './errors.ts'
import { importPrivateKey, importPublicKey, type Pair } from './keys.ts'
import { prefix, withoutPrefix } from './primitives.ts'
import { sizes } from './suite.ts'

const hpke = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

/** RFC 9180, table 1: base, or with proof of the sender's private key. */
const modes = { base: 0, auth: 2 } as const

async function hpkePair(pair: Pair): Promise<CryptoKeyPair> {
  const [privateKey, publicKey] = await Promise.all([
    importPrivateKey(pair, 'ECDH'),
    importPublicKey(pair.publicKey, 'ECDH'),
  ])
  return { privateKey, publicKey }
}

/**
 * Single-shot HPKE: version, suite, mode, encapsulated key (65), ciphertext.
 * `info` is a frame() of label and context; with `sender`, auth mode.
 */
export async function sealTo(publicKey: Bytes, info: Bytes, plaintext: Bytes, sender?: Pair): Promise<Bytes> {
  const head = concatBytes(prefix, new Uint8Array([sender ? modes.auth : modes.base]))
  const recipientPublicKey = await importPublicKey(publicKey, 'ECDH')
  const senderKey = sender && { senderKey: await hpkePair(sender) }
  const { enc, ct } = await hpke.seal({ recipientPublicKey, info, ...senderKey }, plaintext, head)
  return concatBytes(head, new Uint8Array(enc), new Uint8Array(ct))
}

/**
 * Opens what sealTo made. With `senderPublicKey` only auth mode by that sender
 * is taken, without it only base mode: neither can be passed off as the other.
 */
export async function openFrom(
  pair: Pair,
  info: Bytes,
  sealed: Bytes,
  senderPublicKey?: Bytes,
): Promise<Bytes> {
  const bytes = withoutPrefix(sealed)
  insist(bytes.length > 1 + sizes.publicKey + sizes.tag, 'malformed')
  const mode = bytes[0]
  insist(mode === modes.base || mode === modes.auth, 'malformed')
  insist((mode === modes.auth) === (senderPublicKey !== undefined), 'sender_unproven')
  const recipientKey = await hpkePair(pair)
  const sender = senderPublicKey && { senderPublicKey: await importPublicKey(senderPublicKey, 'ECDH') }
  const enc = bytes.slice(1, 1 + sizes.publicKey)
  try {
    const head = sealed.slice(0, prefix.length + 1)
    const params = { recipientKey, enc, info, ...sender }
    return new Uint8Array(await hpke.open(params, bytes.slice(1 + sizes.publicKey), head))
  } catch {
    throw new SealingError('shut')
  }
}

/** Whether sealed bytes claim auth mode, so that an opener knows to fetch the sender's key. */
export function provesSender(sealed: Bytes): boolean {
  return withoutPrefix(sealed)[0] === modes.auth
}
