/**
 * The BIP 39 word lists (2048 words, the first four letters unique), fetched
 * only when somebody is about to see or type words. Not part of index.ts, so
 * that no list lands in the first bundle.
 */
const loaders: Record<string, () => Promise<{ wordlist: string[] }>> = {
  en: () => import('@scure/bip39/wordlists/english.js'),
  fr: () => import('@scure/bip39/wordlists/french.js'),
  es: () => import('@scure/bip39/wordlists/spanish.js'),
  'zh-Hans': () => import('@scure/bip39/wordlists/simplified-chinese.js'),
}

/** The list of a locale, or undefined where twenty digits are used instead. */
export async function loadWordList(locale: string): Promise<readonly string[] | undefined> {
  const load = Object.keys(loaders).includes(locale) ? loaders[locale] : undefined
  return load && (await load()).wordlist
}
