// `part` is for pieces that are not whole elements, or whose bytes are hashed: the formatter leaves it alone.
import { html, html as part, raw } from 'hono/html'
import { awaitsReview, localeFacts, type Translate } from '../i18n/index.ts'
import { hashSource, type Policy } from './headers.ts'
import type { Page } from './respond.ts'
import type { Site } from './site.ts'
import type { StyleName } from './style-text.ts'

export type Html = ReturnType<typeof html>

/** A circle with an i: what “Information” would have. In the page, so that no second request asks for it. */
const icon = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='14' fill='%23777'/%3E%3Cpath d='M14 13h4v11h-4zM14 8h4v3h-4z' fill='%23fff'/%3E%3C/svg%3E`

export type View = {
  site: Site
  t: Translate
  /** The path after the locale, for the language list: `''`, `chat`. */
  path: string
  styles?: readonly StyleName[]
  /** A ticket that Exit must end (chat without script). */
  ticket?: string
  /** Extra head content and the policy it needs. */
  head?: Html
  scripts?: readonly string[]
  styleSources?: readonly string[]
  frames?: boolean
  /** The streamed page: it fills the window, and its log is pinned to the newest. */
  live?: boolean
  /** Where every page but the first shows a way back to it. */
  first?: boolean
}

/** Everything of a page up to and with the opening of its main part; the stream of the chat begins with it too. */
export function opening(view: View): string {
  const { site, t, path } = view
  const css = cssOf(view)
  return String(part`<!doctype html>
<html lang="${t.locale}" dir="${t.direction}" translate="no" data-exit="${site.settings.exitUrl}" data-cover="${t('help.cover')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="google" content="notranslate">
<meta name="format-detection" content="telephone=no">
<title>${t('help.title')}</title>
<link rel="icon" href="${raw(icon)}">
<style>${raw(css)}</style>
${site.guard ? part`<script>${raw(site.guard)}</script>` : ''}
${view.head ?? ''}
</head>
<body${view.live ? raw(' class="live"') : ''}>
<a class="skip" href="#main">${t('help.skip')}</a>
<header class="top">${view.first ? html`<span class="soft">${t('help.title')}</span>` : html`<a class="home" href="/${t.locale}/">${t('help.home')}</a>`}${exitForm(view)}</header>
${notices(view)}
${languages(view)}
<main id="main" class="${path === 'chat' ? 'chat' : 'wide'}" tabindex="-1">
`)
}

export const closing = `
</main>
</body>
</html>
`

/** A whole page. */
export function page(view: View, main: Html, rest: Partial<Page> = {}): Page {
  return { html: opening(view) + String(main) + closing, policy: policyOf(view), ...rest }
}

function cssOf({ site, styles = [] }: View): string {
  return ['base' as const, ...styles].map((name) => site.style(name)).join('')
}

export function policyOf(view: View): Policy {
  return {
    styles: [hashSource(cssOf(view)), ...(view.styleSources ?? [])],
    scripts: [...view.site.guardSource, ...(view.scripts ?? [])],
    ...(view.frames ? { frames: true } : {}),
  }
}

/** What must be known before anything is believed: that nothing here is real; that nobody has checked the translation. */
function notices({ site, t }: View): Html | '' {
  const draft = awaitsReview(t.locale, site.reviewedLocales)
  if (!site.demo && !draft) return ''
  return html`<aside>
    ${site.demo ? html`<p class="demo">${t('help.demo_notice')}</p>` : ''}
    ${draft ? html`<p class="wide soft draft">${t('help.draft_notice')}</p>` : ''}
  </aside>`
}

/** Exit without script: a POST where a ticket must be ended, so that the ticket stands in no address; else a link. */
function exitForm({ t, ticket }: View): Html {
  if (ticket === undefined)
    return html`<a class="button exit" id="exit" href="/exit" rel="noreferrer nofollow">${t('help.exit')}</a>`
  return html`<form method="post" action="/exit" id="exit">
    <input type="hidden" name="ticket" value="${ticket}" /><button class="exit">${t('help.exit')}</button>
  </form>`
}

function languages({ site, t, path, first, ticket }: View): Html | '' {
  // A ticket travels in forms only: changing the language would lose it.
  if (ticket !== undefined || site.enabledLocales.length < 2) return ''
  const list = html`<ul class="langs">
    ${site.enabledLocales.map(
      (locale) =>
        html`<li>
          <a
            href="/${locale}/${path}"
            lang="${locale}"
            hreflang="${locale}"
            dir="${localeFacts(locale).direction}"
            ${locale === t.locale ? raw(' aria-current="true"') : ''}
            >${localeFacts(locale).nativeName}</a
          >
        </li>`,
    )}
  </ul>`
  if (first) return html`<nav class="wide langbar" aria-label="${t('help.language')}">${list}</nav>`
  return html`<nav class="wide langbar${path === 'chat' ? ' broad' : ''}" aria-label="${t('help.language')}">
    <details>
      <summary>${t('help.language')}&nbsp;·&nbsp;<span>${localeFacts(t.locale).nativeName}</span></summary>
      ${list}
    </details>
  </nav>`
}

/** What keeps a browser from learning, sending away or filling in what is typed. */
export const quietField = raw(
  'autocomplete="off" autocorrect="off" autocapitalize="off" spellcheck="false" translate="no" data-gramm="false" data-lpignore="true"',
)

/**
 * Without script, what is typed travels in the request that makes the next page,
 * and Chromium keeps such requests in the session files of its profile: those that
 * hold a password excepted. One of a single character is offered to no password
 * store. With script on no form makes a page, and nothing of this is there.
 */
export const unkept = raw(
  '<noscript><input type="password" name="unkept" value="1" autocomplete="one-time-code" readonly hidden></noscript>',
)
