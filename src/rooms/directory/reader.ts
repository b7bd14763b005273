import type { RequestContext } from '../../contracts/index.ts'
import { isLocale, sourceLocale, translator, type Locale, type Translate } from '../../i18n/index.ts'

/** Our messages in the language of whoever asks. */
export function translatorFor({ locale }: Pick<RequestContext, 'locale'>): Translate {
  return translator(isLocale(locale) ? locale : sourceLocale)
}

/** A card may be asked for in any language; where we have no messages in it, ours are English. */
export function cardLocale(tag: string): Locale {
  const base = tag.split('-')[0] ?? tag
  return isLocale(tag) ? tag : isLocale(base) ? base : sourceLocale
}
