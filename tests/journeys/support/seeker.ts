import type { Locator } from 'playwright-core'
import type { Locale, MessageKey } from '../../../src/i18n/index.ts'
import { localeFacts, translator } from '../../../src/i18n/index.ts'
import type { Person } from './person.ts'
import { eventually, see } from './seeing.ts'

/** What a seeker can do and see on the conversation page, by the names that a screen reader gives. */
export type Seeker = ReturnType<typeof seekerOf>

/** The seeker's side of a conversation, with script and without: the words on the page are the same. */
export function seekerOf(person: Person) {
  const { page, t, demo, script } = person
  const button = (key: MessageKey, values?: Record<string, string>) =>
    page.getByRole('button', { name: t(key, values), exact: true })
  const text = (key: MessageKey, values?: Record<string, string | number>) => page.getByText(t(key, values))
  const box = page.getByLabel(t('chat.label'), { exact: true }).filter({ visible: true })
  const log = page.getByRole('log', { name: t('chat.log') })
  /** Opens one of the choices beside the conversation, which lie behind one name without script. */
  async function choose(key: MessageKey): Promise<void> {
    const one = page.locator('summary').getByText(t(key), { exact: true })
    if (!(await one.isVisible()))
      await page.locator('summary').getByText(t('chat.options'), { exact: true }).click()
    await one.click()
  }
  const wordsCard = page.locator('.card:has(> ol.six)').filter({ visible: true })
  return {
    ...person,
    button,
    text,
    /** The text box of the message. */
    box,
    /** What was said, in order. */
    log,
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
    /** Where everything stands that was said: without script the whole page. */
    thread: script ? log : page.locator('main'),
    /** The question what may be shared with somebody: there is one at a time. */
    question: page.getByRole('group').filter({ has: button('chat.consent.yes') }),
    /** Says yes to sharing these fields, by their names. */
    async sayYes(...fields: string[]): Promise<void> {
      const question = page.getByRole('group').filter({ has: button('chat.consent.yes') })
      for (const name of fields) await question.getByRole('checkbox', { name, exact: true }).check()
      await button('chat.consent.yes').click()
    },
    /** Takes back what was sent to the only service that has it. */
    async withdraw(): Promise<void> {
      if (script) await button('chat.withdraw.button').click()
      else
        await page
          .locator('summary')
          .getByText(t('chat.withdraw.button'), { exact: true })
          .filter({ visible: true })
          .click()
      await button('chat.withdraw.confirm').filter({ visible: true }).click()
    },
    /** Opens the answer of a service that has come. */
    async openAnswer(service: string): Promise<void> {
      await see(text('chat.answer.heading'))
      await button('chat.answer.show', { service }).filter({ visible: true }).click()
    },
    /** Where an answer stands once it was opened: without script in a frame of its own. */
    answer: script ? log : page.frameLocator('iframe[name^="r"]').last().locator('body'),
    /** A message on the page, from either side. */
    said: (words: string | RegExp) => said(page.locator('body'), words),
    /** The six words, when they are shown. */
    async sixWords(): Promise<string[]> {
      await see(wordsCard)
      return wordsCard.locator('ol.six').getByRole('listitem').allInnerTexts()
    },
    wordsCard,
    /** What leads back here, once it does: six words, or twenty digits where a language has no list. */
    async receipt(): Promise<string> {
      if (script) await see(text('chat.words.ready'))
      if ((await wordsCard.count()) > 0)
        return (await wordsCard.locator('ol.six').getByRole('listitem').allInnerTexts()).join(' ')
      return page.locator('.digits').filter({ visible: true }).innerText()
    },
    choose,
    /** What can be done about the words, behind their name among the choices. */
    openWords: () => choose('chat.words.title'),
    /** The page of those who come back, with what they know typed into it. */
    async typeReceipt(receipt: string, second?: string): Promise<void> {
      await page.goto(`${demo.helpOrigin}/${t.locale}/return`)
      await page.getByLabel(t('chat.return.label'), { exact: true }).fill(receipt)
      if (second === undefined) return
      await page.getByText(t('chat.return.second'), { exact: true }).click()
      await page.getByLabel(t('chat.second.label'), { exact: true }).fill(second)
    },
    async comeBack(receipt: string, second?: string): Promise<void> {
      await this.typeReceipt(receipt, second)
      await button('chat.return.button').click()
      await see(box)
    },
    /** Deletes the conversation, or asks for it: that is what the second button says. */
    async burn(yes: 'chat.burn.confirm' | 'chat.burn.ask'): Promise<void> {
      if (script) await button('chat.burn.button').click()
      else await choose('chat.burn.button')
      await button(yes).click()
    },
    /** A first message from a browser without script that shows a page only when it is whole. */
    async sayStill(words: string): Promise<void> {
      await box.fill(words)
      await choose('help.safety.script')
      await button('chat.noscript.send_still').click()
      await see(said(page.locator('body'), words))
    },
  }
}

function said(root: Locator, words: string | RegExp): Locator {
  return root.locator('.words').getByText(words, { exact: true })
}
