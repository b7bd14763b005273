import type { Content } from '../../contracts/content.ts'
import type { BurnDays } from '../../contracts/conversations.ts'
import { burnedText } from './burn-view.ts'
import { composerFor, refuses } from './chat-composer.ts'
import { deletionAsked, openConversation, type Conversation } from './chat-session.ts'
import { h } from './dom.ts'
import { pause, Refused } from './http.ts'
import { element, page, t } from './page.ts'
import { createStatusView } from './status-view.ts'
import { deposit, forget, hasStored, newSession, resume, save, type Session } from './session.ts'

/** The conversation page with script: a new visit, or the one from before a reload. */
export async function startChat(): Promise<void> {
  let conversation: Conversation | undefined
  let over = false
  const leave = element<HTMLFormElement>('leave')

  const status = createStatusView(
    () => conversation !== undefined && conversation.session.kept.begun,
    () => {
      element<HTMLDetailsElement>('leave-box').open = true
      element('leave-text').focus()
    },
  )

  const opening = openSession((problem) => status.trouble('opening', problem))
  const ready = opening.then(({ session, lost }) => {
    conversation = openConversation(session, status, finish)
    if (lost) showOver(t('chat.over.earlier'))
    return conversation
  })

  const composer = composerFor({
    async send(text) {
      if (over) return composer.put(text)
      const { push } = await ready
      await push({ kind: 'text', text })
    },
    async draft(text) {
      const { session } = await ready
      session.kept.draft = text
      if (text.trim() !== '') void deposit(session)
      saveSoon(session)
    },
    async typing() {
      const { typing } = await ready
      typing()
    },
  })

  leave.addEventListener('input', () => {
    void ready.then(({ session }) => {
      session.kept.leave = leaveFields(leave)
      void deposit(session)
      saveSoon(session)
    })
  })
  leave.addEventListener('submit', (event) => {
    event.preventDefault()
    void ready.then((chat) => leaveMessage(leave, chat))
  })

  const { session } = await opening
  composer.put(session.kept.draft)
  restoreLeave(leave, session)
  const { refused } = await ready
  refused.take = composer.put

  function finish(code: string, days: BurnDays): void {
    over = true
    if (code === 'conversations.burned') return showBurned(session, burnedText(days))
    if (code === deletionAsked) return showBurned(session, t('chat.burn.asked'))
    status.say('')
    for (const { content } of session.kept.outbox) if (content.kind === 'text') composer.put(content.text)
    showOver(t('chat.over.text'))
  }

  function showOver(text: string): void {
    const box = element('over')
    box.hidden = false
    box.replaceChildren(
      h('p', { class: 'strong' }, t('chat.over.heading')),
      h('p', {}, text),
      h(
        'div',
        { class: 'row' },
        h('a', { class: 'button', href: `/${page.locale}/return` }, t('chat.return.button')),
        over &&
          h(
            'button',
            { type: 'button', class: 'main', on: () => void startAnew(session) },
            t('chat.over.start'),
          ),
      ),
    )
  }
}

/** It is gone, or this side of it is: nothing but that sentence, and a way on. */
function showBurned(session: Session, said: string): void {
  void forget(session)
  element('main').replaceChildren(
    h('h1', { tabindex: '-1' }, t('chat.burn.button')),
    h('p', { role: 'status' }, said),
    h('p', {}, h('a', { class: 'button', href: `/${page.locale}/` }, t('chat.first_page'))),
  )
}

async function startAnew(session: Session): Promise<void> {
  const draft = element<HTMLTextAreaElement>('text').value
  await forget(session)
  const next = await newSession()
  next.kept.draft = draft
  await deposit(next)
  await save(next)
  location.reload()
}

/** The session of before the reload, however long the network takes; or a new one. */
async function openSession(
  trouble: (problem: Refused | undefined) => void,
): Promise<{ session: Session; lost: boolean }> {
  for (let failures = 0; hasStored(); failures++) {
    try {
      const session = await resume()
      trouble(undefined)
      if (session) return { session, lost: false }
      break
    } catch (error) {
      if (!(error instanceof Refused) || !error.passing) break
      trouble(error)
      await pause(error, failures)
    }
  }
  const lost = hasStored()
  if (lost) await forget(undefined)
  return { session: await newSession(), lost }
}

let saving = 0
function saveSoon(session: Session): void {
  clearTimeout(saving)
  saving = window.setTimeout(() => void save(session), 250)
}

function leaveFields(form: HTMLFormElement): [string, string, string] {
  const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? ''
  return [value('text'), value('time'), value('way')]
}

function restoreLeave(form: HTMLFormElement, { kept }: Session): void {
  for (const [i, name] of ['text', 'time', 'way'].entries()) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null
    if (field && field.value === '') field.value = kept.leave[i] ?? ''
  }
}

async function leaveMessage(form: HTMLFormElement, { session, push }: Conversation): Promise<void> {
  const [text, time, way] = leaveFields(form).map((value) => value.trim()) as [string, string, string]
  const told = element('leave-told')
  if (refuses(text, told)) return element('leave-text').focus()
  const content: Content = {
    kind: 'left-message',
    text,
    ...(time && { safeTime: time.slice(0, 200) }),
    ...(way && { safeWay: way.slice(0, 200) }),
  }
  session.kept.leave = ['', '', '']
  form.reset()
  await push(content, true)
  told.textContent = t('chat.leave.done')
}
