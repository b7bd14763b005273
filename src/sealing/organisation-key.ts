import type { Bytes } from '../kernel/index.ts'
import { openBox, sealBox } from './boxes.ts'
import { insist } from './errors.ts'
import { exportPair, importPair, pairMatches, type Pair } from './keys.ts'
import { frame } from './primitives.ts'
import { labels } from './suite.ts'

/** The organisation key under the wrap key of a generated passphrase (`derivePassphrase`), for its file. */
export function sealOrganisationKey(wrapKey: Bytes, key: Pair): Promise<Bytes> {
  return sealBox(wrapKey, frame(labels.organisationKeyFile, key.publicKey), exportPair(key))
}

/** Throws `shut` for a wrong passphrase or another key's file, `wrong_key` when the halves do not belong together. */
export async function openOrganisationKey(wrapKey: Bytes, publicKey: Bytes, sealed: Bytes): Promise<Pair> {
  const pair = importPair(await openBox(wrapKey, frame(labels.organisationKeyFile, publicKey), sealed))
  insist(await pairMatches(pair), 'wrong_key')
  return pair
}
