import { randomBytes } from 'node:crypto'
import { html, html as part, raw } from 'hono/html'
import type { BurnDays, LineState, Province } from '../../contracts/conversations.ts'
import type { Translate } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import type { NoScriptView } from '../../rooms/conversations/index.ts'
import { dial, type Availability } from '../availability.ts'
import { closing, opening, policyOf, quietField, type Html, type View } from '../layout.ts'
import type { Policy } from '../headers.ts'
import { hidden, leaveForm, otherWays, promises } from '../pages/chat.ts'
import { regionChoice } from '../pages/region.ts'
import { problemCard } from '../pages/services.ts'
import type { Problem, Site } from '../site.ts'
import { actionForm, itemView, type Drawing } from './item.ts'
import { mailboxStates, referralView, sentReferrals } from './referral.ts'
import { burnNote, needsOtherWays, stateText } from './sayings.ts'

type Words = { words: string[] | undefined; digits: string } | undefined

/** What a page of an open conversation is made from. */
export type Talk = {
  site: Site
  drawing: Drawing
  now: Availability | undefined
  words: Words
  /** The visit may delete at once; one that came by words and was not checked only asks for it. */
  checked: boolean
  /** What is true of copies, were it deleted now. */
  deleting: BurnDays
  /** Roughly where, as the person said it. */
  region?: Province | undefined
  /** The words are there for the first time: they stand open. */
  fresh: boolean
  problem?: Problem | undefined
  /** Typed and not sent. */
  text?: string | undefined
  /** A second secret that was typed and not set. */
  second?: string | undefined
  /** An answer that was asked for, in a still page. */
  answer?: Html | undefined
  notice?: string | undefined
  nonce: string
  /** The page has begun already: somebody waited in it for their turn. */
  begun?: boolean
}

export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/** What every page of an open conversation is made in. */
export function viewOf({ site, drawing, nonce }: Pick<Talk, 'site' | 'drawing' | 'nonce'>): View {
  return {
    site,
    t: drawing.t,
    path: 'chat',
    styles: ['chat'],
    ticket: drawing.pass.ticket,
    styleSources: [`'nonce-${nonce}'`],
    frames: true,
    live: drawing.mode === 'live',
  }
}

/** The policy of a page of an open conversation. */
export function talkPolicy(talk: Pick<Talk, 'site' | 'drawing' | 'nonce'>): Policy {
  return policyOf(viewOf(talk))
}

/** From the beginning to the place where messages go. Live, what follows is written as it happens. */
export function talkOpening(talk: Talk): string {
  const { site, drawing, now, problem, notice } = talk
  const { t, mode } = drawing
  const live = mode === 'live'
  return (
    (talk.begun ? '' : opening(viewOf(talk))) +
    String(part`<div class="${live ? 'pin' : 'talk'}"><div class="inner">
<h1>${t('chat.heading')}</h1>
${problem ? problemCard(t, problem) : ''}
${notice ? html`<p class="card note">${notice}</p>` : ''}
<details class="card"><summary>${t('chat.options')}</summary>
${explanation(t, live)}
${moreActions(talk)}
${otherWays(site, t, now)}
${promises(t)}
</details>
${wordsCard(t, talk.words, talk.fresh)}
`)
  )
}

function explanation(t: Translate, live: boolean): Html {
  return html`<p class="soft">${t('chat.noscript.explain')}</p>
    ${live ? html`<p class="soft">${t('chat.noscript.live')}</p>` : ''}
    <p class="soft">${t('chat.noscript.history')}</p>`
}

/** The words once they are known; a later card takes the place of an earlier one. */
export function wordsCard(t: Translate, words: Words, open: boolean): Html | '' {
  if (!words) return ''
  const list = words.words
  const digits = html`<p class="digits" dir="ltr">${words.digits}</p>`
  return html`<details class="card six-card" ${raw(open ? ' open' : '')}>
    <summary>${t(list ? 'chat.words.title' : 'chat.words.title_digits')}</summary>
    <p class="soft">${t(list ? 'chat.words.intro_noscript' : 'chat.words.intro_digits_noscript')}</p>
    ${
      list
        ? html`<ol class="six" lang="${t.locale}">
              ${list.map((word) => html`<li>${word}</li>`)}
            </ol>
            <p class="soft">${t('chat.words.digits')}</p>
            ${digits}`
        : digits
    }
  </details> `
}

function moreActions({ drawing, checked, deleting, region, second }: Talk): Html {
  const { t, pass, mode } = drawing
  const frame = (name: string) => ({ name: `m-${name}`, look: 'reply', title: t('chat.options') })
  const leaveFields = { ticket: pass.ticket, half: pass.half, once: randomId(), mode, action: 'leave' }
  const live = mode === 'live'
  return html` <details>
      <summary>${t('chat.leave.heading')}</summary>
      ${leaveForm(t, html`${hidden({ ...leaveFields, ...(live && { frame: 'yes' }) })}`, live ? 'm-leave' : undefined)}${live ? html`<iframe name="m-leave" class="reply" title="${t('chat.leave.heading')}"></iframe>` : ''}
    </details>
    ${
      checked
        ? html`<details>
            <summary>${t('chat.opened.heading')}</summary>
            <p class="soft">${t('chat.opened.note')}</p>
            ${actionForm(drawing, { action: 'opened' }, html`<button>${t('chat.opened.button')}</button>`, frame('opened'))}
          </details>`
        : ''
    }
    ${
      checked
        ? html`<details>
            <summary>${t('chat.region.heading')}</summary>
            ${actionForm(
              drawing,
              { action: 'region' },
              html`${regionChoice(t, { chosen: region })}
                <p><button>${t('chat.region.button')}</button></p>`,
              frame('region'),
            )}
          </details>`
        : ''
    }
    <details>
      <summary>${t('chat.words.seen')}</summary>
      <p class="soft">${t('chat.words.seen_note')}</p>
      ${actionForm(drawing, { action: 'seen' }, html`<button>${t('chat.words.new')}</button>`, frame('seen'))}
    </details>
    <details ${raw(second ? ' open' : '')}>
      <summary>${t('chat.second.heading')}</summary>
      <p class="soft">${t('chat.second.note')}</p>
      ${actionForm(
        drawing,
        { action: 'second' },
        html`<label for="second">${t('chat.second.label')}</label
          ><input id="second" name="second" value="${second ?? ''}" dir="auto" required ${quietField} />
          <p><button>${t('chat.second.button')}</button></p>`,
        frame('second'),
      )}
    </details>
    <details>
      <summary>${t('chat.burn.button')}</summary>
      <p class="soft">${burnNote(t, checked, deleting)}</p>
      ${actionForm(drawing, { action: 'burn' }, html`<button>${t(checked ? 'chat.burn.confirm' : 'chat.burn.ask')}</button>`)}
    </details>`
}

/** What is true now; with the other ways where they belong. */
export function stateView(site: Site, t: Translate, state: LineState): Html {
  const { phone, text } = site.settings
  return html`<p class="strong">${stateText(t, state, site.settings.zone)}</p>
    ${
      needsOtherWays(state)
        ? html`<div class="row">
            ${phone ? html`<a class="button" href="tel:${dial(phone)}">${t('help.call', { number: phone })}</a>` : ''}${text ? html`<a class="button" href="sms:${dial(text)}">${t('help.text', { number: text })}</a>` : ''}<span
              class="soft"
              >${t('chat.leave.where')}</span
            >
          </div>`
        : ''
    }${state.serverReadable && state.visit.how !== 'first' ? html`<p class="soft">${t('chat.server_readable')}</p>` : ''}`
}

/** The text box. Live, its answer is empty (204) and the stream writes a fresh one; each has a frame for what went wrong. */
export function composer(drawing: Drawing, number: number, text = ''): Html {
  const { t, pass, mode } = drawing
  const live = mode === 'live'
  const name = `c${number}`
  const fields = { ticket: pass.ticket, half: pass.half, once: randomId(), mode }
  return html`<div class="${live ? 'fixed' : 'composer'}" id="${name}">
    ${live ? html`<iframe name="s${number}" class="sink" title="${t('chat.log')}"></iframe>` : ''}
    <form method="post" action="/${t.locale}/chat" ${live ? html` target="s${number}"` : ''}>
      ${hidden({ ...fields, action: 'say', ...(live && { frame: 'yes' }) })}
      <label for="t${number}">${t('chat.label')}</label>
      <div class="write">
        <textarea id="t${number}" name="text" rows="2" dir="auto" required ${quietField}>${text}</textarea
        ><button class="main">${t('chat.send')}</button>
      </div>
    </form>
    <form method="post" action="/${t.locale}/chat" class="row">
      ${hidden({ ...fields, action: 'look' })}<button class="quiet">${t('chat.noscript.refresh')}</button
      ><span class="soft">${t('chat.noscript.refresh_note')}</span>
    </form>
  </div> `
}

/** A whole page, for browsers that never finish loading and for whoever prefers it. */
export async function stillPage(talk: Talk, view: NoScriptView): Promise<string> {
  const { site, drawing } = talk
  const { t } = drawing
  const sent = sentReferrals(view.items)
  const states = await mailboxStates(site, sent, t.locale).catch(() => undefined)
  const referrals = sent.map((each) => {
    const state = states?.get(each.mailbox)
    return state ? referralView(drawing, each, state) : ''
  })
  return (
    talkOpening(talk) +
    String(part`<div class="log">${view.items.map((item) => itemView(drawing, item))}</div>
${referrals}${talk.answer ? html`<div class="card">${talk.answer}</div>` : ''}
${stateView(site, t, view.state)}
${composer(drawing, 1, talk.text)}
</div></div>`) +
    closing
  )
}
