import { html, raw } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { randomId } from '../../kernel/index.ts'
import { page, quietField, unkept } from '../layout.ts'
import { pageData, scriptJson } from '../page-data.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'
import { conversationView } from './chat.ts'

/** What was typed before, and what to say about it. */
export type ReturnAgain = {
  words?: string
  second?: string
  told?: readonly string[]
  warning?: boolean
  status?: number
  headers?: Readonly<Record<string, string>>
}

/** Coming back by six words or twenty digits. With script they never leave the page. */
export function returnPage(site: Site, t: Translate, again: ReturnAgain = {}): Page {
  return page(
    conversationView(site, t, 'return', randomId()),
    html`
<h1>${t('chat.return.heading')}</h1>
<p>${t('chat.return.intro')}</p>
<form id="return" class="card" method="post" action="/${t.locale}/return">
${unkept}
<div id="return-told" role="alert">${(again.told ?? []).map((line) => html`<p>${line}</p>`)}</div>
${
  again.warning
    ? html`<div class="note card">
        <p>${t('chat.return.server_warning')}</p>
        <input type="hidden" name="warned" value="yes" />
      </div>`
    : ''
}
<label for="return-words">${t('chat.return.label')}</label>
<textarea id="return-words" name="words" rows="3" dir="auto" required ${quietField}>${again.words ?? ''}</textarea>
<details${raw(again.second ? ' open' : '')}><summary>${t('chat.return.second')}</summary>
<label for="return-second">${t('chat.second.label')}</label>
<input id="return-second" name="second" dir="auto" value="${again.second ?? ''}" ${quietField}>
</details>
<p class="soft">${t('chat.return.second_note')}</p>
<p class="row"><button class="main">${t('chat.return.button')}</button>
<button class="plain" name="mode" value="still">${t('chat.noscript.come_back_still')}</button></p>
</form>
<p><a href="/${t.locale}/chat">${t('chat.over.start')}</a></p>
<script type="application/json" id="page-data">${raw(scriptJson(pageData(site, t)))}</script>`,
    { status: again.status ?? 200, headers: again.headers ?? {} },
  )
}
