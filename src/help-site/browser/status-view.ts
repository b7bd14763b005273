import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { LineState } from '../../contracts/conversations.ts'
import { button, h } from './dom.ts'
import { get, type Refused } from './http.ts'
import { codeLine } from './message-view.ts'
import { element, page, t, timeText } from './page.ts'

type Now = { open: boolean; respondersFree: number; languages: string[]; waiting: number }

/** What is true of the conversation, in sentences. */
export function stateSentences(state: LineState): string[] {
  if (state.slowedUntil) return [t('chat.state.slowed', { time: timeText(state.slowedUntil) })]
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
  if (state.slowedUntil) return true
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

/** What can be kept from happening, the most pressing first. */
const doings = ['deleting', 'sending', 'opening', 'following'] as const
type Doing = (typeof doings)[number]

export type StatusView = {
  readonly state: (state: LineState) => void
  /** What keeps something from happening; undefined when it is past. */
  readonly trouble: (what: Doing, problem: Refused | undefined) => void
  readonly typing: () => void
  /** So many messages came at once. */
  readonly caughtUp: (count: number) => void
  /** Takes the place of every other status. */
  readonly say: (text: string) => void
}

/** The phone and the text number, as buttons. */
function numbers(): (HTMLElement | undefined)[] {
  const way = (scheme: string, label: string, number: string) =>
    h('a', { class: 'button', href: `${scheme}:${number.replace(/[^+\d]/g, '')}` }, label)
  return [
    page.phone ? way('tel', t('help.call', { number: page.phone }), page.phone) : undefined,
    page.text ? way('sms', t('help.text', { number: page.text }), page.text) : undefined,
  ]
}

/** The line above the text box, the other ways, and who is typing. */
export function createStatusView(begun: () => boolean, leaveMessage: () => void): StatusView {
  const line = element('status')
  const offline = element('offline')
  const offers = element('offers')
  const typing = element('typing')
  const troubles = new Map<Doing, Refused>()
  let shown = ''
  let told = ''
  let fade = 0
  const caughtUp = element('caught-up')
  let caughtUpFade = 0

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
    offers.replaceChildren(
      h('div', { class: 'row' }, ...numbers(), button(t('chat.leave.button'), leaveMessage)),
    )
  }

  /** “No connection” only where no answer came; else the server's own sentence, and the phone. */
  function showTrouble(): void {
    const doing = doings.find((each) => troubles.has(each))
    const problem = doing && troubles.get(doing)
    const said = !problem
      ? ''
      : problem.unanswered
        ? t('chat.offline')
        : [
            problem.message || t('error.server.unavailable'),
            ...(doing === 'sending' ? [t('chat.held')] : []),
          ].join(' ')
    // The same again is not announced again.
    if (said === told) return
    told = said
    offline.replaceChildren(
      ...(problem ? [h('p', {}, said)] : []),
      ...(problem && !problem.unanswered
        ? [h('div', { class: 'row' }, ...numbers()), codeLine(problem.code)]
        : []),
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
    trouble(what, problem) {
      if (problem) troubles.set(what, problem)
      else troubles.delete(what)
      showTrouble()
    },
    typing() {
      typing.textContent = t('chat.still_typing')
      typing.hidden = false
      clearTimeout(fade)
      fade = window.setTimeout(() => {
        typing.hidden = true
        typing.textContent = ''
      }, 4_000)
    },
    caughtUp(count) {
      caughtUp.textContent = t('chat.new_messages', { count })
      clearTimeout(caughtUpFade)
      caughtUpFade = window.setTimeout(() => (caughtUp.textContent = ''), 8_000)
    },
    say: (text) => write([text]),
  }
}
