import { describe, expect, it } from 'vitest'
import type { Ask, MailboxView } from '../../contracts/referrals.ts'
import { newsOf } from './news-of.ts'
import type { ConsentStory } from './story.ts'

const ask = (askId: string, state: Ask['state'], unanswered = false) => ({ askId, state, unanswered }) as Ask
const mailbox = (id: string, state: MailboxView['state'], more: Partial<MailboxView> = {}) =>
  ({ mailbox: id, state, hasAnswer: false, ...more }) as MailboxView

describe('what a responder is told of referrals', () => {
  it('is an answer to an ask, its end, and that nobody answers; not what the responder did alone', () => {
    const asks = [
      ask('a', 'asked'),
      ask('b', 'asked', true),
      ask('c', 'held'),
      ask('d', 'refused'),
      ask('e', 'cancelled'),
      ask('f', 'taken'),
      ask('g', 'ended'),
    ]
    expect(newsOf(asks, [], [])).toEqual(['ask b unanswered', 'ask c held', 'ask d refused', 'ask g ended'])
  })

  it('is the person’s answer until something was sent', () => {
    const answered = { ask: { askId: 'a' }, answer: { signature: 's' } } as ConsentStory
    const waiting = { ask: { askId: 'b' } } as ConsentStory
    const done = { ...answered, sent: {} } as ConsentStory
    expect(newsOf([], [answered, waiting, done], [])).toEqual(['consent a s'])
  })

  it('is that a service did not answer, did, or that the time ran out; not a withdrawal of one’s own', () => {
    const mailboxes = [
      mailbox('a', 'sent'),
      mailbox('b', 'opened'),
      mailbox('c', 'unanswered'),
      mailbox('d', 'answered'),
      mailbox('e', 'closed', { because: 'expired' }),
      mailbox('f', 'closed', { because: 'withdrawn' }),
    ]
    expect(newsOf([], [], mailboxes)).toEqual([
      'mailbox c unanswered',
      'mailbox d answered',
      'mailbox e closed',
    ])
  })
})
