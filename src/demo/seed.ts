import type { Northline } from '../server/index.ts'
import { reportText } from '../rooms/directory/index.ts'
import { loadWordList } from '../sealing/word-lists.ts'
import { acceptInvitation, renewEpochs } from './first-sign-in.ts'
import { bindInventedServices, bindSomeServices } from './bindings.ts'
import { loadInventedServices } from './invented-services.ts'
import { inProcessClient } from './in-process-client.ts'
import { inventedTeams } from './people.ts'

/** What the demo prints for one invented person. Random at each reset. */
export type SignIn = { name: string; what: string; handle: string; passphrase: string; organisation: string }

/** Makes the invented organisations and people, each with keys and a generated passphrase, and their teams' first epochs. */
export async function seedPeople(
  northline: Northline,
): Promise<{ signIns: SignIn[]; teams: Map<string, string> }> {
  const words = await loadWordList('en')
  if (!words) throw new Error('the English word list is missing')
  const signIns: SignIn[] = []
  const teams = new Map<string, string>()
  for (const { organisation, kind, team, languages, members } of inventedTeams) {
    const place = { organisation, kind, team, languages, passphrases: true, demo: true }
    const { teamId } = await northline.identity.setUpTeam(place)
    teams.set(organisation, teamId)
    let last: ReturnType<typeof inProcessClient> | undefined
    for (const { name, handle, roles, locale } of members) {
      const { link } = await northline.identity.invite({ kind: 'system' }, { teamId, roles, name, handle })
      last = inProcessClient(northline.app, northline.configuration.server.workspaceOrigin, locale)
      const { passphrase } = await acceptInvitation(last, new URL(link).hash.slice(1), words)
      signIns.push({
        name,
        what: `${roles.join(' and ')}, ${organisation}`,
        handle,
        passphrase,
        organisation,
      })
    }
    // One epoch once everybody has keys, so that each of them can read from the first message on.
    if (last) await renewEpochs(last)
  }
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
    process.stdout.write(`${reportText(report)}\n`)
    return bindSomeServices(northline, teams)
  }
  await loadInventedServices({ database, settings: configuration.directory })
  return bindInventedServices(northline, teams)
}
