import { type Locale, localeFacts, sourceLocale } from './locales.ts'

type Range = { tag: string; quality: number }

// A browser sends a handful of languages; more than this is not a person's list.
const longestHeader = 1024
const mostRanges = 32

/**
 * Reads Accept-Language (RFC 9110 §12.5.4): ranges with their weight, best first,
 * the reader's order kept between equals. What can't be read is left out.
 */
export function parseAcceptLanguage(header: string): Range[] {
  return header
    .slice(0, longestHeader)
    .split(',', mostRanges)
    .flatMap((part) => {
      const match =
        /^\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i.exec(part)
      return match?.[1] ? [{ tag: match[1], quality: Number(match[2] ?? '1') }] : []
    })
    .sort((a, b) => b.quality - a.quality)
}

/**
 * The locale among `enabled` that a reader of `tag` can read, or undefined.
 * RFC 4647 lookup, except that language and script both count and a missing
 * script is the likely one (Unicode UTS 35, likely subtags): zh-CN and zh find
 * zh-Hans, fil finds tl, pa-Guru finds pa, pa-PK (Arabic script) finds nothing.
 */
export function matchLocale(tag: string, enabled: readonly Locale[]): Locale | undefined {
  const wanted = likely(tag)
  return wanted && enabled.find((locale) => likely(locale)?.join() === wanted.join())
}

/** The locale that a path segment names, in any letter case, or undefined. */
export function localeFromSegment(segment: string, enabled: readonly Locale[]): Locale | undefined {
  return enabled.find((locale) => locale.toLowerCase() === segment.toLowerCase())
}

/**
 * The locale to answer in: the one the path names, else the best of
 * Accept-Language, else English. Never refuses: a reader whose language is not
 * here still gets a page.
 */
export function chooseLocale(asked: {
  segment?: string | undefined
  acceptLanguage?: string | undefined
  enabled: readonly Locale[]
}): Locale {
  const { segment, enabled } = asked
  const named = segment && (localeFromSegment(segment, enabled) ?? matchLocale(segment, enabled))
  return named || fromHeader(asked.acceptLanguage ?? '', enabled)
}

function fromHeader(header: string, enabled: readonly Locale[]): Locale {
  const ranges = parseAcceptLanguage(header)
  const refused = ranges.filter(({ quality }) => quality === 0).map(({ tag }) => matchLocale(tag, enabled))
  const wanted = ranges.filter(({ tag, quality }) => quality > 0 && tag !== '*')
  for (const { tag } of wanted) {
    const found = matchLocale(tag, enabled)
    if (found) return found
  }
  // Most who write traditional characters can read simplified ones: better than English, worse than a match.
  const near = wanted.some(({ tag }) => likely(tag)?.join() === 'zh,Hant')
  if (near && enabled.includes('zh-Hans')) return 'zh-Hans'
  if (!refused.includes(sourceLocale) || ranges.every(({ tag }) => tag !== '*')) return sourceLocale
  return enabled.find((locale) => !refused.includes(locale)) ?? sourceLocale
}

function likely(tag: string): [language: string, script: string] | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return [language, script ?? '']
  } catch {
    return undefined
  }
}

/** `lang` and `dir` for an element in this locale. */
export function languageAttributes(locale: Locale): { lang: Locale; dir: 'ltr' | 'rtl' } {
  return { lang: locale, dir: localeFacts(locale).direction }
}
