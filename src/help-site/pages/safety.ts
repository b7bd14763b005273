import { html } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { page, type Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'

/** What can and can't be hidden, plain and short. */
export function safetyPage(site: Site, t: Translate): Page {
  return page(
    { site, t, path: 'safety' },
    html` <h1>${t('help.safety.heading')}</h1>
      <p>${t('help.hidden')}</p>
      <p>${t('help.exceptions')}</p>
      <h2>${t('help.safety.close')}</h2>
      ${points(t('help.safety.close_list'))}
      <h2>${t('help.safety.exit')}</h2>
      <p>${t('help.exit_help')}</p>
      ${points(t('help.safety.exit_list'))}
      <h2>${t('help.safety.network')}</h2>
      ${points(t('help.safety.network_list'))}
      <h2>${t('help.safety.sealed')}</h2>
      <p>${t('help.safety.sealed_text')}</p>
      <h2>${t('help.safety.script')}</h2>
      <p>${t('help.safety.script_text')}</p>
      <p class="row">
        <a class="button main" href="/${t.locale}/chat">${t('help.chat_now')}</a>
        <a class="button" href="/${t.locale}/">${t('help.home')}</a>
      </p>
      <p class="soft"><a href="/${t.locale}/statistics">${t('help.figures.title')}</a></p>`,
    { shared: true },
  )
}

function points(lines: string): Html {
  return html`<ul>
    ${lines.split('\n').map((line) => html`<li>${line}</li>`)}
  </ul>`
}
