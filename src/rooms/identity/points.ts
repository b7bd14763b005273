import { base64UrlToBytes, NorthlineError, type Bytes } from '../../kernel/index.ts'
import { identityErrors } from './identity.errors.ts'

const refused = () => new NorthlineError(identityErrors.bad_key)

/** Bytes from their one base64url spelling; throws `bad_key` for another. */
export function bytesOrRefuse(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw refused()
  return bytes
}

/** An uncompressed point of P-256; throws `bad_key` for bytes off the curve, which would leak what is sealed to them. */
export async function pointOrRefuse(text: string): Promise<Bytes> {
  const bytes = bytesOrRefuse(text)
  if (bytes.length !== 65 || bytes[0] !== 4) throw refused()
  try {
    await crypto.subtle.importKey('raw', bytes, { name: 'ECDH', namedCurve: 'P-256' }, true, [])
  } catch {
    throw refused()
  }
  return bytes
}
