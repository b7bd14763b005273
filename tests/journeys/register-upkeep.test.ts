import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspect } from './support/accessibility.ts'
import type { PersonOptions } from './support/person.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'

/* How reviewers of the line look after the register as a whole: entries that may be one, and where nobody answers. */

const scene = openScene()

type Title = 'workspace.duplicates.title' | 'workspace.coverage.title'

/** A reviewer of the line on one of the pages that the team's page leads to. */
async function reviewer(handle: string, title: Title, options: PersonOptions) {
  const member = memberOf(await scene.person(options))
  const { page, t } = member
  await member.enter(scene.signIn(handle))
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
  await page.getByRole('link', { name: t(title), exact: true }).click()
  await see(page.getByRole('heading', { level: 1, name: t(title) }))
  return member
}

test('two entries of one service are compared and merged by a person, and that is taken back', async () => {
  const faults: string[] = []
  const { page, t, button } = await reviewer('chidi', 'workspace.duplicates.title', { width: 1440 })
  const names = { first: 'Northgate youth beds', second: 'Northgate youth beds' }
  const card = page.getByRole('listitem', { name: t('workspace.duplicates.pair', names), exact: true })
  await see(card.getByText(t('workspace.duplicates.evidence.same_phone')))
  faults.push(...(await inspect(page, 'duplicates')))
  await card.getByRole('button').click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.duplicates.compare_title') }))
  // The unvetted one can't stay: nobody would be sent to either.
  const keep = page.getByRole('button', { name: /^One service: keep/ })
  await eventually(() => keep.count()).toBe(2)
  expect(
    (await keep.evaluateAll((all) => all.map((one) => (one as HTMLButtonElement).disabled))).sort(),
  ).toEqual([false, true])
  await see(page.getByText(t('workspace.duplicates.cannot_stay.vetting')))
  faults.push(...(await inspect(page, 'compare')))
  await page.getByLabel(t('workspace.duplicates.why')).fill('Same house, rang them.')
  await page
    .getByRole('button', {
      name: t('workspace.duplicates.keep_named', { name: names.first, source: 'invented' }),
    })
    .click()
  await gone(card)
  const { first: kept, second: other } = names
  const text = t('workspace.duplicates.was_same', { kept, other })
  await see(page.getByText(text))
  await see(page.getByText('Same house, rang them.'))
  await button('workspace.duplicates.take_back_named', { what: text }).click()
  await gone(page.getByText(text))
  // Compared anew by the clockwork; the page asks again by itself.
  await see(card)
  expect(faults).toEqual([])
})

test('on a narrow screen, by keyboard alone, they stand one below the other', async () => {
  const { page, t } = await reviewer('farida', 'workspace.duplicates.title', { width: 360 })
  const compare = page.getByRole('button', { name: /^Compare / }).first()
  await compare.focus()
  await page.keyboard.press('Enter')
  await see(page.getByRole('heading', { level: 1, name: t('workspace.duplicates.compare_title') }))
  await eventually(() => page.locator('section.card').count()).toBe(2)
  const [first, second] = await page
    .locator('section.card')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x))
  expect(first).toBe(second)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(await inspect(page, 'compare, narrow')).toEqual([])
})

test('a coordinator sees where nobody answers at night, on a map and in tables, and takes it away', async () => {
  const { page, t } = await reviewer('farida', 'workspace.coverage.title', { width: 1440 })
  const map = page.getByRole('img', { name: /postal areas? (are|is) served by nobody/ })
  await see(map)
  const ontario = page.getByRole('row', { name: /^Ontario/ })
  await see(ontario)
  const before = await ontario.textContent()
  await page.getByRole('button', { name: new RegExp(t('workspace.coverage.need')) }).click()
  await page.getByRole('option', { name: t('directory.need.tattoo_removal'), exact: true }).click()
  await expect.poll(() => ontario.textContent()).not.toBe(before)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: t('workspace.coverage.download') }).click()
  const lines = readFileSync((await (await file).path()) ?? '', 'utf8')
    .trim()
    .split('\r\n')
  expect(lines.length).toBeGreaterThan(1_600)
  expect(lines.find((line) => line.includes('"K7L"'))).toContain('"ON"')
  expect(await inspect(page, 'coverage')).toEqual([])
})

test('on a phone nothing but the tables is wider than it', async () => {
  const { page } = await reviewer('farida', 'workspace.coverage.title', { width: 360, dark: true })
  await see(page.getByRole('row', { name: /^Ontario/ }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})
