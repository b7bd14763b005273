import { findOrganisations, standForInvented, type DirectoryDeps } from '../rooms/directory/index.ts'
import { inventedSource } from './invented-services.ts'

const unvetted = 'Sunrise Rooms (invented)'
const endingSoon = 'River Law Desk (invented)'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** The invented organisations stand as if two invented reviewers had seen them; but for one, and one whose time is nearly over. */
export async function vetInvented(deps: DirectoryDeps): Promise<void> {
  const organisations = await deps.database.as({ kind: 'system' }, (tx) =>
    findOrganisations(tx, inventedSource),
  )
  await standForInvented(
    deps,
    organisations
      .filter(({ name }) => name !== unvetted)
      .map(({ id, name }) => ({
        kind: 'organisation' as const,
        subjectId: id,
        name,
        level: 'verified' as const,
        until: inDays(name === endingSoon ? 30 : 365),
        reason: 'Invented, like the organization itself.',
      })),
  )
}
