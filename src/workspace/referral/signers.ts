import type { DeskVisit } from '../../contracts/conversations.ts'
import type { Committed } from '../sealing-client/readers.ts'

/**
 * Sign keys of the visits that showed themselves in the conversation, and whether
 * each speaks for the person: not one that came by words unchecked, nor one sent away,
 * nor one that came by words and that the server does not speak of.
 */
export function signersOf(committed: Committed, visits: readonly DeskVisit[]): Map<string, boolean> {
  return new Map(
    [...committed.visits].map(([visitId, { signPublicKey, byWords }]) => {
      const visit = visits.find((other) => other.visitId === visitId)
      const speaks =
        visit === undefined ? !byWords : !visit.refused && (visit.how === 'first' || visit.checked)
      return [signPublicKey, speaks]
    }),
  )
}
