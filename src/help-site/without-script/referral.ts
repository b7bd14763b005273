import { html } from 'hono/html'
import type { ContentOf } from '../../contracts/content.ts'
import { seekerMailboxes, seekerTakeAnswer, type SeekerMailboxView } from '../../contracts/referrals.ts'
import { base64UrlToBytes } from '../../kernel/index.ts'
import type { NoScriptItem } from '../../rooms/conversations/index.ts'
import { openAnswer } from '../../sealing/index.ts'
import type { Html } from '../layout.ts'
import type { Site } from '../site.ts'
import { actionForm, type Drawing } from './item.ts'
import { contentOf } from './sayings.ts'

export type Sent = ContentOf<'referral-sent'>

/** What was sent with the person's yes, in the order of the thread. */
export function sentReferrals(items: readonly NoScriptItem[]): Sent[] {
  return items.map(contentOf).filter((content): content is Sent => content?.kind === 'referral-sent')
}

/** How each stands, asked for without the ticket, so that no request joins a mailbox to a conversation. */
export async function mailboxStates(
  site: Site,
  sent: readonly Sent[],
  locale: string,
): Promise<Map<string, SeekerMailboxView>> {
  if (sent.length === 0) return new Map()
  const mailboxes = sent.slice(-20).map(({ mailbox }) => mailbox)
  // In this process: counted for nobody, or all who use no script would share one limit.
  const found = await site.ask(seekerMailboxes, { mailboxes }, { locale, clientKey: mailboxes.join() })
  return new Map(found.mailboxes.map((state) => [state.mailbox, state]))
}

/** How a referral stands, with what can be tapped. An answer is “an answer” until it is tapped. */
export function referralView(drawing: Drawing, sent: Sent, state: SeekerMailboxView): Html {
  const { t } = drawing
  const { service, mailbox } = sent
  const frame = { name: `r${mailbox}`, look: 'reply tall', title: t('chat.answer.heading') }
  const parts: (Html | string)[] = [html`<p class="strong">${service}</p>`]
  if (state.state === 'connected') parts.push(html`<p>${t('chat.connected.done', { service })}</p>`)
  if (state.hasAnswer) {
    parts.push(
      html`<p class="strong">${t('chat.answer.heading')}</p>`,
      actionForm(
        drawing,
        { action: 'answer', mailbox },
        html`<button class="main">${t('chat.answer.show', { service })}</button>`,
        frame,
      ),
    )
  } else if (state.state === 'closed') {
    const why =
      state.because === 'withdrawn' ? 'withdrawn' : state.because === 'expired' ? 'expired' : 'closed'
    parts.push(html`<p class="soft">${t(`chat.referral.${why}`, { service })}</p>`)
  } else {
    parts.push(
      html`<p class="soft">
        ${t(state.opened ? 'chat.referral.opened' : 'chat.referral.waiting', { service })}
      </p>`,
    )
  }
  if (state.state !== 'closed') parts.push(withdrawForm(drawing, sent))
  return html`<div class="card">${parts}</div>`
}

function withdrawForm(drawing: Drawing, { service, mailbox }: Sent): Html {
  const { t } = drawing
  const frame = { name: `w${mailbox}`, look: 'reply', title: t('chat.withdraw.button') }
  const inside = html`<p class="soft">${t('chat.withdraw.note', { service })}</p>
    <button>${t('chat.withdraw.confirm')}</button>`
  return html`<details>
    <summary>${t('chat.withdraw.button')}</summary>
    ${actionForm(drawing, { action: 'withdraw', mailbox }, inside, frame)}
  </details>`
}

/** The answer, opened because the person tapped. */
export async function answerView(site: Site, drawing: Drawing, sent: Sent): Promise<Html> {
  const { t } = drawing
  const { service, mailbox } = sent
  const { answer } = await site.ask(seekerTakeAnswer, { mailbox }, { locale: t.locale, clientKey: mailbox })
  const opened = await openAnswer(bytesOf(sent.replyPrivateKey), mailbox, bytesOf(answer))
  if (!opened.accepted)
    return html`<p>${t('chat.declined')}</p>
      <p class="soft">${t('chat.answer.no_next')}</p>`
  const text = opened['note']
  return html`<p>${t('chat.answer.yes', { service })}</p>
    ${typeof text === 'string' && text ? html`<p class="words" dir="auto">${text}</p>` : ''}
    <p class="soft">${t('chat.connected.say_note', { service })}</p>
    ${actionForm(
      drawing,
      { action: 'connected', mailbox, frame: 'yes' },
      html`<button>${t('chat.connected.say')}</button>`,
    )}`
}

function bytesOf(text: string) {
  return base64UrlToBytes(text) ?? new Uint8Array()
}
