import type { Content, ContentOf } from '../../contracts/content.ts'
import type { EnvelopeView } from '../../contracts/conversations.ts'
import { createThread, type Thread, type ThreadEntry } from '../../sealing/index.ts'
import { consentAnswerText, consentQuestion, consentSettled, tickedLabels } from './consent-view.ts'
import { h } from './dom.ts'
import { readContent } from './incoming.ts'
import { bytesOf } from './bytes-of.ts'
import type { Keyring } from './keyring.ts'
import type { LogView, Row } from './log-view.ts'
import { byline, marks, mayWrite, note, plainContent, shutText, words } from './message-view.ts'
import { t } from './page.ts'
import type { Referrals } from './referral-view.ts'
import type { Session } from './session.ts'

type Uses = {
  session: Session
  keyring: Keyring
  log: LogView
  referrals: Referrals
  answer: (ask: ContentOf<'consent-ask'>, yes: boolean, ticked: string[]) => Promise<void>
}

export type ThreadView = {
  readonly thread: () => Thread
  /** The highest position that was read. */
  readonly position: () => number
  /** Shows them. Gives how many of them are the other side's and new here. */
  readonly add: (envelopes: readonly EnvelopeView[]) => Promise<number>
  /** Begins again from nothing, because earlier messages became readable. */
  readonly restart: () => void
}

type Shown = { entry: ThreadEntry; content: Content | undefined; row: Row; at: string }

/** The sealed thread, opened and shown: every envelope has its line, whatever is wrong with it. */
export function createThreadView({ session, keyring, log, referrals, answer }: Uses): ThreadView {
  let thread = fresh()
  let position = 0
  let pseudonym = ''
  const shown = new Map<string, Shown>()
  const asks = new Map<string, { ask: ContentOf<'consent-ask'>; row: Row; settled: boolean }>()
  const settledAsks = new Set<string>()
  /** The first envelope under each generation whose maker could not read what came before. */
  const breaks = new Map<number, string>()

  function fresh(): Thread {
    return createThread({
      conversationId: session.kept.conversationId,
      keyOf: keyring.get,
      // A visit that came by words sees other writers begin in the middle.
      complete: !session.kept.returned,
    })
  }

  async function add(envelopes: readonly EnvelopeView[]): Promise<number> {
    let theirs = 0
    for (const { position: at, at: time, bytes } of envelopes) {
      const entry = await thread.add(bytesOf(bytes))
      position = Math.max(position, at)
      if (!entry) continue
      if (entry.header?.role !== 'seeker' && !shown.has(entry.id)) theirs++
      show(entry, at, time)
    }
    return theirs
  }

  function show(entry: ThreadEntry, at: number, time: string): void {
    const mine = entry.header?.role === 'seeker'
    const read = entry.state === 'open' ? readContent(entry.body?.content) : undefined
    const content = read && entry.header && mayWrite(entry.header.role, read.kind) ? read : undefined
    const look = `msg ${mine ? 'mine' : 'theirs'}${content && content.kind !== 'text' && mine ? ' aside' : ''}`
    log.keepInSight(() => {
      const row = log.row(entry.id, at, look)
      shown.set(entry.id, { entry, content, row, at: time })
      if (content?.kind === 'consent-ask') asks.set(content.askId, { ask: content, row, settled: false })
      fill(row, entry, content, time)
      settle(content)
    })
  }

  function fill(row: Row, entry: ThreadEntry, content: Content | undefined, time: string): void {
    const mine = entry.header?.role === 'seeker'
    const parts: (Node | undefined)[] = []
    if (comesInAnew(entry)) parts.push(h('p', { class: 'card note' }, t('chat.unlinked')))
    if (entry.missing > 0) parts.push(note(t('chat.missing', { count: entry.missing })))
    if (entry.signedBy && entry.signedBy.pseudonym !== pseudonym) {
      if (pseudonym !== '') parts.push(note(t('chat.new_person')))
      pseudonym = entry.signedBy.pseudonym
    }
    parts.push(byline(mine, time))
    const body = h('div', { class: 'body' })
    body.append(
      ...(content
        ? contentNodes(content, row, body)
        : [note(entry.state === 'open' ? t('chat.shut') : shutText(entry))]),
    )
    parts.push(body, ...marks(entry))
    if (mine && entry.state === 'open') parts.push(h('p', { class: 'soft sent' }, t('chat.sent')))
    row.item.replaceChildren(...parts.filter((part): part is Node => part !== undefined))
  }

  /** Somebody came in here without having read the story: by the words, or else. Of oneself it is no news. */
  function comesInAnew({ id, header, body }: ThreadEntry): boolean {
    if (!header || !keyring.unlinked(header.generation) || body?.visit?.id === session.visit.id) return false
    if (!breaks.has(header.generation)) breaks.set(header.generation, id)
    return breaks.get(header.generation) === id
  }

  function contentNodes(content: Content, row: Row, body: HTMLElement): Node[] {
    const plain = plainContent(content)
    if (plain) return plain
    switch (content.kind) {
      case 'consent-ask':
        return [askNode(content)]
      case 'consent-answer':
        return [words(consentAnswerText(asks.get(content.askId)?.ask, content))]
      case 'consent-read-back': {
        const ask = asks.get(content.askId)?.ask
        return [
          words(
            t('chat.consent.read_back', {
              service: ask?.to.service ?? '',
              fields: tickedLabels(ask, content.ticked),
            }),
          ),
        ]
      }
      case 'referral-sent':
        referrals.show(body, content)
        return [...body.childNodes]
      default:
        return []
    }
  }

  function askNode(ask: ContentOf<'consent-ask'>): HTMLElement {
    const closed = settledAsks.has(ask.askId) || Date.parse(ask.until) < Date.now()
    if (closed) return consentSettled(ask)
    return consentQuestion(ask, (yes, ticked) => answer(ask, yes, ticked))
  }

  /** A question that was answered can't be answered again. */
  function settle(content: Content | undefined): void {
    if (content?.kind !== 'consent-answer' && content?.kind !== 'consent-read-back') return
    settledAsks.add(content.askId)
    const known = asks.get(content.askId)
    if (!known || known.settled) return
    known.settled = true
    known.row.item.querySelector('.body')?.replaceChildren(consentSettled(known.ask))
  }

  return {
    thread: () => thread,
    position: () => position,
    add,
    restart() {
      thread = fresh()
      position = 0
      pseudonym = ''
      asks.clear()
      breaks.clear()
      for (const id of shown.keys()) log.remove(id)
      shown.clear()
    },
  }
}
