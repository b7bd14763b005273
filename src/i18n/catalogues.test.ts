import { globSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../kernel/index.ts'
import { messagesFor, missingErrorTexts, pick, rawCatalogue, translator } from './catalogues.ts'
import { compact } from './compact.ts'
import { draftLocales, type Locale, locales } from './locales.ts'
import { type Area, areas } from './message-keys.ts'
import { placeholders } from './placeholders.ts'

const files = locales.flatMap((locale) =>
  (Object.keys(areas) as Area[]).map((area) => [locale, area] as [Locale, Area]),
)
const textOf = (locale: Locale, area: Area) =>
  readFileSync(new URL(`./catalogues/${locale}/${area}.json`, import.meta.url), 'utf8')

describe.each(files)('the %s catalogue of %s', (locale, area) => {
  const messages = rawCatalogue(locale, area)
  const english = rawCatalogue('en', area)

  it('is one flat list, one key to a line, sorted, each key once, each beginning with its area', () => {
    const lines = textOf(locale, area).trim().split('\n').slice(1, -1)
    const keys = lines.map((line) => /^ {2}"([^"]+)": "/.exec(line)?.[1])
    expect(keys).toEqual([...new Set(keys)].sort())
    const strays = Object.keys(messages).filter(
      (key) => !key.startsWith(areas[area]) || !/^[a-z][a-z0-9_.]+$/.test(key),
    )
    expect(strays).toEqual([])
  })

  it('is ICU MessageFormat with words in every message', () => {
    for (const [key, message] of Object.entries(messages)) {
      expect(() => placeholders(message), key).not.toThrow()
      expect(message.trim(), key).not.toBe('')
    }
  })

  it('has no straight apostrophe beside a brace, which ICU would take for a quotation', () => {
    expect(Object.entries(messages).filter(([, message]) => /'[{}]/.test(message))).toEqual([])
  })

  it('knows no key that English lacks, and uses the placeholders of the English message', () => {
    for (const [key, message] of Object.entries(messages)) {
      expect(english, key).toHaveProperty([key])
      expect(placeholders(message), key).toEqual(placeholders(english[key] ?? ''))
    }
  })
})

describe('the catalogues', () => {
  it('are there for every shipped locale and for no other', () => {
    const folders = readdirSync(new URL('./catalogues', import.meta.url)).sort()
    expect(folders).toEqual([...locales].sort())
  })

  it('are complete in French', () => {
    for (const area of Object.keys(areas) as Area[])
      expect(Object.keys(rawCatalogue('fr', area)).sort()).toEqual(
        Object.keys(rawCatalogue('en', area)).sort(),
      )
  })

  it('say in each drafted file, and in no other, that they await human review', () => {
    for (const [locale, area] of files)
      expect(textOf(locale, area).includes('"@review"')).toBe(draftLocales.includes(locale))
  })

  it('give every error its text in every shipped locale', async () => {
    const declared = globSync('**/*.errors.ts', { cwd: new URL('..', import.meta.url).pathname })
    for (const file of declared) await import(`../${file}`)
    const codes = errorCatalogue().map(({ code }) => code)
    const rooms = new Set(codes.map((code) => code.split('.')[0]))
    for (const room of ['request', 'server', 'identity', 'directory', 'conversations', 'referrals'])
      expect(rooms).toContain(room)
    expect(missingErrorTexts(codes)).toEqual([])
    expect(missingErrorTexts(['no.such_code'])).toEqual(
      locales.map((locale) => `${locale}: error.no.such_code`),
    )
  })

  it('give all messages of an area, English where a draft has none', () => {
    for (const [locale, area] of files)
      expect(Object.keys(messagesFor(locale, area)).sort()).toEqual(
        Object.keys(rawCatalogue('en', area)).sort(),
      )
  })

  it('can be handed to a script in compact form', () => {
    expect(pick('fr', ['help.exit'])).toEqual({ 'help.exit': 'Quitter' })
  })

  it('keep every chat message within what a script can read', () => {
    for (const locale of locales)
      for (const [key, message] of Object.entries(rawCatalogue(locale, 'chat')))
        expect(() => compact(message), `${locale} ${key}`).not.toThrow()
  })

  it('say the two promises in the words that are used everywhere', () => {
    const t = translator('en')
    expect(t('help.exceptions')).toBe(
      'Nothing you tell us goes to anyone without your yes, except: someone may be badly hurt now; the law makes us tell child protection; a court orders us. We say so before you tell us more, and we tell you if it happens.',
    )
    expect(t('help.hidden')).toBe(
      "We leave nothing on this phone that we can avoid. The phone's history, the bill, or spying software may still show that you were here.",
    )
  })
})
