import type { StaffActor } from '../../kernel/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import { recoveryReasons, type recoveryOf } from '../../contracts/identity.ts'
import type { RecoveryRow } from './recoveries.repository.ts'

type Shown = OutputOf<typeof recoveryOf>

/** A recovery as it is shown to somebody, with what they can do about it. */
export function presentRecovery(
  row: RecoveryRow,
  actor: StaffActor,
  teams: readonly Pick<Shown['teams'][number], 'teamId' | 'leads' | 'holds'>[],
): Shown['recoveries'][number] {
  const mine = teams.find(({ teamId }) => teamId === row.teamId)
  const running = row.state === 'started' || row.state === 'confirmed'
  const first = row.startedBy === actor.memberId
  const second = row.secondBy === actor.memberId
  return {
    recoveryId: row.id,
    teamId: row.teamId,
    team: row.team,
    startedBy: row.startedByName,
    confirmedBy: row.secondByName,
    reason: recoveryReasons.find((reason) => reason === row.reason) ?? 'other',
    startedAt: row.startedAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    state: row.state,
    may: {
      confirm: row.state === 'started' && !first && (mine?.holds ?? false),
      go_on: row.state === 'confirmed' && second,
      stop: running && (first || second || (mine?.leads ?? false) || (mine?.holds ?? false)),
    },
  }
}
