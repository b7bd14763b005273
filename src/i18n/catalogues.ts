import { readFileSync } from 'node:fs'
import { type Locale, locales, sourceLocale } from './locales.ts'
import { type Area, areas, type KeyOf, type MessageKey, type Messages } from './message-keys.ts'
import { type Compact, compact } from './compact.ts'
import { createTranslator, type Translate } from './translate.ts'

const areaNames = Object.keys(areas) as Area[]

/** One catalogue file as it stands, without fallback; `@` entries are notes to translators and are left out. */
export function rawCatalogue(locale: Locale, area: Area): Messages {
  const file = new URL(`./catalogues/${locale}/${area}.json`, import.meta.url)
  const entries = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('@')))
}

const catalogues = new Map(
  locales.map((locale) => [
    locale,
    new Map(areaNames.map((area) => [area, rawCatalogue(locale, area)] as const)),
  ]),
)

function all(locale: Locale): Messages {
  return Object.assign({}, ...(catalogues.get(locale)?.values() ?? []))
}

const english = all(sourceLocale)
const translators = new Map(
  locales.map((locale) => [locale, createTranslator<MessageKey>(locale, all(locale), english)]),
)

/** The translator of a locale over every area. Made once; cheap to ask for. */
export function translator(locale: Locale): Translate {
  return translators.get(locale) ?? createTranslator<MessageKey>(locale, {}, english)
}

/** Raw ICU messages of one area, English where the locale has none. */
export function messagesFor<A extends Area>(locale: Locale, area: A): Readonly<Record<KeyOf<A>, string>> {
  const source = catalogues.get(sourceLocale)?.get(area)
  return { ...source, ...catalogues.get(locale)?.get(area) } as Record<KeyOf<A>, string>
}

/**
 * Chosen messages in compact form, for a script that must not carry an ICU
 * parser: put them in the page as JSON, and read them with `fill` of `compact.ts`.
 */
export function pick<Key extends MessageKey>(locale: Locale, keys: readonly Key[]): Record<Key, Compact> {
  const messages = { ...english, ...all(locale) }
  return Object.fromEntries(keys.map((key) => [key, compact(messages[key] ?? key)])) as Record<Key, Compact>
}

/**
 * The texts that error codes lack, as `locale: error.code`; empty when every
 * code has one in every shipped locale, drafts too (no fallback counts).
 */
export function missingErrorTexts(codes: readonly string[]): string[] {
  return locales.flatMap((locale) =>
    codes
      .map((code) => `error.${code}`)
      .filter((key) => !Object.hasOwn(all(locale), key))
      .map((key) => `${locale}: ${key}`),
  )
}
