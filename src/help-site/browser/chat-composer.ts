import { h } from './dom.ts'
import type { Refused } from './http.ts'
import { element, page, problemText, t } from './page.ts'

export type Composer = {
  readonly text: () => string
  /** Puts text into the box without losing what is there. */
  readonly put: (text: string) => void
  readonly focus: () => void
}

type Uses = {
  send: (text: string) => Promise<void>
  draft: (text: string) => Promise<void>
  typing: () => Promise<void>
}

const showFrom = 400
const typingEvery = 3_000

/** The text box: counts near the limit, keeps what is too long, tells that somebody types and never what. */
export function composerFor({ send, draft, typing }: Uses): Composer {
  const form = element<HTMLFormElement>('composer')
  const box = element<HTMLTextAreaElement>('text')
  const count = element('count')
  const told = element('told')
  let toldTyping = 0

  function measure(): void {
    const left = page.longest - box.value.trim().length
    count.hidden = left > showFrom
    if (count.hidden) count.textContent = ''
    else
      count.textContent =
        left < 0 ? t('chat.character_over', { over: -left }) : t('chat.character_count', { left })
    box.setAttribute('aria-invalid', String(left < 0))
  }

  box.addEventListener('input', () => {
    measure()
    told.textContent = ''
    void draft(box.value)
    const now = Date.now()
    if (box.value.trim() !== '' && now - toldTyping > typingEvery) {
      toldTyping = now
      void typing()
    }
  })

  // With a keyboard at hand Enter sends, as elsewhere; on a phone it begins a line.
  const fine = matchMedia('(pointer: fine)').matches
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return
    if (!fine && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    void submit()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })

  async function submit(): Promise<void> {
    const text = box.value.trim()
    measure()
    const problem = unsendable(text)
    // An alert that says the same again is not read out again: it is emptied first.
    told.textContent = ''
    if (problem) {
      told.textContent = problem
      box.focus()
      return
    }
    box.value = ''
    toldTyping = 0
    measure()
    void draft('')
    box.focus()
    await send(text)
  }

  return {
    text: () => box.value,
    put(text) {
      if (text === '') return
      box.value = box.value.trim() === '' ? text : `${text}\n${box.value}`
      measure()
      void draft(box.value)
    },
    focus: () => box.focus(),
  }
}

/** Why this can't be a message; undefined when it can. */
export function unsendable(text: string): string | undefined {
  if (text === '') return problemText('conversations.empty_message')
  return text.length > page.longest ? problemText('conversations.message_too_long') : undefined
}

/** A message that the server refused, with its words to be taken back. */
export function refusedView(text: string, problem: Refused | undefined, back: () => void): HTMLElement {
  const put = h('button', { type: 'button', on: back }, t('chat.failed_back'))
  return h(
    'div',
    {},
    h('p', { class: 'words', dir: 'auto' }, text),
    h('p', { class: 'strong' }, t('chat.failed')),
    h('p', { class: 'soft' }, problem?.message || t('chat.failed_text')),
    problem && h('p', { class: 'soft' }, t('help.error.code', { code: problem.code })),
    put,
  )
}
