import { html, html as part, raw } from 'hono/html'
import type { LineState } from '../../contracts/conversations.ts'
import type { NoScriptItem, NoScriptNews } from '../../rooms/conversations/index.ts'
import { closing, type Html } from '../layout.ts'
import { composer, stateView, talkOpening, wordsCard, type Talk } from './page.ts'
import { itemView } from './item.ts'
import { mailboxStates, referralView, sentReferrals } from './referral.ts'
import { contentOf, stateText } from './sayings.ts'

const encoder = new TextEncoder()
const lookEvery = 10_000
/** Bytes that may wait for a reader who does not read, beside the thread as it was when the page began. */
const mostWaiting = 262_144

/**
 * The page that never ends: everything so far, then every message as it comes.
 * Nothing that stands there can be changed without script, so what is out of
 * date is hidden by a style with the page's nonce and written again below.
 */
export function livePage(talk: Talk): ReadableStream<Uint8Array> {
  const leaving = new AbortController()
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    let allowed = Infinity
    const put = (text: string) => controller.enqueue(encoder.encode(text))
    const end = () => {
      leaving.abort()
      put(`</div></div>${closing}`)
      controller.close()
    }
    const write = (part: string | Html | Html[]) => {
      if (leaving.signal.aborted) return
      put(Array.isArray(part) ? part.join('') : String(part))
      // Whoever reads on finds the sentence that says how to go on; the buffer grows no further.
      if (-(controller.desiredSize ?? 0) > allowed) {
        put(stopped(talk))
        end()
      }
    }
    const opened = () => void (allowed = mostWaiting + Math.max(0, -(controller.desiredSize ?? 0)))
    void run(talk, write, opened, leaving.signal)
      .catch((error: unknown) => {
        write(html`<p class="card note">${talk.site.problemOf(error, talk.drawing.t.locale).message}</p>`)
        write(stopped(talk))
      })
      .finally(() => {
        if (!leaving.signal.aborted) end()
      })
  }
  const size = (chunk?: Uint8Array) => chunk?.byteLength ?? 0
  return new ReadableStream<Uint8Array>({ start, cancel: () => leaving.abort() }, { highWaterMark: 0, size })
}

function stopped({ drawing }: Talk): string {
  return String(html`<p class="card note">${drawing.t('chat.noscript.stopped')}</p>`)
}

async function run(
  talk: Talk,
  write: (part: string | Html | Html[]) => void,
  opened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { site, drawing } = talk
  const { t, pass } = drawing
  const items: NoScriptItem[] = []
  const now = { ...drawing, items }
  let composers = 0
  let notes = 0
  /** The number of the note of each kind that stands now. */
  const standing = new Map<string, number>()
  let status = ''
  let typed = 0
  let digits = talk.words?.digits ?? ''
  const referrals = new Map<string, string>()

  const hide = (selector: string) =>
    part`<style nonce="${talk.nonce}">${raw(selector)}{display:none!important}</style>`

  /** Takes the place of the note of the same kind before. */
  function replace(kind: string, inside: Html | ''): void {
    const before = standing.get(kind)
    standing.set(kind, ++notes)
    if (before !== undefined) write(hide(`#n${before}`))
    write(html`<div class="event" id="n${notes}">${inside}</div>`)
  }

  function freshComposer(text?: string): void {
    composers++
    if (composers > 1) write(hide(`#c${composers - 1}`))
    write(composer(now, composers, text))
  }

  function showState(state: LineState): void {
    const text = stateText(t, state, drawing.zone)
    if (text === status) return
    status = text
    replace('state', stateView(site, t, state))
  }

  async function newWords(): Promise<void> {
    const words = await site.conversations.noScript.words(pass, t.locale)
    if (!words || words.digits === digits) return
    digits = words.digits
    write(hide('.six-card'))
    replace('words', html`<div class="card">${wordsCard(t, words, true)}</div>`)
  }

  async function showItems(fresh: readonly NoScriptItem[], first: boolean): Promise<void> {
    for (const item of fresh) {
      items.push(item)
      write(itemView(now, item))
      const content = contentOf(item)
      if (content?.kind === 'consent-answer' || content?.kind === 'consent-read-back')
        write(hide(`.ask-${content.askId}`))
      if (content?.kind === 'words-seen' && !first) await newWords()
    }
    const own = fresh.some(({ by, content }) => by === 'me' && content?.kind === 'text')
    if (!first && own) freshComposer()
    const left = fresh.some(({ content }) => content?.kind === 'left-message')
    if (!first && left) showState((await site.conversations.noScript.view(pass)).state)
    if (fresh.some(({ content }) => content?.kind === 'referral-sent')) await lookIntoMailboxes()
  }

  async function lookIntoMailboxes(): Promise<void> {
    const sent = sentReferrals(items)
    const states = await mailboxStates(site, sent, t.locale).catch(() => undefined)
    for (const each of sent) {
      const state = states?.get(each.mailbox)
      if (!state || referrals.get(each.mailbox) === JSON.stringify(state)) continue
      referrals.set(each.mailbox, JSON.stringify(state))
      replace(`r${each.mailbox}`, referralView(now, each, state))
    }
  }

  async function show(news: NoScriptNews, first: boolean): Promise<boolean> {
    if (news.kind === 'items') await showItems(news.items, first)
    else if (news.kind === 'state') showState(news.state)
    else if (news.kind === 'beat') write('<!-- -->\n')
    else if (news.kind === 'reload')
      replace('reload', html`<p class="card note">${t('chat.resealed')} ${t('chat.noscript.refresh')}</p>`)
    else if (news.kind === 'typing') {
      if (Date.now() - typed > 3_500)
        replace('typing', html`<p class="soft fades">${t('chat.still_typing')}</p>`)
      typed = Date.now()
    } else {
      // What was said must not stay on the screen of a visit that has ended.
      if (news.how === 'over')
        write([
          hide('.inner > :not(.last), .fixed, .compose'),
          html`<h1 class="last">${t('chat.over.heading')}</h1>`,
        ])
      else replace('stopped', html`<p class="card note">${t('chat.noscript.stopped')}</p>`)
      return false
    }
    return true
  }

  write(talkOpening(talk))
  const timer = setInterval(() => void lookIntoMailboxes(), lookEvery)
  try {
    let first = true
    for await (const news of site.conversations.noScript.watch(pass, { signal })) {
      const goesOn = await show(news, first)
      if (first && news.kind === 'state') {
        first = false
        freshComposer(talk.text)
        opened()
      }
      if (!goesOn || signal.aborted) return
    }
  } finally {
    clearInterval(timer)
  }
}
