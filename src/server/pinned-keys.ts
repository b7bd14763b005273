import { readFileSync } from 'node:fs'
import { pinnedKeysFile } from '../contracts/organisation-files.ts'
import { base64UrlToBytes } from '../kernel/index.ts'
import { organisationFingerprint, type PinnedKey } from '../sealing/index.ts'
import { StartRefused } from './start-refusals.ts'

/** A pinned key with the fingerprint that people compare. */
export type Pin = PinnedKey & { fingerprint: string }

/**
 * The organisation keys that browsers of this installation are pinned to; none where ORGANISATION_KEYS is not set.
 * Throws StartRefused for a file that can't be used: a start without the pins would look like one with them.
 */
export async function readPinnedKeys(file: string | undefined): Promise<Pin[]> {
  if (file === undefined) return []
  let read
  try {
    read = pinnedKeysFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new StartRefused('server.organisation_keys')
  }
  for (const { publicKey, fingerprint } of read.keys) {
    const made = await organisationFingerprint(base64UrlToBytes(publicKey) ?? new Uint8Array())
    // A person compares the fingerprint, browsers use the key: they must be the same one.
    if (made !== fingerprint) throw new StartRefused('server.organisation_keys')
  }
  return read.keys
}
