import { html } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'

/**
 * What stands on the screen between Exit (as a form) and the neutral site. A
 * redirect of a form would be held to `form-action`, also where that site sends
 * the browser on; a refresh is not, and takes this page's place in the history.
 */
export function exitPage(site: Site, t: Translate): Page {
  const url = site.settings.exitUrl
  return {
    html: String(
      html`<!doctype html>
        <html lang="${t.locale}" dir="${t.direction}">
          <head>
            <meta charset="utf-8" />
            <meta name="color-scheme" content="light dark" />
            <meta http-equiv="refresh" content="0; url=${url}" />
            <title>${t('help.title')}</title>
          </head>
          <body>
            <a href="${url}" rel="noreferrer">…</a>
          </body>
        </html>`,
    ),
    policy: { styles: [], scripts: [] },
    headers: { 'clear-site-data': '"cache", "storage"', refresh: `0; url=${url}` },
  }
}
