import type { Browser, BrowserContext, Page } from 'playwright-core'
import { localeFacts, translator, type Locale, type Translate } from '../../../src/i18n/index.ts'
import type { ServerProcess } from '../../support/server-process.ts'
import { watchForTrouble, type Trouble } from './trouble.ts'

/** Somebody with a browser of their own: no cookie, no storage, no history shared with anybody. */
export type Person = {
  page: Page
  context: BrowserContext
  t: Translate
  trouble: Trouble
  demo: ServerProcess
  /** Whether their browser runs scripts. */
  script: boolean
}

export type PersonOptions = {
  locale?: Locale
  /** Width of the window in CSS pixels; under 500 it is a phone that is touched. */
  width?: number
  script?: boolean
  dark?: boolean
}

/** Long enough for a busy machine; nothing waits longer than it must. */
export const patience = 20_000

/** Opens a browser context for somebody. `elsewhere`: origins besides the two that their pages may ask. */
export async function newPerson(
  browser: Browser,
  demo: ServerProcess,
  { locale = 'en', width = 1440, script = true, dark = false }: PersonOptions = {},
  elsewhere: readonly string[] = [],
): Promise<Person> {
  const phone = width < 500
  const context = await browser.newContext({
    locale: localeFacts(locale).format,
    timezoneId: 'America/Toronto',
    viewport: { width, height: phone ? 740 : 900 },
    isMobile: phone,
    hasTouch: phone,
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(patience)
  const trouble = watchForTrouble(context, [demo.helpOrigin, demo.workspaceOrigin, ...elsewhere])
  return { page: await context.newPage(), context, t: translator(locale), trouble, demo, script }
}
