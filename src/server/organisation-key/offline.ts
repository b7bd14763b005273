import { readFileSync, writeFileSync } from 'node:fs'
import type * as z from 'zod'
import {
  certificateRequests,
  pinnedKeysFile,
  publicOrganisationKey,
  type PinnedKeysFile,
  type SignedFile,
} from '../../contracts/organisation-files.ts'
import { base64UrlToBytes } from '../../kernel/index.ts'
import { longestCertificateDays, organisationFingerprint, type Pair } from '../../sealing/index.ts'
import { makeKey, openKeyFile, OrganisationKeyError, readKeyFile, writeSecret } from './key-file.ts'
import { intentsOf, revoke, signIntents, vouchingFor, type Intent } from './sign.ts'

/** The person at the machine: what is asked, and what they read. */
export type Terminal = {
  passphrase: () => Promise<string>
  /** Shows lines and asks whether that is what is meant. */
  confirm: (lines: readonly string[]) => Promise<boolean>
}

/** Reads one of the files; an OrganisationKeyError says which one can't be used. */
export function readFileAs<Schema extends z.ZodType>(schema: Schema, path: string): z.output<Schema> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new OrganisationKeyError(`${path} can’t be read, or is not JSON.`)
  }
  const read = schema.safeParse(json)
  if (!read.success) throw new OrganisationKeyError(`${path} is not a file of the kind that is needed here.`)
  return read.data
}

export function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

export async function make(input: {
  organisation: string
  kind: string
  key: string
  plain: boolean
}): Promise<string> {
  const { file, shared, passphrase } = await makeKey(input.organisation, input.kind, { plain: input.plain })
  writeSecret(input.key, file)
  writeJson(`${input.key}.public.json`, shared)
  return [
    `The organisation key of ${shared.organisation} is in ${input.key}; its public half in ${input.key}.public.json.`,
    '',
    `Fingerprint: ${shared.fingerprint}`,
    'Give the fingerprint to everybody on paper. Keep a copy of the key file in another safe.',
    '',
    ...(passphrase === undefined
      ? [
          'The key is NOT encrypted: whoever copies the file can sign in your name. Use --plain for trials only.',
        ]
      : ['Passphrase, shown once (write it down, and keep it apart from the file):', '', `  ${passphrase}`]),
    '',
  ].join('\n')
}

/** The fingerprint, worked out from the key and not read from the file. */
export async function fingerprint(path: string): Promise<string> {
  const { publicKey, organisation } = readFileAs(publicOrganisationKey.omit({ format: true }), path)
  return `${await organisationFingerprint(base64UrlToBytes(publicKey) ?? new Uint8Array())}  ${organisation}\n`
}

type Signing = { key: string; requests: string; out: string; days: number; within: number }

/** `sign`, `renew` and `vouch`: shows every line, asks, signs. */
export async function signWith(
  what: 'sign' | 'renew' | 'vouch',
  input: Signing & { for: string | undefined },
  terminal: Terminal,
): Promise<string> {
  if (input.days < 1 || input.days >= longestCertificateDays)
    throw new OrganisationKeyError(`--days must be 1 to ${longestCertificateDays - 1}.`)
  const now = new Date()
  const keyFile = readKeyFile(input.key)
  const requests = readFileAs(certificateRequests, input.requests)
  const { organisation, fingerprint } = keyFile
  let intents: Intent[]
  if (what === 'vouch') {
    const other = readFileAs(publicOrganisationKey, input.for ?? '')
    const made = await organisationFingerprint(base64UrlToBytes(other.publicKey) ?? new Uint8Array())
    if (made !== other.fingerprint)
      throw new OrganisationKeyError('The fingerprint in that file is not that of its key.')
    intents = [vouchingFor(requests, other)]
  } else {
    const choice = { organisation, fingerprint, now, withinDays: input.within, onlyRenew: what === 'renew' }
    intents = await intentsOf(requests, choice)
  }
  if (intents.length === 0) return 'Nothing needs a signature.\n'
  const lines = [
    `${organisation} would sign, until ${new Date(now.getTime() + input.days * 86_400_000).toISOString().slice(0, 10)}:`,
    ...intents.map(({ line }) => `  ${line}`),
  ]
  await agree(terminal, lines)
  const pair = await opened(keyFile, terminal)
  writeJson(input.out, await signIntents(pair, intents, { now, days: input.days }))
  return `${intents.length} signed, in ${input.out}. Take it to the server: npm run organisation-key -- import ${input.out}\n`
}

export async function revokeWith(
  input: { key: string; requests: string; out: string; certificates: readonly string[] | undefined },
  terminal: Terminal,
): Promise<string> {
  const keyFile = readKeyFile(input.key)
  const requests = readFileAs(certificateRequests, input.requests)
  const over = requests.over.filter(({ issuer }) => issuer === keyFile.fingerprint)
  const ids = input.certificates ?? over.map(({ id }) => id)
  if (ids.length === 0) return 'Nothing is to be revoked.\n'
  const named = new Map(over.map(({ id, name, notAfter }) => [id, `${name}, until ${notAfter.slice(0, 10)}`]))
  await agree(terminal, ['To be revoked, for good:', ...ids.map((id) => `  ${id}  ${named.get(id) ?? ''}`)])
  const pair = await opened(keyFile, terminal)
  const { file, number } = await revoke(pair, ids, { lists: requests.revocations, now: new Date() })
  const made: SignedFile = file
  writeJson(input.out, made)
  return `List ${number} is in ${input.out}. Import it, and set “revocations” to ${number} in the file of ORGANISATION_KEYS (pin --revocations ${number}): then no server can hold it back.\n`
}

/** The file that ORGANISATION_KEYS names. */
export async function pin(input: {
  keys: readonly string[]
  out: string
  revocations: number
}): Promise<string> {
  const keys: PinnedKeysFile['keys'] = []
  for (const path of input.keys) {
    const { organisation, publicKey } = readFileAs(publicOrganisationKey, path)
    const fingerprint = await organisationFingerprint(base64UrlToBytes(publicKey) ?? new Uint8Array())
    keys.push({ organisation, publicKey, fingerprint, revocations: input.revocations })
  }
  const file = pinnedKeysFile.parse({ format: 'northline pinned organisation keys 1', keys })
  writeJson(input.out, file)
  return [
    ...keys.map(({ organisation, fingerprint }) => `${fingerprint}  ${organisation}`),
    '',
    `Compare with paper, then start the servers with ORGANISATION_KEYS=${input.out}`,
    '',
  ].join('\n')
}

async function agree({ confirm }: Terminal, lines: readonly string[]): Promise<void> {
  if (!(await confirm(lines))) throw new OrganisationKeyError('Nothing was signed.')
}

function opened(file: ReturnType<typeof readKeyFile>, { passphrase }: Terminal): Promise<Pair> {
  return openKeyFile(file, passphrase)
}
