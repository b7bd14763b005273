import type { LineState } from '../../contracts/conversations.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import { newReceipt, receiptToDigits, receiptToWords, type Receipt } from '../../sealing/index.ts'
import { button, confirmButton, h } from './dom.ts'
import { pause, post, Refused } from './http.ts'
import type { LogView } from './log-view.ts'
import { element, page, t } from './page.ts'
import { secondSecret } from './second-view.ts'
import { registerReceipt, wordList } from './words.ts'
import { save, type Session } from './session.ts'

type Uses = {
  session: Session
  log: LogView
  /** The highest position read: new words stand below it. */
  position: () => number
  /** Tells the responder inside the conversation. */
  tellSeen: () => Promise<void>
  setSecond: (receipt: Receipt, secret: string) => Promise<void>
}

export type WordsView = { readonly state: (state: LineState) => void }

/**
 * Six words to come back with: shown once, in the log, where they scroll away
 * with what was said; kept or ignored; replaced when somebody saw them.
 */
export function createWordsView({ session, log, position, tellSeen, setSecond }: Uses): WordsView {
  const box = element('words')
  const { kept } = session
  let receipt: Receipt | undefined
  let failed = ''
  let state: LineState | undefined
  let drawn = ''

  /** New words, shown at once; they begin to work when the derivation is through. */
  async function make(): Promise<void> {
    const mine = (receipt = newReceipt())
    failed = ''
    kept.wordsHidden = false
    const ready = h('p', { class: 'soft', role: 'status' }, t('chat.words.not_ready'))
    await showCard(mine, ready)
    draw()
    const registered = await register(mine)
    if (receipt !== mine) return
    if (registered) ready.textContent = t('chat.words.ready')
    else {
      receipt = undefined
      log.remove('words')
    }
    draw()
  }

  async function register(mine: Receipt): Promise<boolean> {
    for (let failures = 0; receipt === mine; failures++) {
      try {
        await registerReceipt(session, mine)
        return true
      } catch (error) {
        if (error instanceof Refused && !error.passing) {
          failed = error.code === 'conversations.words_exist' ? '' : error.message
          return false
        }
        await pause(error, failures + 2)
      }
    }
    return false
  }

  async function seen(): Promise<void> {
    await post(helpPaths.wordsSeen, {}, { ticket: session.ticketId })
    await tellSeen()
    if (state) state = { ...state, wordsKept: false }
    await make()
  }

  async function showCard(shown: Receipt, ready: HTMLElement): Promise<void> {
    const list = await wordList(page.locale)
    const digits = h('p', { class: 'digits', dir: 'ltr' }, receiptToDigits(shown))
    const main = list
      ? [
          h(
            'ol',
            { class: 'six', lang: page.locale },
            ...receiptToWords(shown, list).map((word) => h('li', {}, word)),
          ),
          h('details', {}, h('summary', {}, t('chat.words.digits')), digits),
        ]
      : [digits]
    const hide = async () => {
      kept.wordsHidden = true
      log.remove('words')
      await save(session)
    }
    const card = h(
      'div',
      { class: 'card' },
      h('h2', {}, title(list !== undefined)),
      h('p', { class: 'soft' }, t(list ? 'chat.words.intro' : 'chat.words.intro_digits')),
      ...main,
      ready,
      h('div', { class: 'row' }, button(t('chat.words.hide'), hide, 'quiet')),
    )
    // Not announced: six secret words are not for a loudspeaker. They stand in reading order.
    await log.quietly(async () => {
      log.keepInSight(() => log.row('words', position() + 0.5, 'msg event').item.replaceChildren(card))
    })
  }

  function title(words: boolean): string {
    return t(words ? 'chat.words.title' : 'chat.words.title_digits')
  }

  /** What can be done about the words, beside the conversation. */
  function draw(): void {
    box.hidden = !state && !receipt
    const summary = h('summary', {}, title(page.wordLists[0]?.locale === page.locale))
    box.replaceChildren(summary, ...actions())
  }

  function actions(): Node[] {
    if (receipt) return [seenButton(), secondSecret(receipt, setSecond)]
    if (failed) return [h('p', { class: 'soft' }, failed)]
    if (!state) return []
    if (!state.visit.checked) return [h('p', { class: 'soft' }, t('chat.words.not_checked'))]
    if (!state.wordsKept) return [button(t('chat.words.new'), make)]
    return [
      h('p', { class: 'soft' }, t('chat.words.kept')),
      h('p', { class: 'soft' }, t('chat.second.need_words')),
      seenButton(),
    ]
  }

  function seenButton(): HTMLElement {
    const confirm = {
      note: t('chat.words.seen_note'),
      yes: t('chat.words.new'),
      no: t('chat.words.keep_old'),
    }
    return confirmButton(t('chat.words.seen'), confirm, seen)
  }

  return {
    state(next) {
      const fresh = state === undefined
      state = next
      // The first words come by themselves, once; a visit that came by words has its own already,
      // and who put them away before the page was loaded again is not shown new ones.
      if (
        fresh &&
        !next.wordsKept &&
        next.visit.how === 'first' &&
        next.visit.checked &&
        !receipt &&
        !kept.wordsHidden
      )
        void make()
      const now = JSON.stringify([next.wordsKept, next.visit.checked])
      if (now !== drawn && !receipt) draw()
      drawn = now
    },
  }
}
