import { isLocale, sourceLocale, type Locale } from '../../i18n/workspace.ts'
import type { KeyOf } from '../../i18n/message-keys.ts'

/*
 * What a consent question says, in the language of the person who is asked: they
 * agree to these words, so they must be theirs and not the responder's.
 */

type ContentKey = KeyOf<'content'>
type Messages = Readonly<Partial<Record<string, string>>>

const load: Readonly<Record<Locale, () => Promise<{ default: Messages }>>> = {
  en: () => import('../../i18n/catalogues/en/content.json'),
  fr: () => import('../../i18n/catalogues/fr/content.json'),
  es: () => import('../../i18n/catalogues/es/content.json'),
  ar: () => import('../../i18n/catalogues/ar/content.json'),
  'zh-Hans': () => import('../../i18n/catalogues/zh-Hans/content.json'),
  pa: () => import('../../i18n/catalogues/pa/content.json'),
  tl: () => import('../../i18n/catalogues/tl/content.json'),
}

export const consentFields = ['name', 'age_group', 'contact', 'needs', 'language', 'safety'] as const
export type ConsentFieldKey = (typeof consentFields)[number]

export type SeekerWords = { labels: Record<ConsentFieldKey, string>; why: string }

/** Labels and the reason, in the seeker's language, English where a draft has none. */
export async function seekerWords(language: string): Promise<SeekerWords> {
  const [own, english] = await Promise.all([
    load[isLocale(language) ? language : sourceLocale](),
    load[sourceLocale](),
  ])
  const text = (key: ContentKey) => own.default[key] ?? english.default[key] ?? key
  return {
    labels: {
      name: text('content.consent.name'),
      age_group: text('content.consent.age_group'),
      contact: text('content.consent.contact'),
      needs: text('content.consent.needs'),
      language: text('content.consent.language'),
      safety: text('content.consent.safety'),
    },
    why: text('content.consent.why'),
  }
}
