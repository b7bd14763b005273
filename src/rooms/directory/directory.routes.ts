import { handle, type HandledRoute, type InputOf, type RequestContext } from '../../contracts/index.ts'
import * as contract from '../../contracts/directory.ts'
import { languageName, translator } from '../../i18n/index.ts'
import { NorthlineError, rateLimit } from '../../kernel/index.ts'
import type { DirectoryDeps } from './directory.deps.ts'
import { directoryErrors } from './directory.errors.ts'
import { genders, isTrait, modeCodes, traitCodes } from './whom/traits.ts'
import { isNeed, needCodes } from './needs.ts'
import { cardLocale, translatorFor } from './reader.ts'
import { believedSince } from './upkeep/room-text.ts'
import { findPlacesLike } from './places/places.repository.ts'
import { placeFrom } from './places/resolve.ts'
import { presentAnswer, presentStaffAnswer } from './search/answer.ts'
import { makeCard } from './search/card.ts'
import { findPublished, findSpoken, type PublishedRow } from './search/search.repository.ts'
import { search, type Asked } from './search/search.usecase.ts'
import { presentService } from './search/service.ts'
import { foldPhrase } from './words/fold.ts'

/** The room's routes, for both origins. */
export function directoryRoutes(deps: DirectoryDeps): HandledRoute[] {
  const limit = rateLimit({ burst: 240, perMinute: 240 })
  const now = () => deps.now?.() ?? new Date()

  const searchFor = async (input: InputOf<typeof contract.searchServices>, context: RequestContext) => {
    if (!limit.take(context.clientKey)) throw new NorthlineError(directoryErrors.too_many)
    const asked = askedFrom(input)
    const results = await deps.database.as(context.actor, (tx) =>
      search(tx, asked, deps.settings, context.locale, now()),
    )
    deps.unmet?.note(results, asked.page)
    return { asked, results }
  }
  const published = async (serviceId: string, context: RequestContext): Promise<PublishedRow> => {
    const found = await deps.database.as(context.actor, (tx) => findPublished(tx, serviceId))
    if (!found) throw new NorthlineError(directoryErrors.not_found)
    return found
  }

  return [
    handle(contract.searchServices, async (input, context) => {
      const { asked, results } = await searchFor(input, context)
      return presentAnswer(translatorFor(context), asked, results)
    }),
    handle(contract.searchServicesAsStaff, async (input, context) => {
      const { asked, results } = await searchFor(input, context)
      return presentStaffAnswer(translatorFor(context), asked, results)
    }),
    handle(contract.getService, async ({ serviceId }, context) => {
      const [row, at] = [await published(serviceId, context), now()]
      return {
        service: presentService(translatorFor(context), serviceId, row, at, believedSince(at, deps.settings)),
      }
    }),
    handle(contract.offerCard, async ({ serviceId, locale }, context) =>
      makeCard(translator(cardLocale(locale)), serviceId, await published(serviceId, context), now()),
    ),
    handle(contract.listNeeds, async (_input, context) => {
      const t = translatorFor(context)
      const spoken = await deps.database.as(context.actor, findSpoken)
      const collator = new Intl.Collator(t.locale)
      return {
        needs: needCodes.map((code) => ({ code, label: t(`directory.need.${code}`) })),
        languages: spoken
          .map((tag) => ({ tag, label: languageName(t.locale, tag) }))
          .sort((a, b) => collator.compare(a.label, b.label)),
        traits: traitCodes.map((code) => ({
          code,
          label: t(`directory.trait.${code}`),
          gender: genders.some((gender) => gender === code),
        })),
        modes: modeCodes.map((code) => ({ code, label: t(`directory.mode.${code}`) })),
      }
    }),
    handle(contract.suggestPlaces, async ({ text }, context) => {
      if (!limit.take(context.clientKey)) throw new NorthlineError(directoryErrors.too_many)
      const key = foldPhrase(text)
      if (key === '') return { places: [] }
      const found = await deps.database.as(context.actor, (tx) => findPlacesLike(tx, key, 8))
      return { places: found.map((place) => placeFrom(place).label) }
    }),
  ]
}

function askedFrom({ need, at, who, ...input }: InputOf<typeof contract.searchServices>): Asked {
  return {
    ...input,
    ...(who === undefined ? {} : { who: who.filter(isTrait) }),
    ...(need !== undefined && isNeed(need) ? { need } : {}),
    ...(at === undefined ? {} : { at: new Date(at) }),
  }
}
