import { base64UrlToBytes, bytesToBase64Url, concatBytes, randomId, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { createPair, exportPair, importPair, type Pair } from './keys.ts'
import { prefix, withoutPrefix } from './primitives.ts'
import { sizes } from './suite.ts'

/** What a visit shows to others, inside its first envelope. */
export type VisitCard = { id: string; publicKey: Bytes; signPublicKey: Bytes }

/**
 * One visit of a seeker: a browser tab that survives reloads, or a no-script
 * ticket. `pair` opens slots, `signer` signs consent. Both last as long as the ticket.
 */
export type Visit = { id: string; pair: Pair; signer: Pair }

/** A new visit; takes about a millisecond, so the first message never waits. */
export async function createVisit(): Promise<Visit> {
  const [pair, signer] = await Promise.all([createPair(), createPair()])
  return { id: randomId(), pair, signer }
}

export function visitCard({ id, pair, signer }: Visit): VisitCard {
  return { id, publicKey: pair.publicKey, signPublicKey: signer.publicKey }
}

/** A visit with its private keys as 212 bytes, for the ticket only. */
export function exportVisit({ id, pair, signer }: Visit): Bytes {
  const idBytes = base64UrlToBytes(id)
  insist(idBytes?.length === sizes.id, 'bad_argument')
  return concatBytes(prefix, idBytes, exportPair(pair), exportPair(signer))
}

export function importVisit(exported: Bytes): Visit {
  const bytes = withoutPrefix(exported)
  const pairLength = sizes.publicKey + sizes.privateKey
  insist(bytes.length === sizes.id + 2 * pairLength, 'malformed')
  return {
    id: bytesToBase64Url(bytes.subarray(0, sizes.id)),
    pair: importPair(bytes.slice(sizes.id, sizes.id + pairLength)),
    signer: importPair(bytes.slice(sizes.id + pairLength)),
  }
}
