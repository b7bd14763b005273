import { signedFile } from '../../contracts/organisation-files.ts'
import { createAudit } from '../../rooms/audit/index.ts'
import {
  importCertificates,
  showCertificateRequests,
  UnusableCertificates,
} from '../../rooms/identity/index.ts'
import type { Configuration } from '../configuration.ts'
import { checkInstallation } from '../facts.ts'
import type { Log } from '../log.ts'
import { openMigrated } from '../open-migrated.ts'
import { openOuterKeys } from '../outer-keys.ts'
import { readPinnedKeys } from '../pinned-keys.ts'
import { OrganisationKeyError } from './key-file.ts'
import { readFileAs, writeJson } from './offline.ts'

/** Writes what needs a signature into a file, and says how much. */
export async function requests(configuration: Configuration, log: Log, out: string): Promise<string> {
  return withDatabase(configuration, log, async (deps) => {
    const file = await showCertificateRequests(deps)
    writeJson(out, file)
    const all = file.organisations.flatMap(({ teams, members }) => [...teams, ...members])
    const open = all.filter(({ held }) => held === null).length
    return [
      `${all.length} teams and members are in ${out}; ${open} have no certificate yet.`,
      `${file.over.length} certificates are over (their members left, or have other keys): revoke takes them back.`,
      'The file holds names and public keys, no secret. Take it to the machine with the organisation key.',
      '',
    ].join('\n')
  })
}

/** Takes what came back, all of it or nothing. */
export async function takeIn(
  configuration: Configuration,
  log: Log,
  path: string,
  keys: string | undefined,
): Promise<string> {
  const pins = await readPinnedKeys(keys ?? configuration.server.organisationKeys)
  if (pins.length === 0)
    throw new OrganisationKeyError(
      'Set ORGANISATION_KEYS, or name the file with --keys: whose signature counts?',
    )
  const file = readFileAs(signedFile, path)
  return withDatabase(configuration, log, async (deps) => {
    try {
      const taken = await importCertificates(deps, file, pins)
      return `${taken.certificates} certificates and ${taken.revocations} newer lists of revoked ones are in.\nA certified member who opens the workspace makes a signed team key at once.\n`
    } catch (error) {
      if (error instanceof UnusableCertificates)
        throw new OrganisationKeyError(`${error.message} Nothing was taken in.`)
      throw error
    }
  })
}

type Deps = Parameters<typeof importCertificates>[0]

async function withDatabase<Result>(
  configuration: Configuration,
  log: Log,
  work: (deps: Deps) => Promise<Result>,
): Promise<Result> {
  const database = await openMigrated(configuration, log)
  try {
    const outerKeys = await openOuterKeys(configuration.server)
    await checkInstallation(database, outerKeys, false)
    return await work({ database, audit: createAudit(outerKeys) })
  } finally {
    await database.close()
  }
}
