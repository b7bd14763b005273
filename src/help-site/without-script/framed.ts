import { html as part, raw } from 'hono/html'
import type { Translate } from '../../i18n/index.ts'
import { hashSource } from '../headers.ts'
import type { Html } from '../layout.ts'
import type { Page } from '../respond.ts'
import type { Problem, Site } from '../site.ts'

/** A sentence or an answer, in a frame of the streamed page; for a problem, with its status and headers. */
export function framedPage(site: Site, t: Translate, inside: Html, problem?: Problem): Page {
  const css = site.style('base') + site.style('framed')
  return {
    html: String(
      part`<!doctype html><html lang="${t.locale}" dir="${t.direction}" translate="no"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${t('help.title')}</title><style>${raw(css)}</style></head><body><div>${inside}</div></body></html>`,
    ),
    status: problem?.status ?? 200,
    headers: problem?.headers ?? {},
    policy: { styles: [hashSource(css)], scripts: [], framed: true },
  }
}
