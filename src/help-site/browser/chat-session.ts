import { helpPaths } from '../../contracts/conversation-paths.ts'
import type { Content, ContentOf } from '../../contracts/content.ts'
import type {
  BurnDays,
  EnvelopeView,
  GenerationView,
  LineState,
  Recipient,
} from '../../contracts/conversations.ts'
import { randomId } from '../../kernel/index.ts'
import { burnNote } from './burn-view.ts'
import { refusedView } from './chat-composer.ts'
import { consentAnswerText, signedAnswer } from './consent-view.ts'
import { confirmButton, h } from './dom.ts'
import { follow } from './follow.ts'
import { post, Refused } from './http.ts'
import { createKeyring } from './keyring.ts'
import { createLogView } from './log-view.ts'
import { byline, note, plainContent, words } from './message-view.ts'
import { createOutbox, type Entry } from './outbox.ts'
import { element, t } from './page.ts'
import { judgeReaders } from './readers.ts'
import { createReferrals } from './referral-view.ts'
import { createOpenedView } from './opened-view.ts'
import { createRegionView } from './region-view.ts'
import { save, type Session } from './session.ts'
import type { StatusView } from './status-view.ts'
import { createThreadView } from './thread-view.ts'
import { createWordsView } from './words-view.ts'
import { registerSecond } from './words.ts'

/** A conversation that is open in this page. */
export type Conversation = {
  readonly session: Session
  readonly push: (content: Content, leftMessage?: boolean) => Promise<void>
  readonly typing: () => void
  /** Where the words of a refused message go back to. */
  readonly refused: { take: (text: string) => void }
}

/** How a conversation ends here whose deletion was asked for and waits for the team. */
export const deletionAsked = 'deletion-asked'

const sendingLook = 'msg mine pending'

/** Puts together what sends, what follows and what shows. */
export function openConversation(
  session: Session,
  status: StatusView,
  over: (code: string, days: BurnDays) => void,
): Conversation {
  const { kept } = session
  const keyring = createKeyring(session)
  const log = createLogView()
  const referrals = createReferrals(session)
  const refused = { take: (_: string) => undefined as void }
  const view = createThreadView({ session, keyring, log, referrals, answer })
  const regionView = createRegionView(session)
  const openedView = createOpenedView(session)
  const wordsView = createWordsView({
    session,
    log,
    position: view.position,
    tellSeen: () => push({ kind: 'words-seen' }),
    setSecond,
  })
  let following: ReturnType<typeof follow> | undefined
  const before = kept.begun
  let checked: boolean | undefined
  let days: BurnDays = {}
  let left = false
  let turn: Promise<void> = Promise.resolve()

  const story = {
    seen: (writer: string) => view.thread().seen(writer),
    judge: (recipients: readonly Recipient[]) => judgeReaders(recipients, view.thread().entries, session),
  }
  const outbox = createOutbox(session, keyring, story, {
    sealed: (entry) => log.rename(entry.key, entry.attempt?.id ?? entry.key),
    acknowledged(entry, { position, at }) {
      const row = log.row(entry.attempt?.id ?? entry.key, position, 'msg mine')
      if (view.position() < position) fillOwn(row.item, entry.content, t('chat.sent'), at)
      begin()
      // Nothing else tells this side that the line knows of a left message.
      if (entry.leftMessage) void following?.look().catch(() => undefined)
    },
    refused: (entry, problem) => showRefused(entry, problem),
    trouble: (problem) => status.trouble('sending', problem),
    unsure: () => event('unsure', view.position() + 0.6, t('chat.unsure_readers')),
    over: end,
  })

  async function push(content: Content, leftMessage = false): Promise<void> {
    const entry = { key: randomId(), content, ...(leftMessage && { leftMessage }) }
    showSending(entry)
    await outbox.push(entry)
  }

  /** Something to know, in the log where it happened. */
  function event(key: string, position: number, text: string): void {
    const row = log.row(key, position, 'msg event')
    row.item.replaceChildren(h('p', { class: 'card note' }, text))
  }

  function showSending({ key, content }: Pick<Entry, 'key' | 'content'>): void {
    log.keepInSight(
      () => fillOwn(log.row(key, Infinity, sendingLook).item, content, t('chat.pending'), ''),
      true,
    )
    element('empty').hidden = true
  }

  function showRefused(entry: Entry, problem: Refused | undefined): void {
    const key = entry.attempt?.id ?? entry.key
    const { content } = entry
    const text = content.kind === 'text' || content.kind === 'left-message' ? content.text : ''
    const row = log.row(key, Infinity, 'msg mine failed')
    const back = () => {
      refused.take(text)
      log.remove(key)
    }
    row.item.replaceChildren(refusedView(text, problem, back))
  }

  async function answer(ask: ContentOf<'consent-ask'>, yes: boolean, ticked: string[]): Promise<void> {
    await push(await signedAnswer(session, ask, yes, ticked))
  }

  async function setSecond(receipt: Parameters<typeof registerSecond>[2], secret: string): Promise<void> {
    const publicKey = await registerSecond(session, keyring, receipt, secret)
    await push({ kind: 'keep', publicKey })
  }

  function arrived(
    envelopes: readonly EnvelopeView[],
    generations: readonly GenerationView[],
  ): Promise<void> {
    turn = turn.then(async () => {
      await keyring.add(generations)
      // What was said before this page was there is not read out. In a new conversation nothing was.
      const earlier = before && view.position() === 0
      // After a lost connection so many may come that hearing each would bury the newest: their number is said.
      const many = envelopes.length > 3
      const theirs = await (earlier || many ? log.quietly(() => view.add(envelopes)) : view.add(envelopes))
      if (many && !earlier && theirs > 0) status.caughtUp(theirs)
      element('empty').hidden = true
    })
    return turn
  }

  /** Earlier messages were opened to this visit: everything is read again, from the beginning. */
  function readAgain(): void {
    turn = turn.then(() => view.restart())
    void turn.then(() => following?.catchUp()).catch(() => undefined)
  }

  function onState(state: LineState): void {
    status.state(state)
    wordsView.state(state)
    regionView.state(state)
    openedView.state(state)
    // Said only while it is true: a text browser shows what is hidden.
    const readable = element('server-readable')
    readable.hidden = !state.serverReadable
    readable.textContent = state.serverReadable ? t('chat.server_readable') : ''
    const { goneBy, heldUntil } = state.deleting
    if (checked !== state.visit.checked || days.goneBy !== goneBy || days.heldUntil !== heldUntil)
      offerBurn(state.visit.checked, state.deleting)
    days = state.deleting
    element('burn').hidden = false
    if (checked === false && state.visit.checked) {
      kept.returned = false
      const row = log.row('resealed', view.position() + 0.4, 'msg event')
      readAgain()
      row.item.replaceChildren(note(t('chat.resealed')))
    }
    checked = state.visit.checked
  }

  function begin(): void {
    if (following || left || !kept.begun) return
    following = follow(session.ticketId, view.position, {
      arrived,
      state: onState,
      typing: status.typing,
      trouble: (problem) => status.trouble('following', problem),
      over: end,
    })
  }

  function end(code: string, told = days): void {
    // After Exit nothing is left of the page that this could be said in.
    if (left) return
    following?.stop()
    // What was said must not stay on the screen of a visit that was ended from elsewhere.
    log.clear()
    openedView.over()
    over(code, told)
  }

  async function burn(): Promise<void> {
    try {
      const ticket = { ticket: session.ticketId }
      const { deleted, ...told } = await post<{ deleted: boolean } & BurnDays>(helpPaths.burn, {}, ticket)
      end(deleted || told.heldUntil ? 'conversations.burned' : deletionAsked, told)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      status.trouble('deleting', error)
    }
  }

  function offerBurn(mayDelete: boolean, told: BurnDays): void {
    const note = burnNote(mayDelete, told)
    const yes = t(mayDelete ? 'chat.burn.confirm' : 'chat.burn.ask')
    const confirm = { note, yes, no: t('chat.burn.keep') }
    element('burn').replaceChildren(confirmButton(t('chat.burn.button'), confirm, burn))
  }
  document.addEventListener('page:exit', () => {
    left = true
    following?.stop()
  })
  addEventListener('online', () => void outbox.pump())

  // Only then: what nobody has typed into keeps nothing, neither here nor on the server.
  if (kept.notices.length > 0) {
    for (const key of kept.notices.splice(0)) event(key, 0, t(key))
    void save(session)
  }
  for (const entry of kept.outbox) {
    showSending(entry)
    if (entry.attempt) log.rename(entry.key, entry.attempt.id)
  }
  begin()
  void outbox.pump()

  return {
    session,
    push,
    refused,
    typing() {
      if (kept.begun) void post(helpPaths.typing, {}, { ticket: session.ticketId }).catch(() => undefined)
    },
  }
}

/** A message of this tab as long as its own envelope has not come by. */
function fillOwn(item: HTMLElement, content: Content, mark: string, at: string): void {
  const shown =
    content.kind === 'consent-answer'
      ? [words(consentAnswerText(undefined, content))]
      : (plainContent(content) ?? [])
  item.replaceChildren(
    byline(true, at),
    h('div', { class: 'body' }, ...shown),
    h('p', { class: 'soft sent' }, mark),
  )
}
