import type { Page } from 'playwright-core'
import type { Book } from './book.ts'
import { browse } from './browsing.ts'
import { findAndTell } from './finder.ts'
import type { Stage } from './stage.ts'
import { answerSeeker, hear, refer, takeNext } from './staff-side.ts'
import type { Walked } from './with-script.ts'

/**
 * The same without script, first on the page that never ends, then on pages that
 * are asked for one by one. `before` is called with the stream still open.
 */
export async function walkWithoutScript(
  stage: Stage,
  book: Book,
  profile: string,
  before: () => Promise<void>,
): Promise<Walked> {
  const path = 'no script'
  const browsing = await browse(profile, false)
  try {
    const page = await browsing.context.newPage()
    await findAndTell(page, stage, book, path)
    await page.goto(`${stage.origins.help}/en/chat`)
    await page.locator('#text').fill(book.plain(`${path}: first message`, 'story'))
    await page.locator('#composer button.main').click({ noWaitAfter: true })
    const desk = await takeNext(stage)
    await sayLive(page, book.foreign(`${path}: second message`, 'story'))
    await hear(desk, book.controlled('story').at(-1)?.text ?? '')

    const ask = await answerSeeker(desk, stage, book, path)
    for (const { key } of ask.fields.slice(0, 2)) await page.locator(`input[name=field-${key}]`).check()
    const yes = page.getByRole('button', { name: 'Yes, share what I ticked' })
    await yes.click({ noWaitAfter: true })
    const { opened } = await refer(desk, stage, book, ask, false)

    await openOptions(page)
    await page.locator('summary', { hasText: 'A second secret' }).first().click()
    await page.locator('#second').fill(book.plain(`${path}: second secret`))
    await page.getByRole('button', { name: 'Save the secret' }).click({ noWaitAfter: true })
    await page.locator('summary', { hasText: 'Leave a message' }).first().click()
    await page.locator('textarea[name=text]').first().waitFor()
    const leave = page.locator('form', { has: page.locator('input[name=time]') }).first()
    await leave.locator('[name=text]').fill(book.plain(`${path}: left message`, 'story'))
    await leave.locator('[name=time]').fill(book.plain(`${path}: safe time`, 'story'))
    await leave.locator('[name=way]').fill(book.foreign(`${path}: safe way`, 'story'))
    await leave.locator('button').click({ noWaitAfter: true })
    await hear(desk, book.controlled('story').at(-1)?.text ?? '')
    await keepWords(page, book, path)

    const still = await browsing.context.newPage()
    await walkStill(still, stage, book)
    await composer(page).fill(book.plain(`${path}: typed and not sent`))
    await before()
    await browsing.kill()
    return { desk, opened }
  } catch (error) {
    await browsing.kill()
    throw error
  }
}

function composer(page: Page) {
  return page.locator('.fixed textarea[name=text]').last()
}

async function sayLive(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await page.locator('.fixed button.main').last().click({ noWaitAfter: true })
}

async function openOptions(page: Page): Promise<void> {
  await page.locator('details.card > summary').first().click()
}

async function keepWords(page: Page, book: Book, path: string): Promise<void> {
  const words = await page.locator('.six li').allTextContents()
  for (const joint of [' ', '-', '', ',', '","'])
    if (words.length >= 6) book.keep(`${path}: six words`, words.slice(0, 6).join(joint))
  const digits = (await page.locator('.digits').first().textContent()) ?? ''
  if (digits.trim() === '') throw new Error('no words and no digits were shown')
  book.keep(`${path}: twenty digits`, digits.trim())
}

/** A conversation of its own, with pages that end; what is too long or empty comes back in the page. */
async function walkStill(page: Page, stage: Stage, book: Book): Promise<void> {
  const path = 'no script, still'
  await page.goto(`${stage.origins.help}/en/chat`)
  await page.locator('#text').fill(`${book.plain(`${path}: too long`)} ${'x'.repeat(4_100)}`)
  await page.locator('summary', { hasText: 'With scripts off' }).click()
  await page.locator('button[name=mode]').click()
  await page.locator('#text').fill(book.plain(`${path}: first message`, 'story'))
  await page.locator('summary', { hasText: 'With scripts off' }).click()
  await page.locator('button[name=mode]').click()
  const desk = await takeNext(stage)
  await page
    .locator('textarea[name=text]')
    .last()
    .fill(book.foreign(`${path}: second message`, 'story'))
  await page.locator('.composer button.main').last().click()
  await hear(desk, book.controlled('story').at(-1)?.text ?? '')

  await page.goto(`${stage.origins.help}/en/return`)
  await page.locator('#return-words').fill(book.plain(`${path}: mistyped words`))
  await page.locator('#return button.main').click()
  await page.locator('#return-words').waitFor()
}
