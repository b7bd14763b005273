import { html } from 'hono/html'
import type { Card, ContentOf } from '../../contracts/content.ts'
import type { Translate } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import type { NoScriptItem, NoScriptPass } from '../../rooms/conversations/index.ts'
import type { Html } from '../layout.ts'
import { hidden } from '../pages/chat.ts'
import { askOf, contentOf, momentOf, settledAsks, tickedLabels, timeOf } from './sayings.ts'

/** How a page without script is shown: live, or still until it is refreshed. */
export type Mode = 'live' | 'still'

export type Drawing = {
  t: Translate
  pass: NoScriptPass
  mode: Mode
  zone: string
  /** Everything read so far, for what refers to something before. */
  items: readonly NoScriptItem[]
}

/** A form of the conversation. Live, its answer goes into a frame of its own and the page stays. */
export function actionForm(
  { t, pass, mode }: Drawing,
  fields: Record<string, string>,
  inside: Html | Html[],
  frame?: { name: string; look: string; title: string },
): Html {
  const live = mode === 'live' && frame !== undefined
  return html`<form method="post" action="/${t.locale}/chat" ${live ? html` target="${frame.name}"` : ''}>
      ${hidden({
        ticket: pass.ticket,
        half: pass.half,
        once: randomId(),
        mode,
        ...fields,
        ...(live && { frame: 'yes' }),
      })}${inside}
    </form>
    ${live ? html`<iframe name="${frame.name}" class="${frame.look}" title="${frame.title}"></iframe>` : ''}`
}

/** One entry of the thread. */
export function itemView(drawing: Drawing, item: NoScriptItem): Html {
  const { t, items } = drawing
  const mine = item.by !== 'responder'
  const { missing, late, forked, serverSealed } = item.marks
  const before = items.slice(0, items.indexOf(item)).findLast(({ pseudonym }) => pseudonym !== undefined)
  const newPerson =
    item.pseudonym !== undefined && before !== undefined && before.pseudonym !== item.pseudonym
  const content = contentOf(item)
  const ask = content?.kind === 'consent-ask' ? ` ask-${content.askId}` : ''
  return html`<article class="msg ${mine ? 'mine' : 'theirs'}${ask}">
    ${missing > 0 ? note(t('chat.missing', { count: missing })) : ''}${newPerson ? note(t('chat.new_person')) : ''}
    <p class="soft byline">
      <span class="by">${t(mine ? 'chat.you' : 'chat.from_responder')}</span>
      <time>${timeOf(t, item.at, drawing.zone)}</time>
    </p>
    <div class="body">${body(drawing, item)}</div>
    ${late ? note(t('chat.late')) : ''}${forked ? note(t('chat.forked')) : ''}${serverSealed ? note(t('chat.server_sealed')) : ''}${mine ? note(t('chat.sent')) : ''}
  </article> `
}

function note(text: string): Html {
  return html`<p class="soft">${text}</p>`
}

function words(text: string): Html {
  return html`<p class="words" dir="auto">${text}</p>`
}

function body(drawing: Drawing, item: NoScriptItem): Html | Html[] {
  const { t, items } = drawing
  const content = contentOf(item)
  if (!content) return note(t(item.shut === 'no_key' ? 'chat.nokey' : 'chat.shut'))
  switch (content.kind) {
    case 'text':
      return words(content.text)
    case 'cards':
      return [
        note(t('chat.cards.heading', { count: content.cards.length })),
        ...content.cards.map((card) => cardView(t, card)),
      ]
    case 'hold': {
      const over = Date.parse(content.until) < Date.now()
      const { service } = content
      return words(
        t(over ? 'chat.hold_over' : 'chat.hold', {
          service,
          until: momentOf(t, content.until, drawing.zone),
        }),
      )
    }
    case 'left-message':
      return [
        note(t('chat.left')),
        words(content.text),
        ...(content.safeTime ? [note(t('chat.left_time', { time: content.safeTime }))] : []),
        ...(content.safeWay ? [note(t('chat.left_way', { way: content.safeWay }))] : []),
      ]
    case 'returned':
      return note(t(content.how === 'second' ? 'chat.returned.second' : 'chat.returned.words'))
    case 'words-seen':
      return note(t('chat.words.seen_done'))
    case 'keep':
      return note(t('chat.second.done'))
    case 'consent-ask':
      return askView(drawing, content)
    case 'consent-answer': {
      const ask = askOf(items, content.askId)
      if (!content.yes) return words(t('chat.consent.answered_no'))
      const values = { service: ask?.to.service ?? '', fields: tickedLabels(ask, content.ticked) }
      return words(t('chat.consent.answered_yes', values))
    }
    case 'consent-read-back': {
      const ask = askOf(items, content.askId)
      const values = { service: ask?.to.service ?? '', fields: tickedLabels(ask, content.ticked) }
      return words(t('chat.consent.read_back', values))
    }
    case 'referral-sent':
      return words(t('chat.referral.sent', { service: content.service }))
  }
}

function cardView(t: Translate, card: Card): Html {
  const facts: [string, string | undefined][] = [
    [t('chat.cards.when'), card.when],
    [t('chat.cards.where'), card.area],
    [t('chat.cards.for_whom'), card.forWhom],
    [t('chat.cards.bring'), card.bring],
    [t('chat.cards.sharing'), card.sharing],
    [t('chat.cards.contact'), card.contact],
  ]
  return html`<div class="card offer" dir="auto">
    <h2>${card.name}</h2>
    <p class="soft">${card.organisation}</p>
    ${card.caution ? html`<p class="card note">${card.caution}</p>` : ''}
    <p>${card.what}</p>
    <dl>
      ${facts.map(([name, value]) =>
        value
          ? html`<dt>${name}</dt>
              <dd dir="auto">${value}</dd>`
          : '',
      )}
    </dl>
  </div>`
}

/** To whom, why, until when; each field shut until it is opened, and nothing ticked beforehand. */
function askView(drawing: Drawing, ask: ContentOf<'consent-ask'>): Html {
  const { t, items } = drawing
  const { service, organisation } = ask.to
  const closed = settledAsks(items).has(ask.askId) || Date.parse(ask.until) < Date.now()
  if (closed)
    return html`<p>${t('chat.consent.heading', { service })}</p>
      ${note(t('chat.consent.closed'))}`
  const fields = ask.fields.map(
    ({ key, label, value }) =>
      html`<div class="field">
        <label class="tick"
          ><input type="checkbox" name="field-${key}" value="yes" /><span dir="auto">${label}</span></label
        >
        <details>
          <summary>${t('chat.consent.show')}</summary>
          ${words(value)}
        </details>
      </div>`,
  )
  const inside = html`<fieldset class="card ask">
    <legend>${t('chat.consent.heading', { service })}</legend>
    <dl>
      <dt>${t('chat.consent.to')}</dt>
      <dd dir="auto">${service} (${organisation})</dd>
      <dt>${t('chat.consent.why')}</dt>
      <dd dir="auto">${ask.why}</dd>
      <dt>${t('chat.consent.until')}</dt>
      <dd>${momentOf(t, ask.until, drawing.zone)}</dd>
    </dl>
    ${note(t('chat.consent.none_yet'))}${fields}
    <div class="row">
      <button class="main" name="yes" value="yes">${t('chat.consent.yes')}</button
      ><button name="yes" value="no">${t('chat.consent.no')}</button>
    </div>
  </fieldset>`
  const frame = { name: `a${ask.askId}`, look: 'reply', title: t('chat.consent.heading', { service }) }
  return actionForm(drawing, { action: 'consent', ask: ask.askId }, inside, frame)
}
