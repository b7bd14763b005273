import type { ReferralEvent } from '../../contracts/referrals.ts'
import { notify, type Tx } from '../../database/index.ts'

/** The topic on which this room tells that something changed. Payloads are `ReferralEvent`s. */
export const referralTopic = 'referrals'

/** Tells each team once that its asks or referrals changed. */
export async function tellTeams(tx: Tx, ...teams: readonly string[]): Promise<void> {
  for (const t of new Set(teams)) await notify(tx, referralTopic, { k: 'team', t } satisfies ReferralEvent)
}

/** Tells those who know a mailbox, by its tag. */
export async function tellMailbox(tx: Tx, tag: string): Promise<void> {
  await notify(tx, referralTopic, { k: 'mailbox', m: tag } satisfies ReferralEvent)
}

/**
 * A payload heard on the topic, or `everything` after the listener's connection
 * was lost: something may have been missed. Anything else is undefined.
 */
export function readReferralEvent(payload: string): ReferralEvent | 'everything' | undefined {
  if (payload === '') return 'everything'
  const event = JSON.parse(payload) as Partial<Record<'k' | 't' | 'm', string>>
  if (event.k === 'team' && event.t) return { k: 'team', t: event.t }
  if (event.k === 'mailbox' && event.m) return { k: 'mailbox', m: event.m }
  return undefined
}

/**
 * Whether the stream of a member forwards an event: a team's to that team; a
 * mailbox's to all who work on the line, since only they can know whose it is.
 */
export function staffHears(
  teams: readonly { teamId: string; organisationKind: string }[],
  event: ReferralEvent,
): boolean {
  if (event.k === 'team') return teams.some(({ teamId }) => teamId === event.t)
  return teams.some(({ organisationKind }) => organisationKind === 'hotline')
}
