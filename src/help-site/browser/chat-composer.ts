import { h } from './dom.ts'
import type { Refused } from './http.ts'
import { codeLine } from './message-view.ts'
import { element, page, t } from './page.ts'

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
    if (refuses(text, told)) return box.focus()
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

/** Says in `told` why this can't be a message: the same sentence and code as without script. */
export function refuses(text: string, told: HTMLElement): boolean {
  // An alert that says the same again is not read out again: it is emptied first.
  told.replaceChildren()
  const code =
    text === ''
      ? 'conversations.empty_message'
      : text.length > page.longest && 'conversations.message_too_long'
  if (code) told.replaceChildren(t(`error.${code}`), codeLine(code))
  return code !== false
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
    problem && codeLine(problem.code),
    put,
  )
}
