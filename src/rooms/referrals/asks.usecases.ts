import { NorthlineError, type Actor } from '../../kernel/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import type { Ask, askCapacity as askContract } from '../../contracts/referrals.ts'
import { changeAsk, findAsksOf, insertAsk, lockAsk, type AskRow } from './asks.repository.ts'
import { findReceivers } from './receivers.repository.ts'
import { day, hour, minute, nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { tellTeams } from './referrals.events.ts'
import { afterAskStep, askStateAt } from './referrals.lifecycle.ts'
import { cutPage, pageSize, readPlace } from './referrals.pages.ts'
import { askingTeams, permit } from './referrals.policy.ts'
import { presentAsk } from './referrals.present.ts'

/** How far ahead capacity can be asked for, in days, and how far a clock may be behind, in minutes. */
const bounds = { aheadDays: 90, behindMinutes: 60 }

type AskInput = InputOf<typeof askContract>

/** Asks the team that receives for a service. The same ask again is acknowledged again. */
export async function askCapacity(deps: ReferralDeps, actor: Actor, input: AskInput): Promise<Ask> {
  permit(askingTeams(actor).includes(input.fromTeamId))
  const now = nowOf(deps)
  const neededFrom = new Date(input.from)
  const neededUntil = new Date(input.until)
  return deps.database.as(actor, async (tx) => {
    const first = await lockAsk(tx, input.askId, { from: [input.fromTeamId] })
    if (first) {
      if (!sameAsk(first, input)) throw new NorthlineError(referralErrors.already_used)
      return presentAsk(first, { now, ...deps.settings })
    }
    requireTimes(neededFrom, neededUntil, now)
    const [receiver] = await findReceivers(tx, [input.serviceId])
    if (!receiver) throw new NorthlineError(referralErrors.phone_only)
    const lapsesAt = new Date(Math.min(neededUntil.getTime(), now.getTime() + deps.settings.askHours * hour))
    const row = await insertAsk(tx, {
      id: input.askId,
      serviceId: input.serviceId,
      fromTeam: input.fromTeamId,
      toTeam: receiver.teamId,
      kind: input.kind,
      people: input.people,
      neededFrom,
      neededUntil,
      askedAt: now,
      lapsesAt,
    })
    if (!row) throw new NorthlineError(referralErrors.already_used)
    await tellTeams(tx, row.fromTeam, row.toTeam)
    return presentAsk(row, { now, ...deps.settings })
  })
}

function requireTimes(from: Date, until: Date, now: Date): void {
  const farthest = now.getTime() + bounds.aheadDays * day
  const earliest = now.getTime() - bounds.behindMinutes * minute
  if (from > until || until <= now || from.getTime() < earliest || until.getTime() > farthest)
    throw new NorthlineError(referralErrors.bad_times)
}

function sameAsk(row: AskRow, input: AskInput): boolean {
  return (
    row.serviceId === input.serviceId &&
    row.kind === input.kind &&
    row.people === input.people &&
    row.neededFrom.getTime() === Date.parse(input.from) &&
    row.neededUntil.getTime() === Date.parse(input.until)
  )
}

/** What the actor's teams have asked, newest first, 50 to a page. */
export async function listAsks(
  deps: ReferralDeps,
  actor: Actor,
  input: { page?: string | undefined },
): Promise<{ asks: Ask[]; next?: string }> {
  const place = readPlace(input.page)
  const moment = { now: nowOf(deps), ...deps.settings }
  const found = await deps.database.as(actor, (tx) => findAsksOf(tx, askingTeams(actor), place, pageSize + 1))
  const { rows, next } = cutPage(found, (row) => ({ at: row.askedAt, id: row.id }))
  return { asks: rows.map((row) => presentAsk(row, moment)), ...(next && { next }) }
}

/** Takes an ask back; a hold is given up with it. Once more is acknowledged once more. */
export async function cancelAsk(deps: ReferralDeps, actor: Actor, input: { askId: string }): Promise<Ask> {
  const now = nowOf(deps)
  return deps.database.as(actor, async (tx) => {
    const row = await lockAsk(tx, input.askId, { from: askingTeams(actor) })
    if (!row) throw new NorthlineError(referralErrors.not_found)
    const moment = { now, ...deps.settings }
    if (row.state === 'cancelled') return presentAsk(row, moment)
    const state = afterAskStep(askStateAt(row, now), 'cancel')
    if (!state) throw new NorthlineError(referralErrors.ask_closed)
    const changed = await changeAsk(tx, row.id, { state, closedAt: now })
    await tellTeams(tx, row.fromTeam, row.toTeam)
    return presentAsk(changed, moment)
  })
}
