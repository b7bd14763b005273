import type { OrganisationKind, Role } from '../../../src/kernel/index.ts'
import { loadObjects, servicesCalled } from '../../../src/rooms/directory/index.ts'
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
      const { teamId } = await northline.identity.setUpTeam({ ...team, passphrases: true })
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

/**
 * Puts one invented service into the register of a database that no server has
 * open; gives its id. Whoever receives for a service needs one that is there.
 */
export async function registerService(environment: Record<string, string>, name: string): Promise<string> {
  const northline = await compose(readConfiguration(environment), { demo: false, log: createLog('silent') })
  try {
    const { database, configuration } = northline
    const service = {
      id: 'invented',
      name,
      status: 'active',
      organization: { id: 'o', name: 'Invented house' },
    }
    await loadObjects({ database, settings: configuration.directory }, 'invented', [service])
    const { exact } = await database.as({ kind: 'system' }, (tx) => servicesCalled(tx, name, 1))
    const [found] = exact
    if (!found) throw new Error('the service was not published')
    return found.serviceId
  } finally {
    await northline.close()
  }
}
