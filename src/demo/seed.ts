import type { Northline } from '../server/index.ts'
import { reportText } from '../rooms/directory/index.ts'
import { loadWordList } from '../sealing/word-lists.ts'
import { acceptInvitation, renewEpochs } from './first-sign-in.ts'
import { bindInventedServices, bindSomeServices } from './bindings.ts'
import { loadNeighbours } from './invented-neighbours.ts'
import { loadInventedServices } from './invented-services.ts'
import type { Member } from '../sealing/index.ts'
import { signDemo } from './organisation-keys.ts'
import { inProcessClient, type InProcessClient } from './in-process-client.ts'
import { inventedTeams } from './people.ts'
import { vetInvented } from './vetted.ts'

/** What the demo prints for one invented person. Random at each reset. */
export type SignIn = { name: string; what: string; handle: string; passphrase: string; organisation: string }

/** Makes the invented organisations and people, each with keys and a generated passphrase, and their teams' first epochs. */
export async function seedPeople(
  northline: Northline,
  keysFolder: string,
): Promise<{ signIns: SignIn[]; teams: Map<string, string> }> {
  const words = await loadWordList('en')
  if (!words) throw new Error('the English word list is missing')
  const signIns: SignIn[] = []
  const teams = new Map<string, string>()
  const makers: { client: InProcessClient; member: Member }[] = []
  for (const { organisation, kind, team, languages, members } of inventedTeams) {
    const place = { organisation, kind, team, languages, passphrases: true, demo: true }
    const { teamId } = await northline.identity.setUpTeam(place)
    teams.set(organisation, teamId)
    let last: { client: InProcessClient; member: Member } | undefined
    for (const { name, handle, roles, locale } of members) {
      const { link } = await northline.identity.invite({ kind: 'system' }, { teamId, roles, name, handle })
      const client = inProcessClient(northline.app, northline.configuration.server.workspaceOrigin, locale)
      const { passphrase, member } = await acceptInvitation(client, new URL(link).hash.slice(1), words)
      last = { client, member }
      signIns.push({
        name,
        what: `${roles.join(' and ')}, ${organisation}`,
        handle,
        passphrase,
        organisation,
      })
    }
    if (last) makers.push(last)
  }
  await signDemo(northline, keysFolder)
  // One epoch for each team once everybody has keys, so that each of them can read from the first message on.
  for (const { client, member } of makers) await renewEpochs(client, member)
  return { signIns, teams }
}

/** The register of the demo: a real one from a file or folder, or the invented region. The invented shelter and clinic answer in both. */
export async function loadServices(
  northline: Northline,
  path: string | undefined,
  teams: ReadonlyMap<string, string>,
): Promise<void> {
  const { database, configuration } = northline
  if (path) {
    const report = await northline.directory.importDirectory(path)
    process.stdout.write(
      `${reportText(report)}\nNobody in this demo has vetted these services: they are found only by whoever asks for what is not checked.\n`,
    )
    return bindSomeServices(northline, teams)
  }
  const deps = { database, settings: configuration.directory }
  await loadInventedServices(deps)
  await vetInvented(deps)
  await loadNeighbours(deps)
  await northline.directory.compare()
  await northline.directory.takeStock()
  return bindInventedServices(northline, teams)
}
