import type { Ask, MailboxView, ReferralSummary, SeekerMailboxView } from '../../contracts/referrals.ts'
import { goneBy, type OuterKeys } from '../../kernel/index.ts'
import type { AskRow } from './asks.repository.ts'
import type { PacketSummaryRow } from './packets.repository.ts'
import { askStateAt, referralStateAt } from './referrals.lifecycle.ts'

/*
 * Rows as the contract shows them, at a moment: what the clock has ended is
 * shown as ended, although no sweep has written it yet.
 */

export type Moment = { now: Date; answerSeconds: number }

const late = (since: Date, { now, answerSeconds }: Moment): boolean =>
  now.getTime() - since.getTime() >= answerSeconds * 1_000

/** Drops what is not there, so that optional fields are absent and not null. */
function present<Shape>(shape: { [Key in keyof Shape]: Shape[Key] | null | undefined }): Shape {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== null && value !== undefined),
  ) as Shape
}

export function presentAsk(row: AskRow, moment: Moment): Ask {
  const state = askStateAt(row, moment.now)
  return present<Ask>({
    askId: row.id,
    serviceId: row.serviceId,
    kind: row.kind,
    people: row.people,
    from: row.neededFrom.toISOString(),
    until: row.neededUntil.toISOString(),
    fromTeamId: row.fromTeam,
    toTeamId: row.toTeam,
    state,
    askedAt: row.askedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString(),
    holdUntil: row.holdUntil?.toISOString(),
    reason: row.reason ?? undefined,
    unanswered: state === 'asked' && late(row.askedAt, moment),
  })
}

export function presentReferral(
  row: PacketSummaryRow,
  { now, keys }: Pick<Moment, 'now'> & { keys: OuterKeys },
): ReferralSummary {
  const state = referralStateAt(row, now)
  return present<ReferralSummary>({
    referralId: row.id,
    toTeamId: row.toTeam,
    epochId: row.epochId,
    askId: row.askId ?? undefined,
    state,
    sentAt: row.sentAt.toISOString(),
    openedAt: row.openedAt?.toISOString(),
    answeredAt: row.answeredAt?.toISOString(),
    connectedAt: row.connectedAt?.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? (state === 'expired' ? row.expiresAt.toISOString() : undefined),
    expiresAt: row.expiresAt.toISOString(),
    goneBy: goneBy(keys, row.packetMonth),
  })
}

type MailboxRow = Pick<
  PacketSummaryRow,
  'state' | 'sentAt' | 'openedAt' | 'connectedAt' | 'expiresAt' | 'hasAnswer'
>

/** As the responder sees it: `answered` for a yes and a no alike. Nothing known looks like something closed. */
export function presentMailbox(mailbox: string, row: MailboxRow | undefined, moment: Moment): MailboxView {
  if (!row) return { mailbox, state: 'closed', hasAnswer: false }
  const rest = {
    mailbox,
    hasAnswer: row.hasAnswer,
    ...(row.openedAt && { openedAt: row.openedAt.toISOString() }),
  }
  const state = referralStateAt(row, moment.now)
  if (state === 'withdrawn') return { ...rest, state: 'closed', because: 'withdrawn' }
  if (row.connectedAt) return { ...rest, state: 'connected' }
  if (state === 'expired') return { ...rest, state: 'closed', because: 'expired' }
  if (row.hasAnswer) return { ...rest, state: 'answered' }
  if (late(row.sentAt, moment)) return { ...rest, state: 'unanswered' }
  return { ...rest, state: row.openedAt ? 'opened' : 'sent' }
}

const forSeeker = {
  sent: 'waiting',
  opened: 'waiting',
  unanswered: 'waiting',
  answered: 'answer',
  connected: 'connected',
  closed: 'closed',
} as const

/** As the seeker sees it: "there is an answer", whichever, until they tap. */
export function presentSeekerMailbox(
  mailbox: string,
  row: MailboxRow | undefined,
  moment: Moment,
): SeekerMailboxView {
  const { state, hasAnswer, openedAt, because } = presentMailbox(mailbox, row, moment)
  return {
    mailbox,
    state: forSeeker[state],
    opened: openedAt !== undefined,
    hasAnswer,
    ...(because && { because }),
  }
}
