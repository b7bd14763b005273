import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { listAsks, mailboxStatus } from '../../contracts/referrals.ts'
import { ask } from '../app/api.ts'
import { createStore, useStore } from '../app/store.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { ringOut } from '../desk/attention.ts'
import { whenWiped } from '../session/session.ts'
import { asksKey, mailboxKey } from './live.ts'
import { useReferralDraft } from './referral-draft.ts'
import { newsOf } from './news-of.ts'
import { consentStories, sentReferrals } from './story.ts'

/** What the team has asked; shared by every place that shows it. */
export function useAsks(wanted = true) {
  return useQuery({
    queryKey: asksKey,
    queryFn: () => ask(listAsks, {}),
    refetchInterval: 30_000,
    enabled: wanted,
  })
}

const mostAtOnce = 50

/** How the mailboxes of what was sent stand; the clock's part (nobody answered) comes by asking again. */
export function useMailboxes(mailboxes: readonly string[]) {
  const some = mailboxes.slice(0, mostAtOnce)
  return useQuery({
    queryKey: mailboxKey(some),
    queryFn: () => ask(mailboxStatus, { mailboxes: some }),
    refetchInterval: 30_000,
    enabled: some.length > 0,
  })
}

/** News that was on the screen, by conversation. */
const seen = createStore<ReadonlyMap<string, ReadonlySet<string>>>(new Map())
whenWiped(() => seen.set(new Map()))

/**
 * How much news of a conversation nobody has looked at yet. `looking` marks all of
 * it as seen; the place that is always there (`rings`) sounds for what is new.
 */
export function useReferralNews(
  conversation: Conversation,
  { looking = false, rings = false }: { looking?: boolean; rings?: boolean },
): number {
  const lines = useStore(conversation.state, (state) => state.lines)
  const draft = useReferralDraft(conversation.id)
  const mine = draft.asks.map(({ askId }) => askId)
  const asks = useAsks(mine.length > 0)
  const mailboxes = useMailboxes(sentReferrals(lines).map(({ mailbox }) => mailbox))
  const news = newsOf(
    (asks.data?.asks ?? []).filter(({ askId }) => mine.includes(askId)),
    consentStories(lines),
    mailboxes.data?.mailboxes ?? [],
  )
  const known = useStore(seen, (map) => map.get(conversation.id))
  const rang = useRef<ReadonlySet<string>>(undefined)
  const text = news.join('\n')
  useEffect(() => {
    const now = new Set(text.split('\n').filter(Boolean))
    // What was there when the conversation was opened is shown, and does not ring again.
    if (rings && rang.current && [...now].some((one) => !rang.current?.has(one))) ringOut('referral')
    rang.current = new Set([...(rang.current ?? []), ...now])
    if (looking) seen.set((map) => new Map(map).set(conversation.id, now))
  }, [conversation.id, looking, rings, text])
  return news.filter((one) => !known?.has(one)).length
}
