import { closeAsksInTime, eraseAsks, markLateAsks } from './asks.repository.ts'
import { erasePackets, expirePackets, markLatePackets } from './packets.sweep.repository.ts'
import { day, nowOf, type ReferralDeps } from './referrals.deps.ts'
import { tellMailbox, tellTeams } from './referrals.events.ts'

/** Rows taken in one go; the rest waits for the next sweep. */
const batch = 500

/** How many rows each part of a sweep changed. */
export type Swept = {
  asksClosed: number
  asksLate: number
  packetsExpired: number
  packetsLate: number
  erased: number
}

/**
 * The clock's part: lapses asks, ends holds, expires and erases packets, tells
 * once of what has waited too long for an answer, erases rows whose time is
 * over. Any number of servers may sweep at once; run it every ten seconds or so.
 */
export async function sweepReferrals(
  deps: Pick<ReferralDeps, 'database' | 'settings' | 'audit' | 'now'>,
): Promise<Swept> {
  const now = nowOf(deps)
  const since = new Date(now.getTime() - deps.settings.answerSeconds * 1_000)
  const closedBefore = new Date(now.getTime() - deps.settings.keepDays * day)
  return deps.database.as({ kind: 'system' }, async (tx) => {
    const closed = await closeAsksInTime(tx, now, batch)
    const late = await markLateAsks(tx, since, now, batch)
    const expired = await expirePackets(tx, now, batch)
    const unanswered = await markLatePackets(tx, since, now, batch)
    const packets = await erasePackets(tx, closedBefore, batch)
    // With the record ends the name by which the audit means it.
    for (const id of packets) await deps.audit.forgetSubject(tx, { kind: 'referral', id })
    const erased = packets.length + (await eraseAsks(tx, closedBefore, batch))
    await tellTeams(
      tx,
      ...closed.flatMap(({ fromTeam, toTeam }) => [fromTeam, toTeam]),
      ...late.map(({ fromTeam }) => fromTeam),
      ...expired.map(({ toTeam }) => toTeam),
    )
    for (const { tag } of [...expired, ...unanswered]) await tellMailbox(tx, tag)
    return {
      asksClosed: closed.length,
      asksLate: late.length,
      packetsExpired: expired.length,
      packetsLate: unanswered.length,
      erased,
    }
  })
}
