import { html } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { page } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Problem, Site } from '../site.ts'

/** Same look, a plain sentence, a stable code, and the ways to help. Never anything that was typed or asked for. */
export function problemPage(site: Site, t: Translate, problem: Problem): Page {
  return page(
    { site, t, path: '' },
    html` <h1>${t('help.error.heading')}</h1>
      <p>${problem.message}</p>
      <p class="soft">${t('help.error.code', { code: problem.code })}</p>
      <p class="row">
        <a class="button main" href="/${t.locale}/chat">${t('help.chat_now')}</a>
        <a class="button" href="/${t.locale}/">${t('help.home')}</a>
      </p>`,
    { status: problem.status, headers: problem.headers ?? {} },
  )
}
