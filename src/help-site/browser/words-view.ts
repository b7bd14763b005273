import type { LineState } from '../../contracts/conversations.ts'
import { helpPaths } from '../../contracts/conversation-paths.ts'
import { newReceipt, receiptToDigits, receiptToWords, type Receipt } from '../../sealing/index.ts'
import { button, confirmButton, h } from './dom.ts'
import { post, Refused } from './http.ts'
import { element, page, t, wait } from './page.ts'
import { registerReceipt, wordList } from './words.ts'
import { save, type Session } from './session.ts'

type Uses = {
  session: Session
  /** Tells the responder inside the conversation. */
  tellSeen: () => Promise<void>
  setSecond: (receipt: Receipt, secret: string) => Promise<void>
}

export type WordsView = { readonly state: (state: LineState) => void }

/** Six words to come back with: shown once, kept or ignored, replaced when somebody saw them. */
export function createWordsView({ session, tellSeen, setSecond }: Uses): WordsView {
  const place = element('words')
  const { kept } = session
  let receipt: Receipt | undefined
  let registered = false
  let failed = ''
  let state: LineState | undefined
  let drawn = ''

  /** New words, shown at once; they begin to work when the derivation is through. */
  async function make(): Promise<void> {
    receipt = newReceipt()
    registered = false
    failed = ''
    kept.wordsHidden = false
    await draw()
    const mine = receipt
    for (let failures = 0; receipt === mine && !registered; failures++) {
      try {
        await registerReceipt(session, mine)
        registered = true
      } catch (error) {
        if (error instanceof Refused && !error.passing) {
          receipt = undefined
          failed = error.code === 'conversations.words_exist' ? '' : error.message
          break
        }
        await wait(Math.min(20_000, 2_000 * 2 ** failures))
      }
    }
    await draw()
  }

  async function seen(): Promise<void> {
    await post(helpPaths.wordsSeen, {}, { ticket: session.ticketId })
    await tellSeen()
    if (state) state = { ...state, wordsKept: false }
    await make()
  }

  async function draw(): Promise<void> {
    place.hidden = kept.wordsHidden || (!receipt && !state)
    if (place.hidden) return place.replaceChildren()
    const parts = receipt ? await shownWords(receipt) : withoutWords()
    place.replaceChildren(h('h2', {}, titleOf()), ...parts)
  }

  function titleOf(): string {
    return t(page.wordLists[0]?.locale === page.locale ? 'chat.words.title' : 'chat.words.title_digits')
  }

  async function shownWords(shown: Receipt): Promise<Node[]> {
    const list = await wordList(page.locale)
    const digits = h('p', { class: 'digits', dir: 'ltr' }, receiptToDigits(shown))
    const main = list
      ? [
          h('ol', { class: 'six', lang: page.locale }, ...receiptToWords(shown, list).map((word) => h('li', {}, word))),
          h('details', {}, h('summary', {}, t('chat.words.digits')), digits),
        ]
      : [digits]
    const hide = async () => {
      kept.wordsHidden = true
      await save(session)
      await draw()
    }
    return [
      h('p', { class: 'soft' }, t(list ? 'chat.words.intro' : 'chat.words.intro_digits')),
      ...main,
      h('p', { class: 'soft', role: 'status' }, t(registered ? 'chat.words.ready' : 'chat.words.not_ready')),
      h('div', { class: 'row' }, button(t('chat.words.hide'), hide, 'quiet'), seenButton()),
      secondForm(shown),
    ]
  }

  function withoutWords(): Node[] {
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
    const confirm = { note: t('chat.words.seen_note'), yes: t('chat.words.new'), no: t('chat.burn.keep') }
    return confirmButton(t('chat.words.seen'), confirm, seen)
  }

  function secondForm(shown: Receipt): HTMLElement {
    const field = h('input', { id: 'second', type: 'text', dir: 'auto', ...quiet })
    const told = h('p', { class: 'soft', role: 'status' })
    const set = async () => {
      if (field.value.trim() === '') return field.focus()
      told.textContent = t('chat.second.waiting')
      try {
        await setSecond(shown, field.value)
        field.value = ''
        told.textContent = t('chat.second.done')
      } catch (error) {
        told.textContent = error instanceof Refused && error.message ? error.message : t('chat.failed_text')
      }
    }
    return h(
      'details',
      {},
      h('summary', {}, t('chat.second.heading')),
      h('p', { class: 'soft' }, t('chat.second.note')),
      h('label', { for: 'second' }, t('chat.second.label')),
      field,
      h('p', {}, button(t('chat.second.button'), set)),
      told,
    )
  }

  return {
    state(next) {
      const fresh = state === undefined
      state = next
      // The first words come by themselves, once; a visit that came by words has its own already.
      if (fresh && !next.wordsKept && next.visit.how === 'first' && next.visit.checked && !receipt) void make()
      const now = JSON.stringify([next.wordsKept, next.visit.checked])
      if (now !== drawn && !receipt) void draw()
      drawn = now
    },
  }
}

/** What keeps a browser from learning or sending away what is typed. */
export const quiet = {
  autocomplete: 'off',
  autocorrect: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  translate: 'no',
}
