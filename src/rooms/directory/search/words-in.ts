import type { Listing, Rest, Words } from '../publish/published.ts'

/** A text with the language it is really in. */
export type InLanguage = { text: string; lang: string }

/**
 * The words of a service in a locale: its own there, then those in the source's
 * language, then English, then any, each text by itself. `lang` of what is missing is the
 * locale.
 */
export function wordsIn(
  listing: Pick<Listing, 'lang'>,
  { words, others }: Pick<Rest, 'words' | 'others'>,
  locale: string,
): (name: keyof Words) => InLanguage {
  const base = locale.split('-')[0] ?? locale
  const near = Object.keys(others).find((tag) => tag.split('-')[0] === base)
  const versions: [string, Words | undefined][] = [
    [locale, others[locale]],
    ...(listing.lang.split('-')[0] === base ? [[listing.lang, words] as [string, Words]] : []),
    ...(near ? [[near, others[near]] as [string, Words | undefined]] : []),
    [listing.lang, words],
    ['en', others['en']],
    ...Object.entries(others),
  ]
  return (name) => {
    for (const [lang, version] of versions) {
      const text = version?.[name]
      if (text) return { text, lang }
    }
    return { text: '', lang: locale }
  }
}
