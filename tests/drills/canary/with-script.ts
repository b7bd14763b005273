import type { Page } from 'playwright-core'
import type { Book } from './book.ts'
import { browse } from './browsing.ts'
import { findAndTell } from './finder.ts'
import type { Stage } from './stage.ts'
import { answerSeeker, hear, refer, takeNext } from './staff-side.ts'
import type { Desk } from '../../support/line/desk.ts'

/** What a walk left to be compared: the conversation, and the fields that the service opened. */
export type Walked = { desk: Desk; opened: string }

/** The whole of a conversation in a real browser with script; at the end Exit, or the browser is killed. */
export async function walkWithScript(
  stage: Stage,
  book: Book,
  profile: string,
  ending: 'exit' | 'kill',
): Promise<Walked> {
  const path = `script, ${ending}`
  const browsing = await browse(profile, true)
  try {
    const page = await browsing.context.newPage()
    await findAndTell(page, stage, book, path)
    await page.goto(`${stage.origins.help}/en/chat`)
    await say(page, book.plain(`${path}: first message`, 'story'))
    const desk = await takeNext(stage)
    await say(page, book.foreign(`${path}: second message`, 'story'))

    const ask = await answerSeeker(desk, stage, book, path)
    await page
      .getByText(ask.fields[0]?.label ?? '')
      .first()
      .waitFor()
    for (const { key } of ask.fields.slice(0, 2)) await page.locator(`.field input[name=${key}]`).check()
    await page.getByRole('button', { name: 'Yes, share what I ticked' }).click()
    const { opened } = await refer(desk, stage, book, ask, ending === 'exit')
    await page.getByRole('button', { name: /^Show the answer from/ }).click()

    const six = await keepWords(page, book, path)
    await setSecond(page, book, path)
    await leaveMessage(page, book, path)
    await page.locator('#text').fill(book.foreign(`${path}: draft`))
    await page.waitForTimeout(1_500)
    await page.reload()
    await page.locator('#text').waitFor()
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#text')?.value !== '')
    await page.locator('#text').pressSequentially(` ${book.plain(`${path}: draft after a reload`)}`)

    await comeBack(browsing.context, stage, book, path, six)
    await hear(desk, 'returned')
    await page.bringToFront()
    if (ending === 'exit') {
      for (const each of browsing.context.pages()) {
        await each.bringToFront()
        if (each.url().startsWith(stage.origins.help)) await leave(each)
      }
      await browsing.close()
    } else await browsing.kill()
    return { desk, opened }
  } catch (error) {
    await browsing.kill()
    throw error
  }
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text)
  await page.locator('#composer button.main').click()
  await page.getByText(text).first().waitFor()
}

async function keepWords(page: Page, book: Book, path: string): Promise<string> {
  const words = await page.locator('.six li').allTextContents()
  if (words.length !== 6) throw new Error('no six words were shown')
  for (const joint of [' ', '-', '', ',', '","']) book.keep(`${path}: six words`, words.join(joint))
  const digits = (await page.locator('.digits').first().textContent()) ?? ''
  book.keep(`${path}: twenty digits`, digits.trim())
  book.keep(`${path}: twenty digits`, digits.replaceAll(/\D/g, ''))
  await page.getByText('They work now.').first().waitFor()
  return words.join(' ')
}

async function setSecond(page: Page, book: Book, path: string): Promise<void> {
  await page.locator('#words > summary').click()
  await page.locator('#words details summary').last().click()
  await page.locator('#second').fill(book.plain(`${path}: second secret`))
  await page.getByRole('button', { name: 'Save the secret' }).click()
  await page.getByText('Your second secret works now.').first().waitFor()
}

async function leaveMessage(page: Page, book: Book, path: string): Promise<void> {
  await page.locator('#leave-box > summary').click()
  await page.locator('#leave-text').fill(book.plain(`${path}: left message`, 'story'))
  await page.locator('#leave-time').fill(book.foreign(`${path}: safe time`, 'story'))
  await page.locator('#leave-way').fill(book.plain(`${path}: safe way`, 'story'))
  await page.locator('#leave button').click()
  await page.getByText('Your message is left for us.').first().waitFor()
}

/** From another tab, with the words; and once with words that are nobody’s. */
async function comeBack(
  context: Awaited<ReturnType<typeof browse>>['context'],
  stage: Stage,
  book: Book,
  path: string,
  words: string,
): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${stage.origins.help}/en/return`)
  await page.locator('#return-words').fill(book.plain(`${path}: mistyped words`))
  await page.locator('#return button.main').click()
  await page.getByText('is not in the list').first().waitFor()
  await page.locator('#return-words').fill(words)
  await page.locator('#return details summary').first().click()
  await page.locator('#return-second').fill(book.plain(`${path}: wrong second secret`))
  await page.locator('#return button.main').click()
  await page.waitForURL('**/en/chat')
  await say(page, book.plain(`${path}: message after coming back`, 'story'))
  await page.locator('#text').fill(book.plain(`${path}: draft after coming back`))
  await page.waitForTimeout(1_500)
}

async function leave(page: Page): Promise<void> {
  await page.locator('#exit').click()
  await page.getByText('Sunny.').waitFor()
}
