import { html as part, raw } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { hashSource } from '../headers.ts'
import type { Page } from '../respond.ts'
import type { Site } from '../site.ts'

/** Said, so that it can be measured: the browser's own colours, dark where the phone is dark. */
const css = 'html{background:Canvas;color:CanvasText}'

/**
 * What stands on the screen between Exit (as a form) and the neutral site. A
 * redirect of a form would be held to `form-action`, also where that site sends
 * the browser on; a refresh is not, and takes this page's place in the history.
 */
export function exitPage(site: Site, t: Translate): Page {
  const url = site.settings.exitUrl
  return {
    html: String(
      // Its bytes are hashed: the formatter leaves `part` alone.
      part`<!doctype html>
<html lang="${t.locale}" dir="${t.direction}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url=${url}"><title>${t('help.title')}</title><style>${raw(css)}</style></head>
<body><main><h1><a href="${url}" rel="noreferrer">${new URL(url).host}</a></h1></main></body></html>`,
    ),
    policy: { styles: [hashSource(css)], scripts: [] },
    headers: { 'clear-site-data': '"cache", "storage"', refresh: `0; url=${url}` },
  }
}
