import { NorthlineError, type Actor } from '../../kernel/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import type { answerAsk as answerContract, Ask } from '../../contracts/referrals.ts'
import type { Tx } from '../../database/index.ts'
import { changeAsk, lockAsk, type AskRow } from './asks.repository.ts'
import { minute, nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { tellTeams } from './referrals.events.ts'
import { afterAskStep, askStateAt, type AskStep } from './referrals.lifecycle.ts'
import { receivingTeams } from './referrals.policy.ts'
import { presentAsk } from './referrals.present.ts'

async function changeAsProvider(
  deps: ReferralDeps,
  actor: Actor,
  askId: string,
  change: (tx: Tx, row: AskRow, now: Date) => Promise<AskRow>,
): Promise<Ask> {
  const now = nowOf(deps)
  return deps.database.as(actor, async (tx) => {
    const row = await lockAsk(tx, askId, { to: receivingTeams(actor) })
    if (!row) throw new NorthlineError(referralErrors.not_found)
    const changed = await change(tx, row, now)
    if (changed !== row) await tellTeams(tx, row.fromTeam, row.toTeam)
    return presentAsk(changed, { now, ...deps.settings })
  })
}

const inMinutes = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * minute)

/** Yes, with a hold that has an end, or no, with a reason. The same answer again is acknowledged again. */
export function answerAsk(
  deps: ReferralDeps,
  actor: Actor,
  { askId, answer }: InputOf<typeof answerContract>,
): Promise<Ask> {
  return changeAsProvider(deps, actor, askId, (tx, row, now) => {
    const again = answer.yes ? row.state === 'held' : row.state === 'refused' && row.reason === answer.reason
    if (again) return Promise.resolve(row)
    const state = afterAskStep(askStateAt(row, now), answer.yes ? 'hold' : 'refuse')
    if (!state) {
      const answered = row.answeredAt !== null
      throw new NorthlineError(answered ? referralErrors.already_answered : referralErrors.ask_closed)
    }
    return answer.yes
      ? changeAsk(tx, row.id, { state, answeredAt: now, holdUntil: inMinutes(now, answer.holdMinutes) })
      : changeAsk(tx, row.id, { state, answeredAt: now, closedAt: now, reason: answer.reason })
  })
}

function heldStep(row: AskRow, now: Date, step: AskStep): AskRow['state'] {
  const state = afterAskStep(askStateAt(row, now), step)
  if (!state) throw new NorthlineError(referralErrors.hold_over)
  return state
}

/** The hold ends so many minutes from now, never sooner than it would have. */
export function extendHold(
  deps: ReferralDeps,
  actor: Actor,
  input: { askId: string; holdMinutes: number },
): Promise<Ask> {
  return changeAsProvider(deps, actor, input.askId, (tx, row, now) => {
    const state = heldStep(row, now, 'extend')
    const wished = inMinutes(now, input.holdMinutes)
    const holdUntil = row.holdUntil && row.holdUntil > wished ? row.holdUntil : wished
    return changeAsk(tx, row.id, { state, holdUntil })
  })
}

/** Gives a hold up before its end. Once more is acknowledged once more. */
export function releaseHold(deps: ReferralDeps, actor: Actor, input: { askId: string }): Promise<Ask> {
  return changeAsProvider(deps, actor, input.askId, (tx, row, now) => {
    if (row.state === 'released') return Promise.resolve(row)
    return changeAsk(tx, row.id, { state: heldStep(row, now, 'release'), closedAt: now })
  })
}

/** A referral that follows a hold was accepted: the hold has served. Nothing happens to one that is over. */
export async function takeHold(tx: Tx, askId: string, team: string, now: Date): Promise<void> {
  const row = await lockAsk(tx, askId, { to: [team] })
  const state = row && afterAskStep(askStateAt(row, now), 'take')
  if (!state) return
  await changeAsk(tx, askId, { state, closedAt: now })
  await tellTeams(tx, row.fromTeam)
}
