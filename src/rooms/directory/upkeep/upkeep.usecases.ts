import type {
  OwnService,
  RoomUnit,
  sayRoom as sayRoomRoute,
  setKeeper as setKeeperRoute,
} from '../../../contracts/directory-upkeep.ts'
import type { InputOf } from '../../../contracts/route.ts'
import type { Translate } from '../../../i18n/index.ts'
import { NorthlineError, type Actor, type StaffActor } from '../../../kernel/index.ts'
import { findTeam } from '../../identity/index.ts'
import type { DirectoryDeps } from '../directory.deps.ts'
import { directoryErrors } from '../directory.errors.ts'
import { shareIfNobodyPublishes } from '../publish/edition.ts'
import { presentService } from '../search/service.ts'
import { subjectOfService } from '../vetting/standings.repository.ts'
import { keepingTeams, mayNameKeepers } from './upkeep.policy.ts'
import {
  applyKeepings,
  applyReports,
  insertKeeping,
  insertReport,
  keeperOf,
  keepersOf,
  keptBy,
  type OwnRow,
} from './upkeep.repository.ts'
import { believedSince, presentRoom } from './room-text.ts'

/** The services that a member's teams keep. */
export async function ownServices(
  deps: DirectoryDeps,
  actor: Actor,
  t: Translate,
): Promise<{ services: OwnService[]; believedHours: number }> {
  const now = deps.now?.() ?? new Date()
  const rows = await deps.database.as(actor, (tx) => keptBy(tx, keepingTeams(actor)))
  return {
    services: rows.map((row) => present(t, row, now, believedSince(now, deps.settings))),
    believedHours: deps.settings.roomHours,
  }
}

function present(t: Translate, row: OwnRow, now: Date, since: Date): OwnService {
  const { serviceId, teamId } = row
  const { name, organisation, lang, open, vetting } = presentService(t, serviceId, row, now, since)
  const room = presentRoom(t, row.room, now, since)
  return {
    serviceId,
    name,
    organisation,
    lang,
    teamId,
    open: open.text,
    vetting: vetting.text,
    unit: room?.unit ?? usualUnit(row),
    ...(room ? { room } : {}),
  }
}

const withBeds = ['safe_bed', 'detox', 'housing'] as const

function usualUnit({ listing }: OwnRow): RoomUnit {
  return listing.needs.some((need) => withBeds.some((one) => one === need)) ? 'bed' : 'place'
}

/** Says how much is free; what is published says so before this returns. */
export async function sayRoom(
  deps: DirectoryDeps,
  actor: StaffActor,
  { serviceId, unit, free }: InputOf<typeof sayRoomRoute>,
): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    const teamId = await keeperOf(tx, serviceId)
    if (!teamId || !keepingTeams(actor).includes(teamId)) throw new NorthlineError(directoryErrors.not_found)
    await insertReport(tx, { serviceId, unit, free, teamId, by: actor.memberId })
  })
  await applyUpkeep(deps)
}

/** Which team keeps these services' entries. */
export async function keepers(
  deps: DirectoryDeps,
  actor: Actor,
  serviceIds: readonly string[],
): Promise<{ keepers: { serviceId: string; teamId: string }[] }> {
  if (!mayNameKeepers(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  return { keepers: await deps.database.as(actor, (tx) => keepersOf(tx, serviceIds)) }
}

/** Says which provider's team keeps the entries of a service's organisation, or that none does. */
export async function nameKeeper(
  deps: DirectoryDeps,
  actor: Actor,
  { serviceId, teamId }: InputOf<typeof setKeeperRoute>,
): Promise<void> {
  if (!mayNameKeepers(actor)) throw new NorthlineError(directoryErrors.not_allowed)
  await deps.database.as(actor, async (tx) => {
    const about = await subjectOfService(tx, serviceId)
    // A service without an organisation has nobody who could keep it.
    if (about?.kind !== 'organisation') throw new NorthlineError(directoryErrors.not_found)
    if (teamId !== undefined && (await findTeam(tx, teamId))?.organisationKind !== 'provider')
      throw new NorthlineError(directoryErrors.keeper_not_provider)
    await insertKeeping(tx, { organisationId: about.subjectId, teamId, by: actor.memberId })
    await deps.audit?.record(tx, {
      action: 'directory.set_keeper',
      subject: { kind: 'organisation', id: about.subjectId },
    })
  })
  await applyUpkeep(deps)
}

/**
 * Makes what is published say what staff said: at once, and by the clockwork where a server died in between, or where a
 * register was just being imported, for which nobody at a door should have to wait.
 */
export async function applyUpkeep(deps: DirectoryDeps): Promise<number> {
  return deps.database.as({ kind: 'system' }, async (tx) =>
    (await shareIfNobodyPublishes(tx)) ? (await applyKeepings(tx)) + (await applyReports(tx)) : 0,
  )
}
