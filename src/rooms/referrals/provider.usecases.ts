import { bytesToBase64Url, equalBytes, NorthlineError, type Actor } from '../../kernel/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import type { answerReferral as answerContract, Ask, ReferralSummary } from '../../contracts/referrals.ts'
import type { Tx } from '../../database/index.ts'
import { findAsksWaiting } from './asks.repository.ts'
import { takeHold } from './holds.usecases.ts'
import { decoded, sha256 } from './packet-bytes.ts'
import { unwrapPacket, wrapAnswer } from './packet-wrap.ts'
import {
  changePacket,
  closePacket,
  findPacketsTo,
  findPacketsWaiting,
  lockPacketTo,
  type PacketRow,
  inAudit,
} from './packets.repository.ts'
import { nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { tellMailbox, tellTeams } from './referrals.events.ts'
import {
  afterConnecting,
  afterReferralStep,
  isClosed,
  referralStateAt,
  type ReferralState,
} from './referrals.lifecycle.ts'
import { cutPage, pageSize, readPlace } from './referrals.pages.ts'
import { receivingTeams } from './referrals.policy.ts'
import { presentAsk, presentReferral } from './referrals.present.ts'

/** Of each kind, the most that the inbox shows at once. */
const inboxSize = 100

/** What waits for the actor's teams: open asks, live holds, referrals not closed. */
export async function inbox(
  deps: ReferralDeps,
  actor: Actor,
): Promise<{ asks: Ask[]; referrals: ReferralSummary[]; more: boolean }> {
  const moment = { now: nowOf(deps), ...deps.settings, keys: deps.outerKeys }
  const teams = receivingTeams(actor)
  const [asks, packets] = await deps.database.as(actor, async (tx) => [
    await findAsksWaiting(tx, teams, moment.now, inboxSize + 1),
    await findPacketsWaiting(tx, teams, moment.now, inboxSize + 1),
  ])
  return {
    asks: asks.slice(0, inboxSize).map((row) => presentAsk(row, moment)),
    referrals: packets.slice(0, inboxSize).map((row) => presentReferral(row, moment)),
    more: asks.length > inboxSize || packets.length > inboxSize,
  }
}

/** What came to the actor's teams, closed ones too, newest first, 50 to a page. */
export async function listReferrals(
  deps: ReferralDeps,
  actor: Actor,
  input: { page?: string | undefined },
): Promise<{ referrals: ReferralSummary[]; next?: string }> {
  const place = readPlace(input.page)
  const now = nowOf(deps)
  const found = await deps.database.as(actor, (tx) =>
    findPacketsTo(tx, receivingTeams(actor), place, pageSize + 1),
  )
  const { rows, next } = cutPage(found, (row) => ({ at: row.sentAt, id: row.id }))
  return {
    referrals: rows.map((row) => presentReferral(row, { now, keys: deps.outerKeys })),
    ...(next && { next }),
  }
}

type Refusal = (typeof referralErrors)[keyof typeof referralErrors]

/**
 * Runs `work` on a locked referral of the actor's teams. One whose time is over
 * is closed and erased first, and stays so though the request is then refused:
 * that is why refusals come back as values and are thrown after the commit.
 */
async function withReferral<Result>(
  deps: ReferralDeps,
  actor: Actor,
  referralId: string,
  work: (tx: Tx, row: PacketRow, now: Date) => Promise<Result | Refusal>,
): Promise<Result> {
  const now = nowOf(deps)
  const outcome = await deps.database.as(actor, async (tx): Promise<{ value: Result | Refusal }> => {
    const row = await lockPacketTo(tx, referralId, receivingTeams(actor))
    if (!row) return { value: referralErrors.not_found }
    if (row.state !== referralStateAt(row, now)) {
      await closePacket(tx, row.id, { state: 'expired', at: now })
      await tellTeams(tx, row.toTeam)
      await tellMailbox(tx, row.tag)
      row.state = 'expired'
    }
    return { value: await work(tx, row, now) }
  })
  if (isRefusal(outcome.value)) throw new NorthlineError(outcome.value)
  return outcome.value
}

function isRefusal(value: unknown): value is Refusal {
  return Object.values(referralErrors).some((kind) => kind === value)
}

const summaryOf = (
  { outerKeys }: ReferralDeps,
  row: PacketRow,
  changes: Partial<PacketRow>,
  now: Date,
): ReferralSummary =>
  presentReferral({ ...row, ...changes, hasAnswer: row.answer !== null }, { now, keys: outerKeys })

/** The sealed packet and its mailbox, for as long as it is not closed. Each opening is in the audit. */
export function openReferral(
  deps: ReferralDeps,
  actor: Actor,
  input: { referralId: string },
): Promise<{ referral: ReferralSummary; packet: string; mailbox: string }> {
  return withReferral(deps, actor, input.referralId, async (tx, row, now) => {
    if (isClosed(row.state) || !row.packet) return referralErrors.closed
    const opened = afterReferralStep(row.state, 'open')
    const changes = opened ? { state: opened, openedAt: now } : {}
    if (opened) {
      await changePacket(tx, row.id, { state: opened, openedAt: now })
      await tellTeams(tx, row.toTeam)
      await tellMailbox(tx, row.tag)
    }
    await deps.audit.record(tx, { action: 'referrals.open', subject: inAudit(row) })
    const at = { month: row.packetMonth, referralId: row.id }
    const { mailbox, packet } = await unwrapPacket(deps.outerKeys, at, row.packet)
    return { referral: summaryOf(deps, row, changes, now), packet: bytesToBase64Url(packet), mailbox }
  })
}

/**
 * Accepts or declines; the sealed words go into the mailbox. A decline closes
 * and erases in the same transaction. The same answer again is acknowledged again.
 */
export async function answerReferral(
  deps: ReferralDeps,
  actor: Actor,
  input: InputOf<typeof answerContract>,
): Promise<ReferralSummary> {
  const sealed = decoded(input.bytes)
  const answerHash = sha256(sealed)
  return withReferral(deps, actor, input.referralId, async (tx, row, now) => {
    if (row.answerHash) {
      const again = equalBytes(row.answerHash, answerHash) && saysSame(row.state, input.answer)
      if (again) return summaryOf(deps, row, {}, now)
      return isClosed(row.state) && row.state !== 'declined'
        ? referralErrors.closed
        : referralErrors.already_answered
    }
    const state = afterReferralStep(row.state, input.answer === 'accepted' ? 'accept' : 'decline')
    if (!state) return isClosed(row.state) ? referralErrors.closed : referralErrors.not_opened
    const at = { month: row.answerMonth, referralId: row.id }
    const answer = await wrapAnswer(deps.outerKeys, at, sealed)
    if (state === 'declined') await closePacket(tx, row.id, { state, at: now, answer, answerHash })
    else await changePacket(tx, row.id, { state, answeredAt: now, answer, answerHash })
    if (state === 'accepted' && row.askId) await takeHold(tx, row.askId, row.toTeam, now)
    await deps.audit.record(tx, {
      action: 'referrals.answer',
      subject: inAudit(row),
      purpose: input.answer,
    })
    await tellTeams(tx, row.toTeam)
    await tellMailbox(tx, row.tag)
    const closed = state === 'declined' ? { closedAt: now } : {}
    return summaryOf(deps, row, { state, answeredAt: now, ...closed }, now)
  })
}

function saysSame(state: ReferralState, answer: 'accepted' | 'declined'): boolean {
  return answer === 'declined' ? state === 'declined' : state === 'accepted' || state === 'connected'
}

/** The provider says that the person arrived or was reached. Once more is acknowledged once more. */
export function sayConnected(
  deps: ReferralDeps,
  actor: Actor,
  input: { referralId: string },
): Promise<ReferralSummary> {
  return withReferral(deps, actor, input.referralId, async (tx, row, now) => {
    if (row.connectedAt && row.state !== 'withdrawn') return summaryOf(deps, row, {}, now)
    const state = afterConnecting(row)
    if (!state) return isClosed(row.state) ? referralErrors.closed : referralErrors.not_accepted
    await changePacket(tx, row.id, { state, connectedAt: now })
    await deps.audit.record(tx, {
      action: 'referrals.say_connected',
      subject: inAudit(row),
    })
    await tellTeams(tx, row.toTeam)
    await tellMailbox(tx, row.tag)
    return summaryOf(deps, row, { state, connectedAt: now }, now)
  })
}
