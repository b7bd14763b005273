import type { Page } from 'playwright-core'
import type { Book } from './book.ts'
import type { Stage } from './stage.ts'

/** Looking for a service says much about a person, too; what was typed rides along to its page, and with what is said of it. */
export async function findAndTell(page: Page, stage: Stage, book: Book, path: string): Promise<void> {
  await page.goto(`${stage.origins.help}/en/services`)
  const text = page.locator('input[name=text]').first()
  await text.fill(`bed ${book.plain(`${path}: search`)}`)
  await text.press('Enter')
  await page.getByRole('button', { name: 'Show them, with a warning' }).click()
  await page.getByRole('button', { name: /^More about Invented bed/ }).click()
  await page.getByText('Did it not work there?', { exact: true }).click()
  await page.getByLabel('I did not feel safe there', { exact: true }).check()
  await page.getByRole('button', { name: 'Tell them', exact: true }).click()
  await page.getByText('Thank you. The people who run this list will look at it.', { exact: false }).waitFor()
}
