import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { publicKey } from '../../contracts/identity-shapes.ts'
import { bytes } from '../../contracts/route.ts'
import type { PublicOrganisationKey } from '../../contracts/organisation-files.ts'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import {
  createPair,
  derivePassphrase,
  exportPair,
  generatePassphrase,
  importPair,
  newMemberSalt,
  openOrganisationKey,
  organisationFingerprint,
  sealOrganisationKey,
  type Pair,
} from '../../sealing/index.ts'
import { loadWordList } from '../../sealing/word-lists.ts'

const keyFile = z.object({
  format: z.literal('northline organisation private key 1'),
  organisation: z.string(),
  kind: z.string(),
  publicKey,
  fingerprint: z.string(),
  /** Under a generated passphrase, or (chosen with --plain) in the clear. */
  sealed: z.object({ salt: bytes(16), key: bytes(200) }).optional(),
  plain: bytes(97).optional(),
})
export type KeyFile = z.infer<typeof keyFile>

/** What the command can't do, in a sentence for the person at the machine. */
export class OrganisationKeyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OrganisationKeyError'
  }
}

/** A new organisation key. The passphrase is generated and stands nowhere but in this answer. */
export async function makeKey(
  organisation: string,
  kind: string,
  options: { plain?: boolean } = {},
): Promise<{ file: KeyFile; shared: PublicOrganisationKey; passphrase: string | undefined }> {
  const pair = await createPair()
  const shared: PublicOrganisationKey = {
    format: 'northline organisation key 1',
    organisation,
    kind,
    publicKey: bytesToBase64Url(pair.publicKey),
    fingerprint: await organisationFingerprint(pair.publicKey),
  }
  const head = { ...shared, format: 'northline organisation private key 1' as const }
  if (options.plain) {
    return { file: { ...head, plain: bytesToBase64Url(exportPair(pair)) }, shared, passphrase: undefined }
  }
  const words = await loadWordList('en')
  if (!words) throw new OrganisationKeyError('The English word list is missing.')
  const passphrase = generatePassphrase(words)
  const salt = newMemberSalt()
  const { wrapKey } = await derivePassphrase(passphrase, salt)
  const key = bytesToBase64Url(await sealOrganisationKey(wrapKey, pair))
  return { file: { ...head, sealed: { salt: bytesToBase64Url(salt), key } }, shared, passphrase }
}

/** Writes a file that nobody else may read, and never over another. */
export function writeSecret(path: string, file: KeyFile): void {
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
}

/** Reads a key file; the key in it is still sealed. */
export function readKeyFile(path: string): KeyFile {
  if ((statSync(path).mode & 0o077) !== 0)
    throw new OrganisationKeyError(`${path} can be read by others: set its mode to 0600.`)
  const read = keyFile.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!read.success) throw new OrganisationKeyError(`${path} is not the file of an organisation key.`)
  return read.data
}

/** Opens the key; `ask` is called where it needs its passphrase. */
export async function openKeyFile(file: KeyFile, ask: () => Promise<string>): Promise<Pair> {
  if (file.plain !== undefined) return importPair(decoded(file.plain))
  if (!file.sealed) throw new OrganisationKeyError('The file holds no key.')
  const { wrapKey } = await derivePassphrase(await ask(), decoded(file.sealed.salt))
  try {
    return await openOrganisationKey(wrapKey, decoded(file.publicKey), decoded(file.sealed.key))
  } catch {
    throw new OrganisationKeyError('The passphrase does not open this key.')
  }
}

function decoded(text: string): Bytes {
  return base64UrlToBytes(text) ?? new Uint8Array()
}
