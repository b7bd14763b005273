import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { LineState } from '../../contracts/conversations.ts'
import { button, h } from './dom.ts'
import { get } from './http.ts'
import { element, page, t } from './page.ts'

type Now = { open: boolean; respondersFree: number; languages: string[]; waiting: number }

/** What is true of the conversation, in sentences. */
export function stateSentences(state: LineState): string[] {
  if (state.state === 'ended') return [t('chat.state.ended')]
  if (state.state === 'claimed') return [t('chat.state.claimed')]
  if (state.leftMessage) return [t('chat.state.left_message')]
  if (!state.open) return [t('chat.state.nobody_here')]
  if (state.backInQueue) return [t('chat.state.back_in_queue')]
  if (state.unanswered) return [t('chat.state.unanswered')]
  return [
    t('chat.state.waiting'),
    t('chat.state.ahead', { ahead: state.ahead }),
    t('chat.state.free', { count: state.respondersFree }),
  ]
}

/** Whether the other ways belong on the screen now: nobody came, or nobody is here. */
export function offersOtherWays(state: LineState): boolean {
  if (state.state !== 'waiting' || state.leftMessage) return false
  return state.unanswered || state.backInQueue || !state.open
}

/** Who can answer, before there is a conversation. The server wrote the same at first; it may have changed since. */
export function availabilitySentences(now: Now): string[] {
  if (!now.open) return [t('help.availability.closed')]
  const languageNames = new Intl.DisplayNames([page.format], { type: 'language' })
  const names = [...new Set(now.languages.map((tag) => languageNames.of(tag) ?? tag))]
  const list = new Intl.ListFormat(page.format).format(names)
  const spoken = now.languages.some((tag) => tag.split('-')[0] === page.locale.split('-')[0])
  return [
    t(now.respondersFree > 0 ? 'help.availability.free' : 'help.availability.busy'),
    ...(now.waiting > 0 || now.respondersFree === 0
      ? [t('help.availability.waiting', { waiting: now.waiting })]
      : []),
    ...(names.length > 0 ? [t('help.availability.languages', { languages: list })] : []),
    ...(names.length > 0 && !spoken
      ? [t('help.availability.other_language', { language: languageNames.of(page.locale) ?? '' })]
      : []),
  ]
}

export type StatusView = {
  readonly state: (state: LineState) => void
  readonly reachable: (yes: boolean) => void
  readonly typing: () => void
  /** Takes the place of every other status. */
  readonly say: (text: string) => void
}

/** The line above the text box, the other ways, and who is typing. */
export function createStatusView(begun: () => boolean, leaveMessage: () => void): StatusView {
  const line = element('status')
  const offline = element('offline')
  const offers = element('offers')
  const typing = element('typing')
  let shown = ''
  let fade = 0

  function write(sentences: string[]): void {
    const text = sentences.join(' ')
    if (text === shown) return
    shown = text
    line.textContent = text
  }

  function showOffers(yes: boolean): void {
    if (offers.hidden === !yes) return
    offers.hidden = !yes
    if (!yes) return offers.replaceChildren()
    const way = (scheme: string, label: string, number: string) =>
      h('a', { class: 'button', href: `${scheme}:${number.replace(/[^+\d]/g, '')}` }, label)
    offers.replaceChildren(
      h(
        'div',
        { class: 'row' },
        page.phone ? way('tel', t('help.call', { number: page.phone }), page.phone) : undefined,
        page.text ? way('sms', t('help.text', { number: page.text }), page.text) : undefined,
        button(t('chat.leave.button'), leaveMessage),
      ),
    )
  }

  async function refresh(): Promise<void> {
    if (begun() || document.visibilityState !== 'visible') return
    const now = await get<Now>(helpPaths.availability).catch(() => undefined)
    if (now && !begun()) write(availabilitySentences(now))
  }
  setInterval(() => void refresh(), 30_000)
  document.addEventListener('page:uncover', () => void refresh())

  return {
    state(state) {
      write(stateSentences(state))
      showOffers(offersOtherWays(state))
      if (state.responderTyping) this.typing()
    },
    reachable(yes) {
      offline.hidden = yes
    },
    typing() {
      typing.hidden = false
      clearTimeout(fade)
      fade = window.setTimeout(() => (typing.hidden = true), 4_000)
    },
    say: (text) => write([text]),
  }
}
