import { concatBytes, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { contentCipher, decrypt, encrypt, prefix, randomBytes, withoutPrefix } from './primitives.ts'
import { sizes } from './suite.ts'

/**
 * Bytes under a secret: version, suite, nonce, AES-256-GCM under
 * HKDF(secret, info). `info` is a frame() of label and context, so that a box
 * opens only where it belongs.
 */
export async function sealBox(secret: Bytes, info: Bytes, plaintext: Bytes): Promise<Bytes> {
  const nonce = randomBytes(sizes.nonce)
  const sealed = await encrypt(await contentCipher(secret, info), nonce, plaintext, prefix)
  return concatBytes(prefix, nonce, sealed)
}

export async function openBox(secret: Bytes, info: Bytes, box: Bytes): Promise<Bytes> {
  const bytes = withoutPrefix(box)
  insist(bytes.length >= sizes.nonce + sizes.tag, 'malformed')
  const key = await contentCipher(secret, info)
  return decrypt(key, bytes.slice(0, sizes.nonce), bytes.slice(sizes.nonce), prefix)
}
