import type { Northline } from '../server/index.ts'
import { loadWordList } from '../sealing/word-lists.ts'
import { acceptInvitation, renewEpochs } from './first-sign-in.ts'
import { inProcessClient } from './in-process-client.ts'
import { inventedTeams } from './people.ts'

/** What the demo prints for one invented person. Random at each reset. */
export type SignIn = { name: string; what: string; handle: string; passphrase: string; organisation: string }

/** Makes the invented organisations and people, each with keys and a generated passphrase, and their teams' first epochs. */
export async function seedPeople(northline: Northline): Promise<SignIn[]> {
  const words = await loadWordList('en')
  if (!words) throw new Error('the English word list is missing')
  const signIns: SignIn[] = []
  for (const { organisation, kind, team, languages, members } of inventedTeams) {
    const { teamId } = await northline.identity.setUpTeam({ organisation, kind, team, languages, demo: true })
    let last: ReturnType<typeof inProcessClient> | undefined
    for (const { name, handle, roles } of members) {
      const { link } = await northline.identity.invite({ kind: 'system' }, { teamId, roles, name, handle })
      last = inProcessClient(northline.app, northline.configuration.server.workspaceOrigin)
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
  return signIns
}

/** The register of the demo: a real one from a file or folder, or the invented region. */
export async function loadServices(_northline: Northline, _path: string | undefined): Promise<void> {}
