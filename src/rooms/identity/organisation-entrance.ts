import type { Tx } from '../../database/index.ts'
import type { OwnAccounts } from './organisation-accounts.config.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { organisationEntrance } from './identity.secrets.ts'
import { findOrganisationByName } from './organisations.repository.ts'

/*
 * Where an organisation's own accounts sign in. The address is unguessable, because a public list
 * of organisations would name shelters. It stands after the #, and browsers keep it for the next time.
 */

export function signInAddress(deps: IdentityDeps, organisationId: string): string {
  return `${deps.workspaceOrigin}/organisation#${organisationEntrance(deps.outerKeys.staff, organisationId)}`
}

export type OrganisationWithAccounts = { organisationId: string; accounts: OwnAccounts }

/** Of these organisations, the ids of those that bring their own accounts. */
export async function withOwnAccounts(
  tx: Tx,
  { settings }: IdentityDeps,
  teams: readonly { organisationId: string; organisation: string; kind: string }[],
): Promise<string[]> {
  const found: string[] = []
  for (const { organisationId, organisation, kind } of teams) {
    const named = settings.organisations.find((one) => one.organisation === organisation && one.kind === kind)
    // Of two with one name, the operator's file means the older.
    if (named && (await findOrganisationByName(tx, named.organisation, named.kind)) === organisationId)
      found.push(organisationId)
  }
  return found
}

/** The organisation for which a rule holds, with its provider; undefined where there is none. */
async function findWith(
  deps: IdentityDeps,
  rule: (organisationId: string) => boolean,
): Promise<OrganisationWithAccounts | undefined> {
  return deps.database.as({ kind: 'system' }, async (tx) => {
    for (const accounts of deps.settings.organisations) {
      const organisationId = await findOrganisationByName(tx, accounts.organisation, accounts.kind)
      if (organisationId !== undefined && rule(organisationId)) return { organisationId, accounts }
    }
    return undefined
  })
}

export function findByEntrance(
  deps: IdentityDeps,
  entrance: string,
): Promise<OrganisationWithAccounts | undefined> {
  return findWith(deps, (id) => organisationEntrance(deps.outerKeys.staff, id) === entrance)
}

export function findByOrganisation(
  deps: IdentityDeps,
  organisationId: string,
): Promise<OrganisationWithAccounts | undefined> {
  return findWith(deps, (id) => id === organisationId)
}
