import type { Ask, MailboxView } from '../../contracts/referrals.ts'
import type { ConsentStory } from './story.ts'

const quietAsks = new Set<Ask['state']>(['asked', 'taken', 'cancelled'])
const loudMailboxes = new Set<MailboxView['state']>(['unanswered', 'answered', 'connected'])

/** What a responder should look at, one text per piece of news; the same news is always the same text. */
export function newsOf(
  asks: readonly Ask[],
  stories: readonly ConsentStory[],
  mailboxes: readonly MailboxView[],
): string[] {
  return [
    ...asks
      .filter(({ state, unanswered }) => unanswered || !quietAsks.has(state))
      .map(({ askId, state, unanswered }) => `ask ${askId} ${unanswered ? 'unanswered' : state}`),
    ...stories
      .filter(({ answer, sent }) => answer && !sent)
      .map(({ ask: { askId }, answer }) => `consent ${askId} ${answer?.signature}`),
    ...mailboxes
      .filter(({ state, because }) => loudMailboxes.has(state) || because === 'expired')
      .map(({ mailbox, state }) => `mailbox ${mailbox} ${state}`),
  ]
}
