import { describe, expect, it } from 'vitest'
import type { Content } from '../../contracts/content.ts'
import type { DeskVisit } from '../../contracts/conversations.ts'
import { randomId } from '../../kernel/index.ts'
import type { ThreadLine } from '../conversation/conversation-state.ts'
import { signersOf } from './signers.ts'
import { consentStories, possibleYes, sentReferrals } from './story.ts'

let position = 0
function line(author: ThreadLine['author'], content: Content): ThreadLine {
  position++
  return {
    id: `line ${position}`,
    position,
    at: new Date(position * 1_000),
    content,
    shut: undefined,
    deleted: false,
    author,
    signedBy: undefined,
    serverSealed: false,
    missing: 0,
    late: false,
    forked: false,
    generation: 1,
    standing: 'first',
    visitId: undefined,
    writerId: randomId(),
    sequence: 1,
    hash: String(position),
  }
}

const askId = randomId()
const ask: Content = {
  kind: 'consent-ask',
  askId,
  to: { teamId: randomId(), organisation: 'Harbour House', service: 'Night beds' },
  why: 'to get ready',
  until: '2026-03-07T00:00:00Z',
  fields: [{ key: 'name', label: 'Name', value: 'Sam' }],
}
const answer: Content = {
  kind: 'consent-answer',
  askId,
  yes: true,
  ticked: ['name'],
  statement: '',
  signature: '',
  signPublicKey: '',
}
const sent: Content = {
  kind: 'referral-sent',
  askId,
  service: 'Night beds',
  mailbox: randomId(),
  replyPrivateKey: '',
  withdrawToken: randomId(),
  until: '2026-03-07T00:00:00Z',
}

describe('the story of a referral, read from the thread', () => {
  it('joins question, answer and packet', () => {
    const lines = [line('responder', ask), line('seeker', answer), line('responder', sent)]
    expect(consentStories(lines)).toEqual([expect.objectContaining({ ask, answer, sent })])
    expect(sentReferrals(lines)).toEqual([sent])
  })

  it('takes a yes from the seeker only, and a question or a packet from a responder only', () => {
    const lines = [line('responder', ask), line('responder', answer), line('seeker', sent)]
    const [story] = consentStories(lines)
    expect(story).not.toHaveProperty('answer')
    expect(story).not.toHaveProperty('sent')
    expect(consentStories([line('seeker', ask)])).toEqual([])
    expect(sentReferrals([line('seeker', sent)])).toEqual([])
  })

  it('does not let a second question take the place of the first', () => {
    const changed = { ...ask, why: 'something else' } as Content
    const stories = consentStories([line('responder', ask), line('responder', changed)])
    expect(stories.map((story) => story.ask.why)).toEqual(['to get ready'])
  })

  it('offers as the yes only what the seeker wrote after the question, newest first', () => {
    const early = line('seeker', { kind: 'text', text: 'yes' })
    const question = line('responder', ask)
    const mine = line('responder', { kind: 'text', text: 'yes?' })
    const late = line('seeker', { kind: 'text', text: 'yes please' })
    const later = line('seeker', { kind: 'text', text: 'yes again' })
    expect(possibleYes([early, question, mine, late, later], question.at)).toEqual([later, late])
  })
})

describe('who may speak for the person', () => {
  const visit = (visitId: string, more: Partial<DeskVisit>): DeskVisit => ({
    visitId,
    publicKey: '',
    signPublicKey: '',
    how: 'words',
    checked: false,
    refused: false,
    live: true,
    since: '2026-03-06T20:00:00Z',
    ...more,
  })

  it('is a first visit or one that was checked, not one that only knew the words or was sent away', () => {
    const ids = ['first', 'checked', 'unchecked', 'refused', 'hidden']
    const committed = {
      visits: new Map(
        ids.map((id) => [id, { publicKey: '', signPublicKey: `key of ${id}`, byWords: id !== 'first' }]),
      ),
      keep: undefined,
    }
    const visits = [
      visit('first', { how: 'first', checked: true }),
      visit('checked', { checked: true }),
      visit('unchecked', {}),
      visit('refused', { checked: true, refused: true }),
    ]
    expect(Object.fromEntries(signersOf(committed, visits))).toEqual({
      'key of first': true,
      'key of checked': true,
      'key of unchecked': false,
      'key of refused': false,
      'key of hidden': false,
    })
  })
})
