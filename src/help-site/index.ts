/**
 * The help site: the pages and scripts that a frightened person on an old phone
 * uses. Every page works without script; where script runs, messages are sealed
 * in the browser.
 */
import { Hono, type Context } from 'hono'
import { chooseLocale, localeFromSegment, translator, type Translate } from '../i18n/index.ts'
import { NorthlineError, rateLimit } from '../kernel/index.ts'
import { readForm, tooManyForms } from './forms.ts'
import { contentPolicy, safeHeaders } from './headers.ts'
import { availabilityNow } from './availability.ts'
import { chatPage } from './pages/chat.ts'
import { exitPage } from './pages/exit.ts'
import { homePage } from './pages/home.ts'
import { problemPage } from './pages/problem.ts'
import { returnPage } from './pages/return.ts'
import { safetyPage } from './pages/safety.ts'
import { figuresFile, showFigures } from './figures.ts'
import { findServices, showService } from './finder.ts'
import { respond } from './respond.ts'
import { assetResponse } from './serve-asset.ts'
import { createSite, type HelpSiteDeps, type Problem } from './site.ts'
import { newFirstForm, postChat } from './without-script/chat.ts'
import { postReturn } from './without-script/return.ts'

export {
  /** HELP_PHONE, HELP_TEXT, EMERGENCY_NUMBER, HELP_ZONE, EXIT_URL. */
  helpSiteSettings,
} from './help-site.config.ts'
export type {
  /** What the help site needs: settings, locales, built scripts, the rooms' routes, the conversations room. */
  HelpSiteDeps,
  HelpAsset,
  Problem,
} from './site.ts'

type Page = (c: Context, t: Translate) => Promise<Response>

/**
 * The pages of the help origin: `/`, `/{locale}/`, `chat`, `return`, `services`,
 * `safety`, `statistics`, `/exit` and `/assets/…`. Mount it last: it answers
 * every other address of its origin with a page that says there is none.
 */
export function helpSite(deps: HelpSiteDeps): Hono {
  const site = createSite(deps)
  const app = new Hono()
  const posts = rateLimit({ burst: 120, perMinute: 120 })

  const translatorOf = (c: Context) =>
    translator(
      chooseLocale({
        segment: c.req.param('locale'),
        acceptLanguage: c.req.header('accept-language'),
        enabled: site.enabledLocales,
      }),
    )

  /** A page in a locale. */
  const localized =
    (show: Page) =>
    async (c: Context): Promise<Response> => {
      const t = translatorOf(c)
      if (!localeFromSegment(c.req.param('locale') ?? '', site.enabledLocales)) return nothingHere(c)
      return show(c, t)
    }

  const form = (answer: (c: Context, t: Translate, fields: Map<string, string>) => Promise<Response>) =>
    localized(async (c, t) => {
      if (!posts.take(site.clientKeyOf(c))) throw new NorthlineError(tooManyForms)
      return answer(c, t, await readForm(c, site.address))
    })

  const problem = (c: Context, t: Translate, what: Problem) => respond(c, problemPage(site, t, what))

  function nothingHere(c: Context): Promise<Response> {
    const t = translatorOf(c)
    return problem(c, t, { status: 404, code: 'request.not_found', message: t('help.error.not_found') })
  }

  app.get('/', async (c) => {
    const t = translatorOf(c)
    const page = homePage(site, t, await availabilityNow(site, t.locale))
    return respond(c, { ...page, headers: { vary: 'accept-language' } })
  })
  for (const path of ['/exit'] as const) {
    app.get(path, (c) => c.body(null, 303, { ...leavingHeaders, location: site.settings.exitUrl }))
    app.post(path, async (c) => {
      const fields = await readForm(c, site.address).catch(() => new Map<string, string>())
      const ticket = fields.get('ticket') ?? ''
      // Exit must never show an error: if the ticket can't be ended now, its time ends it.
      await site.conversations.noScript.exit({ ticket, half: '' }).catch(() => undefined)
      return respond(c, exitPage(site, translatorOf(c)))
    })
  }
  app.get('/assets/*', (c) => assetResponse(c, site.assets.get(c.req.path.slice(1))) ?? nothingHere(c))

  app.get(
    '/:locale',
    localized(async (c, t) => c.redirect(`/${t.locale}/`, 308)),
  )
  app.get(
    '/:locale/',
    localized(async (c, t) => respond(c, homePage(site, t, await availabilityNow(site, t.locale)))),
  )
  app.get(
    '/:locale/safety',
    localized((c, t) => respond(c, safetyPage(site, t))),
  )
  app.get(
    '/:locale/chat',
    localized(async (c, t) =>
      respond(c, chatPage(site, t, await availabilityNow(site, t.locale), newFirstForm())),
    ),
  )
  app.post(
    '/:locale/chat',
    form((c, t, fields) => postChat(c, site, t, fields)),
  )
  app.get(
    '/:locale/return',
    localized((c, t) => respond(c, returnPage(site, t))),
  )
  app.post(
    '/:locale/return',
    form((c, t, fields) => postReturn(c, site, t, fields)),
  )
  app.get(
    '/:locale/services',
    localized((c, t) => findServices(c, site, t)),
  )
  app.post(
    '/:locale/services',
    form((c, t, fields) =>
      fields.has('service') ? showService(c, site, t, fields) : findServices(c, site, t, fields),
    ),
  )
  app.get(
    '/:locale/statistics',
    localized((c, t) => showFigures(c, site, t)),
  )
  app.get('/statistics/:id/:file', async (c) => (await figuresFile(c, site)) ?? nothingHere(c))

  app.notFound(nothingHere)
  // What goes wrong becomes a page too; without this the framework would print it, whole.
  app.onError((error, c) => {
    const t = translatorOf(c)
    return problem(c, t, site.problemOf(error, t.locale))
  })
  app.all('*', nothingHere)
  return app
}

/** On the way out the browser is asked to drop what it holds of this site. */
const leavingHeaders = {
  ...safeHeaders,
  'clear-site-data': '"cache", "storage"',
  'content-security-policy': contentPolicy({ styles: [], scripts: [] }),
}
