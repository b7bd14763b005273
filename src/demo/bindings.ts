import type { NamedReceiver } from '../contracts/referrals.ts'
import { findOrganisations, servicesMeeting, setKeeper, type NeedCode } from '../rooms/directory/index.ts'
import { listReceivers, setReceiver } from '../rooms/referrals/index.ts'
import type { Northline } from '../server/index.ts'
import { inventedSource } from './invented-services.ts'
import { inventedTeams } from './people.ts'

const system = { kind: 'system' } as const

/** The invented shelter and clinic receive for the services that stand under their own names. */
export async function bindInventedServices(
  { database, referrals }: Northline,
  teams: ReadonlyMap<string, string>,
): Promise<void> {
  const organisations = await database.as(system, async (tx) => {
    const found = await findOrganisations(tx, inventedSource)
    for (const { id, name } of found) if (teams.has(name)) await setKeeper(tx, id, teams.get(name))
    return found
  })
  for (const { name, services } of organisations) {
    const teamId = teams.get(name)
    if (!teamId) continue
    for (const { id: serviceId } of services) await setReceiver(referrals, system, { serviceId, teamId })
  }
}

/** What each invented team pretends to receive of a real register, in the order of `inventedTeams`. */
const pretended: readonly (readonly NeedCode[])[] = [
  ['safe_bed', 'housing', 'counselling', 'crisis_line', 'food'],
  ['legal_aid', 'immigration', 'work_rights', 'papers', 'money'],
]
const mostEach = 5

/**
 * With a register of one's own, some real services are bound to the two invented
 * teams, so that the whole path can be tried. Nobody at those services knows of it.
 */
export async function bindSomeServices(
  { database, referrals }: Northline,
  teams: ReadonlyMap<string, string>,
): Promise<void> {
  const bound = new Set<string>()
  const providers = inventedTeams.filter(({ kind }) => kind === 'provider')
  for (const [i, { organisation }] of providers.entries()) {
    const teamId = teams.get(organisation)
    if (teamId === undefined) continue
    let left = mostEach
    for (const need of pretended[i] ?? []) {
      const found = await database.as(system, (tx) => servicesMeeting(tx, need, 2 * mostEach))
      const some = found.filter(({ serviceId }) => !bound.has(serviceId)).slice(0, left)
      for (const { serviceId } of some) {
        await setReceiver(referrals, system, { serviceId, teamId })
        bound.add(serviceId)
      }
      left -= some.length
      if (left === 0) break
    }
  }
}

/** Bindings that only the demo pretends: the team is not of the organisation whose service it is. */
export async function pretendedBindings({ database }: Northline): Promise<NamedReceiver[]> {
  const { receivers } = await listReceivers({ database }, system, {})
  return receivers
    .filter(({ service, organisation }) => service && service.organisation !== organisation)
    .sort((a, b) => (a.organisation + a.service?.name).localeCompare(b.organisation + b.service?.name, 'en'))
}
