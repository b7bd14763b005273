import { useQuery } from '@tanstack/react-query'
import { colleagues } from '../../contracts/conversations.ts'
import { listTeamMembers } from '../../contracts/identity.ts'
import { ask } from '../app/api.ts'
import { useSession } from '../app/screens.tsx'
import { teamsWith } from '../session/session.ts'

/** Who is on duty now; asked again every 15 seconds while shown. */
export function useColleagues(shown = true) {
  return useQuery({
    queryKey: ['desk', 'colleagues'],
    queryFn: () => ask(colleagues, {}),
    refetchInterval: 15_000,
    enabled: shown,
  })
}

export type KnownMember = { memberId: string; name: string; signPublicKey: string | null }

/** The members of the teams I work the line with, by which a signature becomes a name. */
export function useLineMembers(): readonly KnownMember[] {
  const teams = teamsWith(useSession(), 'responder', 'supervisor').map(({ teamId }) => teamId)
  const members = useQuery({
    queryKey: ['members', ...teams],
    staleTime: 60_000,
    queryFn: async () => {
      const found: KnownMember[] = []
      for (const teamId of teams) {
        for (let after: string | null | undefined; after !== null;) {
          const page = await ask(listTeamMembers, { teamId, ...(after && { after }) })
          found.push(...page.members)
          after = page.next
        }
      }
      return found
    },
  })
  return members.data ?? none
}

const none: readonly KnownMember[] = []
