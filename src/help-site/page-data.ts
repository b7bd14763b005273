import { longestText } from '../contracts/content.ts'
import type { Compact, KeyOf, Locale, Translate } from '../i18n/index.ts'
import { localeFacts, messagesFor, pick } from '../i18n/index.ts'
import type { Site } from './site.ts'

const alsoNeeded = [
  'error.conversations.empty_message',
  'error.conversations.message_too_long',
  'error.conversations.unknown_reader',
  'error.conversations.unverified_key',
  'error.server.unavailable',
  'help.availability.busy',
  'help.availability.closed',
  'help.availability.free',
  'help.availability.languages',
  'help.availability.other_language',
  'help.availability.unknown',
  'help.availability.waiting',
  'help.call',
  'help.error.code',
  'help.text',
] as const

export type PageTextKey = KeyOf<'chat'> | (typeof alsoNeeded)[number]

/** What the conversation script finds in its page. */
export type PageData = {
  locale: Locale
  /** The tag for Intl. */
  format: string
  rightToLeft: boolean
  texts: Partial<Record<PageTextKey, Compact>>
  phone: string | undefined
  text: string | undefined
  longest: number
  /** Word lists by locale, this page's first. */
  wordLists: { locale: Locale; path: string; integrity: string }[]
}

export function pageData(site: Site, t: Translate): PageData {
  const { locale } = t
  const keys = [...(Object.keys(messagesFor('en', 'chat')) as KeyOf<'chat'>[]), ...alsoNeeded]
  const ordered = [locale, ...site.enabledLocales.filter((other) => other !== locale)]
  return {
    locale,
    format: localeFacts(locale).format,
    rightToLeft: t.direction === 'rtl',
    texts: pick(
      locale,
      keys.filter((key) => !key.startsWith('chat.noscript.')),
    ),
    phone: site.settings.phone,
    text: site.settings.text,
    longest: longestText,
    wordLists: ordered.flatMap((other) => {
      const list = site.wordList(other)
      return list ? [{ locale: other, ...list }] : []
    }),
  }
}

/** JSON that can stand inside a script element. */
export function scriptJson(data: unknown): string {
  return JSON.stringify(data)
    .replace(/</g, '\\u003c')
    .replace(/\u2028|\u2029/g, ' ')
}
