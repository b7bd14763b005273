import type { Context } from 'hono'
import {
  feedbackKind,
  getService,
  giveFeedback,
  listNeeds,
  searchServices,
  type FeedbackKind,
} from '../contracts/directory.ts'
import type { Translate } from '../i18n/index.ts'
import { isId, NorthlineError } from '../kernel/index.ts'
import { emptySearch, readSearch, searchInput } from './pages/search.ts'
import { servicePage } from './pages/service.ts'
import { servicesPage, type Choices, type Finder } from './pages/services.ts'
import { respond } from './respond.ts'
import type { Problem, Site } from './site.ts'

type Form = ReadonlyMap<string, string>

/** The finder; with a form, what it finds. What was typed stays, whatever goes wrong. */
export async function findServices(c: Context, site: Site, t: Translate, form?: Form): Promise<Response> {
  const context = { locale: t.locale, clientKey: site.clientKeyOf(c) }
  const search = form ? readSearch(form) : emptySearch
  const choices: Choices = await site
    .ask(listNeeds, {}, context)
    .catch(() => ({ needs: [], languages: [], traits: [], modes: [] }))
  const finder: Finder = { search, choices }
  if (form) {
    try {
      finder.answer = await site.ask(searchServices, searchInput(search), context)
    } catch (error) {
      finder.problem = site.problemOf(error, t.locale)
    }
  }
  return respond(c, servicesPage(site, t, finder))
}

/**
 * One service, whole. Its id is a field of the form and never in the address:
 * whoever reads the history of this browser must not learn which shelter was looked at.
 */
export async function showService(c: Context, site: Site, t: Translate, form: Form): Promise<Response> {
  const serviceId = form.get('service') ?? ''
  if (!isId(serviceId)) throw new NorthlineError({ code: 'directory.not_found', status: 404, safe: '' })
  const context = { locale: t.locale, clientKey: site.clientKeyOf(c) }
  const what = feedbackKind.safeParse(form.get('feedback')).data
  const said = what && (await give(site, t, { serviceId, what }, context))
  const { service } = await site.ask(getService, { serviceId }, context)
  return respond(c, servicePage(site, t, service, readSearch(form), said))
}

/** What did not work is said of the service that is shown; where that fails, the service is shown all the same. */
async function give(
  site: Site,
  t: Translate,
  input: { serviceId: string; what: FeedbackKind },
  context: { locale: string; clientKey: string },
): Promise<FeedbackKind | Problem> {
  try {
    await site.ask(giveFeedback, input, context)
    return input.what
  } catch (error) {
    return site.problemOf(error, t.locale)
  }
}
