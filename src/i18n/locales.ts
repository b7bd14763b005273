/**
 * The languages that ship. `written`: by the authors, both together, and used
 * everywhere; nobody who lives in French has read the French one yet (README).
 * `draft`: by a machine, awaiting a reader; an operator's REVIEWED_LOCALES says
 * that one has been.
 * Indigenous languages are never added here by machine: their speakers write
 * them, or there is an interpreter.
 */
const shipped = {
  en: { nativeName: 'English', direction: 'ltr', script: 'Latn', review: 'written', format: 'en-CA' },
  fr: { nativeName: 'Français', direction: 'ltr', script: 'Latn', review: 'written', format: 'fr-CA' },
  es: { nativeName: 'Español', direction: 'ltr', script: 'Latn', review: 'draft', format: 'es' },
  // Western digits: the phone numbers and the twenty digits of a receipt stand beside these.
  ar: { nativeName: 'العربية', direction: 'rtl', script: 'Arab', review: 'draft', format: 'ar-u-nu-latn' },
  'zh-Hans': { nativeName: '简体中文', direction: 'ltr', script: 'Hans', review: 'draft', format: 'zh-Hans' },
  pa: { nativeName: 'ਪੰਜਾਬੀ', direction: 'ltr', script: 'Guru', review: 'draft', format: 'pa' },
  tl: { nativeName: 'Tagalog', direction: 'ltr', script: 'Latn', review: 'draft', format: 'fil' },
} as const satisfies Record<string, Omit<LocaleFacts, 'locale'>>

/** A shipped language as a BCP 47 tag: the value of `lang` and the first segment of a help site path. */
export type Locale = keyof typeof shipped

export type LocaleFacts = {
  locale: string
  /** The language's name in itself, for a language list. */
  nativeName: string
  direction: 'ltr' | 'rtl'
  /** ISO 15924. */
  script: string
  review: 'written' | 'draft'
  /** The tag to hand to Intl: the reader's habit for dates, digits and plurals. */
  format: string
}

/** Every shipped locale, in the order in which a language list shows them. */
export const locales = Object.keys(shipped) as readonly Locale[]

/** The locales that wait for a human reader. */
export const draftLocales: readonly Locale[] = locales.filter((locale) => shipped[locale].review === 'draft')

/** The language everything is written in first, and the fallback. */
export const sourceLocale = 'en' satisfies Locale

/** Native name, direction, script, review state and Intl tag of a locale. */
export function localeFacts(locale: Locale): LocaleFacts & { locale: Locale } {
  return { locale, ...shipped[locale] }
}

/** Whether a text is, letter for letter, a shipped locale. */
export function isLocale(text: string): text is Locale {
  return Object.hasOwn(shipped, text)
}

/**
 * The locales to offer: the written ones always, a draft one in the demo or when
 * the operator's REVIEWED_LOCALES names it.
 */
export function enabledLocales(options: { demo: boolean; reviewed: readonly string[] }): Locale[] {
  return locales.filter(
    (locale) => shipped[locale].review === 'written' || options.demo || options.reviewed.includes(locale),
  )
}

/** Whether pages in this locale must say that no person has checked them. */
export function awaitsReview(locale: Locale, reviewed: readonly string[]): boolean {
  return shipped[locale].review === 'draft' && !reviewed.includes(locale)
}
