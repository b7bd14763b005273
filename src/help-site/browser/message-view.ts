import type { Card, Content, ContentOf } from '../../contracts/content.ts'
import type { ThreadEntry } from '../../sealing/index.ts'
import { h } from './dom.ts'
import { t, timeText } from './page.ts'

/** What only one side may say; from the other it is not what it pretends to be. */
const bySeeker = new Set<Content['kind']>([
  'consent-answer',
  'left-message',
  'returned',
  'keep',
  'words-seen',
])
const byEither = new Set<Content['kind']>(['text'])

export function mayWrite(role: 'seeker' | 'responder', kind: Content['kind']): boolean {
  return byEither.has(kind) || bySeeker.has(kind) === (role === 'seeker')
}

/** The words of a message, in whichever direction they are written. */
export function words(text: string): HTMLElement {
  return h('p', { class: 'words', dir: 'auto' }, text)
}

export function note(text: string): HTMLElement {
  return h('p', { class: 'soft' }, text)
}

/** The code of the error catalogue, for whoever is asked about it. */
export function codeLine(code: string): HTMLElement {
  return h('span', { class: 'code' }, t('help.error.code', { code }))
}

/** Who wrote it and when. */
export function byline(mine: boolean, at: string): HTMLElement {
  const name = h('span', { class: 'by' }, t(mine ? 'chat.you' : 'chat.from_responder'))
  return h('p', { class: 'soft byline' }, name, at && ' ', at && h('time', { datetime: at }, timeText(at)))
}

/** What is wrong with a message, in words; nothing where all is well. */
export function marks(entry: ThreadEntry): (HTMLElement | undefined)[] {
  return [
    entry.late ? note(t('chat.late')) : undefined,
    entry.forked ? note(t('chat.forked')) : undefined,
    entry.header?.serverSealed ? note(t('chat.server_sealed')) : undefined,
  ]
}

/** A message that can't be shown, and why. */
export function shutText(entry: ThreadEntry): string {
  if (entry.state === 'deleted') return t('chat.deleted')
  return t(entry.reason === 'no_key' ? 'chat.nokey' : 'chat.shut')
}

/** A kind that is shown as it is, without anything to tap; undefined for the others. */
export function plainContent(content: Content): Node[] | undefined {
  switch (content.kind) {
    case 'text':
      return [words(content.text)]
    case 'cards':
      return [cards(content)]
    case 'hold': {
      const over = Date.parse(content.until) < Date.now()
      const values = { service: content.service, until: timeText(content.until) }
      return [words(t(over ? 'chat.hold_over' : 'chat.hold', values))]
    }
    case 'left-message':
      return [
        note(t('chat.left')),
        words(content.text),
        ...(content.safeTime ? [note(t('chat.left_time', { time: content.safeTime }))] : []),
        ...(content.safeWay ? [note(t('chat.left_way', { way: content.safeWay }))] : []),
      ]
    case 'returned':
      return [note(t(content.how === 'second' ? 'chat.returned.second' : 'chat.returned.words'))]
    case 'words-seen':
      return [note(t('chat.words.seen_done'))]
    case 'keep':
      return [note(t('chat.second.done'))]
    case 'consent-ask':
    case 'consent-answer':
    case 'consent-read-back':
    case 'referral-sent':
      return undefined
  }
}

function cards({ cards: list }: ContentOf<'cards'>): HTMLElement {
  return h('div', {}, note(t('chat.cards.heading', { count: list.length })), ...list.map(cardView))
}

function cardView(card: Card): HTMLElement {
  const facts = [
    ['chat.cards.when', card.when],
    ['chat.cards.where', card.area],
    ['chat.cards.for_whom', card.forWhom],
    ['chat.cards.bring', card.bring],
    ['chat.cards.sharing', card.sharing],
    ['chat.cards.contact', card.contact],
  ] as const
  return h(
    'div',
    { class: 'card offer', dir: 'auto' },
    h('h2', {}, card.name),
    h('p', { class: 'soft' }, card.organisation),
    ...(card.caution ? [h('p', { class: 'card note' }, card.caution)] : []),
    h('p', {}, card.what),
    h(
      'dl',
      {},
      ...facts.flatMap(([key, value]) =>
        value ? [h('dt', {}, t(key)), h('dd', { dir: 'auto' }, value)] : [],
      ),
    ),
  )
}
