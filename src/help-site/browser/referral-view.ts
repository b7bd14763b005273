import type { ContentOf } from '../../contracts/content.ts'
import { seekerReferralPaths } from '../../contracts/referral-paths.ts'
import type { SeekerMailboxView } from '../../contracts/referrals.ts'
import { openAnswer } from '../../sealing/index.ts'
import { button, confirmButton, h } from './dom.ts'
import { post, Refused } from './http.ts'
import { bytesOf } from './bytes-of.ts'
import { note, words } from './message-view.ts'
import { t } from './page.ts'
import { save, type Session } from './session.ts'

type Sent = ContentOf<'referral-sent'>

export type Referrals = {
  /** Shows a referral in a row of the log, and from then on how it stands. */
  readonly show: (place: HTMLElement, sent: Sent) => void
  readonly look: () => Promise<void>
}

const lookEvery = 15_000

/** What was sent with the person's yes, by mailbox. An answer is “an answer” until it is tapped. */
export function createReferrals(session: Session): Referrals {
  const shown = new Map<string, { sent: Sent; place: HTMLElement; state?: SeekerMailboxView }>()
  const { answers } = session.kept
  let drawn = ''

  // Without the ticket: so no request joins a mailbox to the conversation.
  async function look(): Promise<void> {
    const open = [...shown.values()].filter(({ state }) => state?.state !== 'closed')
    if (open.length === 0) return
    const mailboxes = open.slice(-20).map(({ sent }) => sent.mailbox)
    const found = await post<{ mailboxes: SeekerMailboxView[] }>(seekerReferralPaths.mailboxes, {
      mailboxes,
    }).catch(() => undefined)
    for (const state of found?.mailboxes ?? []) {
      const known = shown.get(state.mailbox)
      if (!known) continue
      const before = JSON.stringify(known.state)
      known.state = state
      if (before !== JSON.stringify(state)) draw(known)
    }
  }

  async function take(known: { sent: Sent; place: HTMLElement; state?: SeekerMailboxView }): Promise<void> {
    const { sent } = known
    try {
      const { answer } = await post<{ answer: string }>(seekerReferralPaths.answer, { mailbox: sent.mailbox })
      const opened = await openAnswer(bytesOf(sent.replyPrivateKey), sent.mailbox, bytesOf(answer))
      const text = opened['note']
      answers[sent.mailbox] = { yes: opened.accepted, note: typeof text === 'string' ? text : '' }
      await save(session)
    } catch (error) {
      if (error instanceof Refused && error.message) known.place.append(note(error.message))
    }
    draw(known)
  }

  async function act(
    path: string,
    known: { sent: Sent; place: HTMLElement },
    ticket?: string,
  ): Promise<void> {
    const { mailbox, withdrawToken } = known.sent
    try {
      await post(path, { mailbox, withdrawToken }, { ticket })
    } catch (error) {
      if (error instanceof Refused && error.message) known.place.append(note(error.message))
    }
    await look()
  }

  function draw(known: { sent: Sent; place: HTMLElement; state?: SeekerMailboxView }): void {
    const { sent, place, state } = known
    const { service, mailbox } = sent
    const answer = answers[mailbox]
    const parts: (Node | undefined)[] = [h('p', {}, t('chat.referral.sent', { service }))]
    const closed = state?.state === 'closed'
    const waitsForTap = state?.hasAnswer === true && !answer
    if (answer) {
      parts.push(words(answer.yes ? t('chat.answer.yes', { service }) : t('chat.declined')))
      if (answer.yes && answer.note) parts.push(words(answer.note))
      if (!answer.yes) parts.push(note(t('chat.answer.no_next')))
    } else if (waitsForTap) {
      parts.push(
        h('p', { class: 'strong' }, t('chat.answer.heading')),
        button(t('chat.answer.show', { service }), () => take(known), 'main'),
      )
    } else if (closed) {
      const why =
        state.because === 'withdrawn' ? 'withdrawn' : state.because === 'expired' ? 'expired' : 'closed'
      parts.push(note(t(`chat.referral.${why}`, { service })))
    } else if (state) {
      parts.push(note(t(state.opened ? 'chat.referral.opened' : 'chat.referral.waiting', { service })))
    }
    if (state?.state === 'connected') parts.push(note(t('chat.connected.done', { service })))
    else if (answer?.yes && !closed) {
      parts.push(
        note(t('chat.connected.say_note', { service })),
        button(t('chat.connected.say'), () => act(seekerReferralPaths.connected, known, session.ticketId)),
      )
    }
    if (!closed && state && (!answer || answer.yes)) {
      const confirm = {
        note: t('chat.withdraw.note', { service }),
        yes: t('chat.withdraw.confirm'),
        no: t('chat.withdraw.keep'),
      }
      parts.push(
        confirmButton(t('chat.withdraw.button'), confirm, () => act(seekerReferralPaths.withdraw, known)),
      )
    }
    place.replaceChildren(...parts.filter((part): part is Node => part !== undefined))
  }

  setInterval(() => {
    if (document.visibilityState === 'visible') void look()
  }, lookEvery)

  return {
    look,
    show(place, sent) {
      const known = { ...shown.get(sent.mailbox), sent, place }
      shown.set(sent.mailbox, known)
      draw(known)
      // Several come at once when the history is read: one look serves them all.
      const now = [...shown.keys()].join()
      if (now !== drawn) setTimeout(() => void look(), 50)
      drawn = now
    },
  }
}
