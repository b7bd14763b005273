import { IntlMessageFormat } from 'intl-messageformat'
import { type Locale, localeFacts, sourceLocale } from './locales.ts'
import type { MessageKey, Messages } from './message-keys.ts'

/** What may stand in a message's placeholders. */
export type Values = Readonly<Record<string, string | number | Date>>

/** `t(key, values?)` gives plain text, never markup: escape it where it is put. */
export type Translate<Key extends string = MessageKey> = {
  (key: Key, values?: Values): string
  readonly locale: Locale
  readonly direction: 'ltr' | 'rtl'
  /** The locale the text really comes from: put it in `lang` where it differs from the page's. */
  lang(key: Key): Locale
  /** Whether any text exists for a key that was made up at run time, such as `error.<code>`. */
  has(key: string): key is Key
}

/**
 * Makes a translator from raw messages. A key that the locale lacks falls back
 * to English. A key that English lacks, or a placeholder without value, throws
 * under test and else shows the raw text: a wording fault must not keep a
 * person from help.
 */
export function createTranslator<Key extends string>(
  locale: Locale,
  messages: Messages,
  english: Messages,
): Translate<Key> {
  const { direction } = localeFacts(locale)
  const compiled = new Map<string, IntlMessageFormat>()

  const lang = (key: string): Locale => (Object.hasOwn(messages, key) ? locale : sourceLocale)
  const rawOf = (key: string) => {
    const from = Object.hasOwn(messages, key) ? messages : english
    return Object.hasOwn(from, key) ? from[key] : undefined
  }

  const compile = (key: string, raw: string) => {
    let message = compiled.get(key)
    if (!message) {
      message = new IntlMessageFormat(raw, localeFacts(lang(key)).format, undefined, { ignoreTag: true })
      compiled.set(key, message)
    }
    return message
  }

  const translate = (key: Key, values?: Values): string => {
    const raw = rawOf(key)
    if (raw === undefined) return fault(new Error(`no message for ${key}`), key)
    try {
      return String(compile(key, raw).format(direction === 'rtl' ? isolate(values) : { ...values }))
    } catch (error) {
      return fault(error, raw)
    }
  }
  return Object.assign(translate, {
    locale,
    direction,
    lang,
    has: (key: string): key is Key => rawOf(key) !== undefined,
  })
}

// Unicode TR9 isolates: a left-to-right name or number in a right-to-left sentence keeps its own order.
function isolate(values: Values = {}): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      // A bare word may choose a branch of a `select`, and must reach it untouched.
      typeof value === 'string' && !/^[a-z_]*$/.test(value) ? `\u2068${value}\u2069` : value,
    ]),
  )
}

function fault(error: unknown, shown: string): string {
  if (typeof process !== 'undefined' && process.env.NODE_ENV === 'test') throw error
  return shown
}

/** The sentence for an error code, or the general one where this reader's catalogue has none. */
export function errorText<Key extends string>(
  t: Translate<Key | 'error.server.unexpected'>,
  code: string,
  facts: Readonly<Record<string, unknown>> = {},
): string {
  const key = `error.${code}`
  return t.has(key) ? t(key, scalars(facts)) : t('error.server.unexpected')
}

function scalars(facts: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(facts).filter(
      (entry): entry is [string, string | number] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  )
}
