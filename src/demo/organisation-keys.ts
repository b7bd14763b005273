import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PinnedKeysFile, PublicOrganisationKey } from '../contracts/organisation-files.ts'
import { importCertificates, showCertificateRequests } from '../rooms/identity/index.ts'
import { createAudit } from '../rooms/audit/index.ts'
import type { Northline } from '../server/index.ts'
import { makeKey, openKeyFile, type KeyFile } from '../server/organisation-key/key-file.ts'
import { intentsOf, signIntents, vouchingFor } from '../server/organisation-key/sign.ts'
import { inventedTeams } from './people.ts'

/*
 * In the demo every invented organisation has a key, and everything is signed, so that
 * the screens show what a real installation comes to. Real organisation keys are made and
 * kept offline; these lie beside the demo's other keys and sign nothing real.
 */

type DemoKey = { file: KeyFile; shared: PublicOrganisationKey }

const days = 365
const keysFile = (folder: string) => join(folder, 'demo-organisation-keys.json')

/** Where the demo's pinned key stands; the line's alone is pinned, and it vouches for the services'. */
export const demoPins = (folder: string): string => join(folder, 'demo-pinned-keys.json')

/** Makes a key for each invented organisation, before the first start. */
export async function makeDemoKeys(folder: string): Promise<void> {
  const keys: DemoKey[] = []
  for (const { organisation, kind } of inventedTeams) {
    const { file, shared } = await makeKey(organisation, kind, { plain: true })
    keys.push({ file, shared })
  }
  writeFileSync(keysFile(folder), JSON.stringify(keys, null, 1), { mode: 0o600 })
  const pins: PinnedKeysFile = {
    format: 'northline pinned organisation keys 1',
    keys: keys
      .filter(({ shared }) => shared.kind === 'hotline')
      .map(({ shared: { organisation, publicKey, fingerprint } }) => {
        return { organisation, publicKey, fingerprint, revocations: 0 }
      }),
  }
  writeFileSync(demoPins(folder), JSON.stringify(pins, null, 1))
}

/** Signs the keys of everybody that the demo made; the line vouches for the services. */
export async function signDemo(
  { database, outerKeys, configuration }: Northline,
  folder: string,
): Promise<void> {
  if (!existsSync(keysFile(folder))) return
  const keys = JSON.parse(readFileSync(keysFile(folder), 'utf8')) as DemoKey[]
  const line = keys.find(({ shared }) => shared.kind === 'hotline')
  const pins = keys.filter((key) => key === line).map(({ shared }) => ({ ...shared, revocations: 0 }))
  if (!line || configuration.server.organisationKeys !== demoPins(folder)) return
  const deps = { database, audit: createAudit(outerKeys) }
  const requests = await showCertificateRequests(deps)
  const now = new Date()
  for (const { file, shared } of [line, ...keys.filter((key) => key !== line)]) {
    const key = await openKeyFile(file, async () => '')
    const choice = { organisation: shared.organisation, fingerprint: shared.fingerprint, now, withinDays: 0 }
    const vouched =
      file === line.file
        ? keys.filter((other) => other !== line).map((other) => vouchingFor(requests, other.shared))
        : []
    const intents = [...vouched, ...(await intentsOf(requests, choice))]
    await importCertificates(deps, await signIntents(key, intents, { now, days }), pins)
  }
}
