import type { OrganisationKind, Role } from '../../../src/kernel/index.ts'
import { compose } from '../../../src/server/compose.ts'
import { readConfiguration } from '../../../src/server/configuration.ts'
import { createLog } from '../../../src/server/log.ts'

export type Workplace = {
  organisation: string
  kind: OrganisationKind
  team: string
  languages?: string[]
  people: { name: string; roles: Role[] }[]
}

/** A person who was invited and has not come yet; `token` is what follows the # of the link. */
export type Invited = { name: string; organisation: string; teamId: string; token: string }

/**
 * Makes teams and invitations in a database that no server has open, through the
 * same door as the command line. Also what migrates a fresh database.
 */
export async function inviteTo(
  environment: Record<string, string>,
  workplaces: readonly Workplace[],
): Promise<Invited[]> {
  const northline = await compose(readConfiguration(environment), { demo: false, log: createLog('silent') })
  const invited: Invited[] = []
  try {
    for (const { people, ...team } of workplaces) {
      const { teamId } = await northline.identity.setUpTeam(team)
      for (const { name, roles } of people) {
        const person = { teamId, roles, name, handle: name.toLowerCase() }
        const { link } = await northline.identity.invite({ kind: 'system' }, person)
        invited.push({ name, organisation: team.organisation, teamId, token: new URL(link).hash.slice(1) })
      }
    }
  } finally {
    await northline.close()
  }
  return invited
}
