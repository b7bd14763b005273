import { html, raw } from 'hono/html'
import type { Province } from '../../contracts/conversations.ts'
import type { Translate } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import {
  availabilityLine,
  availabilityTexts,
  dial,
  interpreterLine,
  type Availability,
} from '../availability.ts'
import { page, quietField, unkept, type Html, type View } from '../layout.ts'
import { pageData, scriptJson } from '../page-data.ts'
import type { Page } from '../respond.ts'
import type { Problem, Site } from '../site.ts'
import { emergency } from './home.ts'
import { regionChoice } from './region.ts'
import { problemCard } from './services.ts'

/** Hidden ids of the form for a first message: sent twice it says it once, and after Exit nothing. */
export type FirstForm = {
  c: string
  ticket: string
  half: string
  once: string
  /** In a crowd: the turn that was given to this form. */
  turn?: string
}

/** The conversation page before there is a conversation. Typed text comes back with a problem, never with a ticket that was used. */
export function chatPage(
  site: Site,
  t: Translate,
  now: Availability | undefined,
  form: FirstForm,
  again: { text?: string; problem?: Problem; region?: Province | undefined } = {},
): Page {
  const view = conversationView(site, t, 'chat', randomId())
  return page(
    view,
    html` <div class="talk">
        <h1>${t('chat.heading')}</h1>
        ${again.problem ? problemCard(t, again.problem) : ''}
        <div id="over" class="card note" role="alert" hidden></div>
        <p id="empty" class="soft">${t('chat.empty')}</p>
        <p id="server-readable" class="soft" hidden></p>
        <div id="voice" role="log" aria-live="polite" aria-relevant="additions" aria-label="${t('chat.log')}">
          <ol id="log" class="log"></ol>
        </div>
        <div id="offers" class="card" hidden></div>
        <p id="typing" class="soft typing" hidden></p>
        <noscript><p class="soft">${t('chat.noscript.explain')}</p></noscript>
        <form id="composer" class="composer" method="post" action="/${t.locale}/chat">
          <p><button id="newer" type="button" class="newer" hidden></button></p>
          <p id="caught-up" class="soft" role="status"></p>
          <div id="offline" class="soft strong" role="status"></div>
          <p id="status" class="soft scripted" role="status">${availabilityTexts(t, now).join(' ')}</p>
          <div class="plain">${availabilityLine(t, now)}</div>
          ${hidden({ ...form })}
          <label for="text">${t('chat.label')}</label>
          <div class="write">
            <textarea id="text" name="text" rows="2" dir="auto" aria-describedby="told count" ${quietField}>
${again.text ?? ''}</textarea
            ><button class="main">${t('chat.send')}</button>
          </div>
          <p id="told" class="strong" role="alert"></p>
          <p id="count" class="soft" role="status" hidden></p>
          <details class="plain">
            <summary>${t('help.safety.script')}</summary>
            <p>${t('chat.noscript.live')}</p>
            <p>${t('chat.noscript.history')}</p>
            <p><button name="mode" value="still">${t('chat.noscript.send_still')}</button></p>
            <p class="soft">${t('chat.noscript.send_still_note')}</p>
          </details>
        </form>
      </div>
      <aside class="more" aria-label="${t('chat.options')}">
        <details id="words" class="scripted" hidden></details>
        <details id="opened" class="scripted" hidden>
          <summary>${t('chat.opened.heading')}</summary>
          <p class="soft">${t('chat.opened.note')}</p>
          <div id="opened-list" role="status"></div>
        </details>
        <details id="leave-box">
          <summary>${t('chat.leave.heading')}</summary>
          ${leaveForm(t, html`${hidden({ ...form, action: 'leave' })}`)}
        </details>
        ${otherWays(site, t, now)}
        <details id="where" ${raw(again.region ? 'open' : '')}>
          <summary>${t('chat.region.heading')}</summary>
          ${regionChoice(t, { chosen: again.region, form: 'composer', note: 'chat.region.with_message' })}
        </details>
        <p><a href="/${t.locale}/return">${t('help.return')}</a></p>
        ${promises(t)}
        <div id="burn" class="scripted" hidden></div>
      </aside>
      <script type="application/json" id="page-data">
        ${raw(scriptJson(pageData(site, t)))}
      </script>`,
    { status: again.problem?.status ?? 200, headers: again.problem?.headers ?? {} },
  )
}

/** A page that the conversation script takes over where it runs. */
export function conversationView(site: Site, t: Translate, path: string, nonce: string): View {
  const script = site.conversation
  return {
    site,
    t,
    path,
    styles: ['chat'],
    ...(script && {
      scripts: [`'nonce-${nonce}'`],
      head: html`<script
          type="module"
          nonce="${nonce}"
          src="${script.path}"
          integrity="${script.integrity}"
        ></script>
        ${raw(`<script type="application/json" id="organisation-keys">${site.pinnedData ?? '[]'}</script>`)}`,
    }),
  }
}

export function hidden(fields: Record<string, string>): Html {
  return html`${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}${unkept}`
}

/** A message for when nobody is there: what, and when and how it is safe to answer. */
export function leaveForm(t: Translate, fields: Html, target?: string): Html {
  return html`<form
    id="leave"
    method="post"
    action="/${t.locale}/chat"
    ${target ? html` target="${target}"` : ''}
  >
    ${fields}
    <p class="soft">${t('chat.leave.note')}</p>
    <label for="leave-text">${t('chat.leave.text')}</label
    ><textarea id="leave-text" name="text" rows="3" dir="auto" ${quietField}></textarea>
    <label for="leave-time">${t('chat.leave.safe_time')}</label
    ><input id="leave-time" name="time" maxlength="200" dir="auto" ${quietField} />
    <label for="leave-way">${t('chat.leave.safe_way')}</label
    ><input id="leave-way" name="way" maxlength="200" dir="auto" ${quietField} />
    <p><button>${t('chat.leave.send')}</button></p>
    <p id="leave-told" class="soft" role="status"></p>
  </form>`
}

/** The phone, a text, an interpreter, and the emergency number with what happens there. */
export function otherWays(site: Site, t: Translate, now: Availability | undefined): Html {
  const { phone, text } = site.settings
  return html`<details>
    <summary>${t('chat.phone')}</summary>
    ${
      phone
        ? html`<p><a class="button" href="tel:${dial(phone)}">${t('help.call', { number: phone })}</a></p>
            <p class="soft">${t('help.call_note')}</p>`
        : ''
    }
    ${
      text
        ? html`<p><a class="button" href="sms:${dial(text)}">${t('help.text', { number: text })}</a></p>
            <p class="soft">${t('help.text_note')}</p>`
        : ''
    }
    ${interpreterLine(t, now)} ${emergency(site, t)}
  </details>`
}

export function promises(t: Translate): Html {
  return html`<details>
    <summary>${t('help.safety.heading')}</summary>
    <p>${t('help.exceptions')}</p>
    <p>${t('help.hidden')}</p>
    <p class="soft">${t('help.exit_help')}</p>
    <p><a href="/${t.locale}/safety">${t('help.safety.more')}</a></p>
  </details>`
}
