import { bytesToBase64Url, equalBytes, NorthlineError, type Actor } from '../../kernel/index.ts'
import { mailboxTag, withdrawTokenHash } from '../../contracts/mailbox.ts'
import type { MailboxView, SeekerMailboxView } from '../../contracts/referrals.ts'
import type { Tx } from '../../database/index.ts'
import { decoded, mailboxCapability } from './packet-bytes.ts'
import { unwrapAnswer } from './packet-wrap.ts'
import {
  changePacket,
  closePacket,
  findMailboxes,
  findPacketByTag,
  lockPacketByTag,
  type PacketRow,
  type PacketSummaryRow,
  inAudit,
} from './packets.repository.ts'
import { nowOf, type ReferralDeps } from './referrals.deps.ts'
import { referralErrors } from './referrals.errors.ts'
import { tellMailbox, tellTeams } from './referrals.events.ts'
import { afterConnecting, isClosed, referralStateAt } from './referrals.lifecycle.ts'
import { presentMailbox, presentSeekerMailbox } from './referrals.present.ts'

/*
 * What the holder of a mailbox may do. Knowing the mailbox is the right to look;
 * the withdraw token is the right to take back. Everything here runs with the
 * mailbox's capability and with no team, so that it reaches this one row only.
 */

/** Nobody in particular: the capability alone opens. */
const holder: Actor = { kind: 'public' }

async function lookInto(
  deps: ReferralDeps,
  mailboxes: readonly string[],
): Promise<Map<string, PacketSummaryRow>> {
  const tags = await Promise.all(mailboxes.map(mailboxTag))
  const capabilities = tags.map(mailboxCapability)
  const rows = await deps.database.as(holder, (tx) => findMailboxes(tx, tags), { capabilities })
  const byTag = new Map(rows.map((row) => [row.tag, row]))
  return new Map(
    mailboxes.flatMap((mailbox, i) => {
      const row = byTag.get(tags[i] ?? '')
      return row ? [[mailbox, row] as const] : []
    }),
  )
}

/** How mailboxes stand, as the responder sees it, in the order asked for. */
export async function mailboxStatus(
  deps: ReferralDeps,
  mailboxes: readonly string[],
): Promise<MailboxView[]> {
  const rows = await lookInto(deps, mailboxes)
  const moment = { now: nowOf(deps), ...deps.settings }
  return mailboxes.map((mailbox) => presentMailbox(mailbox, rows.get(mailbox), moment))
}

/** How mailboxes stand, as the seeker sees it, in the order asked for. */
export async function seekerMailboxes(
  deps: ReferralDeps,
  mailboxes: readonly string[],
): Promise<SeekerMailboxView[]> {
  const rows = await lookInto(deps, mailboxes)
  const moment = { now: nowOf(deps), ...deps.settings }
  return mailboxes.map((mailbox) => presentSeekerMailbox(mailbox, rows.get(mailbox), moment))
}

/** The sealed answer, base64url; `referrals.no_answer` while there is none. */
export async function takeAnswer(deps: ReferralDeps, mailbox: string): Promise<{ answer: string }> {
  const { answer } = await answerIn(deps, mailbox)
  return { answer }
}

async function answerIn(deps: ReferralDeps, mailbox: string): Promise<{ answer: string; toTeam: string }> {
  const tag = await mailboxTag(mailbox)
  const capabilities = [mailboxCapability(tag)]
  const row = await deps.database.as(holder, (tx) => findPacketByTag(tx, tag), { capabilities })
  if (!row?.answer) throw new NorthlineError(referralErrors.no_answer)
  const at = { month: row.answerMonth, referralId: row.id }
  const answer = await unwrapAnswer(deps.outerKeys, at, row.answer)
  return { answer: bytesToBase64Url(answer), toTeam: row.toTeam }
}

/**
 * The same for a desk: that a member read an answer is in the audit. As with what
 * was sent, the entry names the team that answered and leads to no referral.
 */
export async function readAnswer(
  deps: ReferralDeps,
  actor: Actor,
  mailbox: string,
): Promise<{ answer: string }> {
  const { toTeam, ...answer } = await answerIn(deps, mailbox)
  const subject = { kind: 'team', id: toTeam } as const
  await deps.database.as(actor, (tx) => deps.audit.record(tx, { action: 'referrals.read_answer', subject }))
  return answer
}

type Held = { mailbox: string; withdrawToken: string }

/** Runs `work` on the locked row of a mailbox whose withdraw token was shown; a wrong one is as good as none. */
async function withToken<Result>(
  deps: ReferralDeps,
  actor: Actor,
  { mailbox, withdrawToken }: Held,
  work: (tx: Tx, row: PacketRow, now: Date) => Promise<Result>,
): Promise<Result> {
  const tag = await mailboxTag(mailbox)
  const shown = decoded(await withdrawTokenHash(withdrawToken))
  const now = nowOf(deps)
  const attempt = async (tx: Tx): Promise<Result> => {
    const row = await lockPacketByTag(tx, tag)
    if (!row || !equalBytes(row.withdrawHash, shown)) throw new NorthlineError(referralErrors.not_found)
    return work(tx, row, now)
  }
  return deps.database.as(actor, attempt, { capabilities: [mailboxCapability(tag)] })
}

/**
 * Takes a packet back: it is erased, with an answer that was there. What is
 * closed already stays as it closed, and that is acknowledged too: it says
 * nothing of how it closed.
 */
export async function withdrawReferral(deps: ReferralDeps, actor: Actor, held: Held): Promise<void> {
  await withToken(deps, actor.kind === 'staff' ? actor : holder, held, async (tx, row, now) => {
    if (isClosed(row.state)) return
    const state = referralStateAt(row, now) === 'expired' ? 'expired' : 'withdrawn'
    await closePacket(tx, row.id, { state, at: now })
    await deps.audit.record(tx, { action: 'referrals.withdraw', subject: inAudit(row) })
    await tellTeams(tx, row.toTeam)
    await tellMailbox(tx, row.tag)
  })
}

/** The seeker takes back what they agreed to send. */
export function seekerWithdraw(deps: ReferralDeps, held: Held): Promise<void> {
  return withdrawReferral(deps, holder, held)
}

/** The seeker's sealed answer, when they tap. */
export const seekerTakeAnswer = takeAnswer

/** The person says that they got there. Once more is acknowledged once more. */
export async function seekerConnected(deps: ReferralDeps, held: Held): Promise<void> {
  await withToken(deps, holder, held, async (tx, row, now) => {
    if (row.connectedAt && row.state !== 'withdrawn') return
    const current = referralStateAt(row, now)
    const state = afterConnecting({ state: current, answeredAt: row.answeredAt })
    if (!state)
      throw new NorthlineError(isClosed(current) ? referralErrors.closed : referralErrors.not_accepted)
    await changePacket(tx, row.id, { state, connectedAt: now })
    await deps.audit.record(tx, {
      action: 'referrals.say_connected',
      subject: inAudit(row),
    })
    await tellTeams(tx, row.toTeam)
    await tellMailbox(tx, row.tag)
  })
}
