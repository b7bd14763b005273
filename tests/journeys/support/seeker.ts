import type { Locator } from 'playwright-core'
import type { Locale, MessageKey } from '../../../src/i18n/index.ts'
import { localeFacts, translator } from '../../../src/i18n/index.ts'
import type { Person } from './person.ts'
import { eventually, see } from './seeing.ts'

/** What a seeker can do and see on the conversation page, by the names that a screen reader gives. */
export type Seeker = ReturnType<typeof seekerOf>

/** The seeker's side of a conversation, with script and without: the words on the page are the same. */
export function seekerOf(person: Person) {
  const { page, t, demo } = person
  const button = (key: MessageKey, values?: Record<string, string>) =>
    page.getByRole('button', { name: t(key, values), exact: true })
  const text = (key: MessageKey, values?: Record<string, string | number>) => page.getByText(t(key, values))
  const box = page.getByLabel(t('chat.label'), { exact: true }).filter({ visible: true })
  const wordsCard = page.locator('.card:has(> ol.six)').filter({ visible: true })
  return {
    ...person,
    button,
    text,
    /** The text box of the message. */
    box,
    /** What was said, in order. */
    log: page.getByRole('log', { name: t('chat.log') }),
    exit: page.getByText(t('help.exit'), { exact: true }),

    /** The first page, as a browser with this language finds it. */
    async arrive(): Promise<void> {
      await page.goto(`${demo.helpOrigin}/`)
      await see(page.getByRole('heading', { level: 1 }))
    },
    async chooseLanguage(locale: Locale): Promise<void> {
      await page.getByRole('link', { name: localeFacts(locale).nativeName, exact: true }).click()
      await see(page.getByRole('heading', { name: translator(locale)('help.heading') }))
    },
    async chatNow(): Promise<void> {
      await page.getByRole('link', { name: t('help.chat_now'), exact: true }).click()
      await page.waitForURL(`**/${t.locale}/chat`)
      await see(box)
    },
    /** Straight to the conversation page. */
    async openChat(): Promise<void> {
      await page.goto(`${demo.helpOrigin}/${t.locale}/chat`)
      await see(box)
    },
    async say(words: string): Promise<void> {
      await box.fill(words)
      await button('chat.send').filter({ visible: true }).click()
      await see(said(page.locator('body'), words))
    },
    /** Loads the page again until it says this: what is true of the line is read once a second. */
    async reloadUntil(words: Locator): Promise<void> {
      await eventually(async () => {
        await page.reload()
        return words.filter({ visible: true }).count()
      }).toBeGreaterThan(0)
    },
    /** A message on the page, from either side. */
    said: (words: string | RegExp) => said(page.locator('body'), words),
    /** The six words, when they are shown. */
    async sixWords(): Promise<string[]> {
      await see(wordsCard)
      return wordsCard.locator('ol.six').getByRole('listitem').allInnerTexts()
    },
    wordsCard,
    /** What can be done about the words, behind their name among the choices. */
    async openWords(): Promise<void> {
      await page.locator('summary').getByText(t('chat.words.title'), { exact: true }).click()
    },
  }
}

function said(root: Locator, words: string | RegExp): Locator {
  return root.locator('.words').getByText(words, { exact: true })
}
