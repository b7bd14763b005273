import { referralStreamEvents, referralStreamPath } from '../../contracts/referral-stream.ts'
import { openStream, type StreamState } from '../app/open-stream.ts'
import { queries } from '../app/queries.ts'
import { createStore } from '../app/store.ts'

/** Whether news of asks and referrals arrive by themselves. */
export const referralLine = createStore<StreamState>('connecting')

/** Everything that the referral stream may change begins with this key. */
export const referralKey = 'referrals'

export const asksKey = [referralKey, 'asks'] as const
export const inboxKey = [referralKey, 'inbox'] as const
export const mailboxKey = (mailboxes: readonly string[]) => [referralKey, 'mailboxes', ...mailboxes] as const

function changed(): void {
  void queries.invalidateQueries({ queryKey: [referralKey] })
}

/** Keeps the stream of referral news open; returns how to end it. `doubt`: the session is over, or changed. */
export function listenReferrals(doubt: () => void): () => void {
  return openStream({
    path: referralStreamPath,
    onEvent: (event) => {
      if (event === 'session') doubt()
      else if (Object.hasOwn(referralStreamEvents, event)) changed()
    },
    onState: (state) => {
      referralLine.set(state)
      if (state === 'live') changed()
    },
    onRefused: doubt,
  })
}
