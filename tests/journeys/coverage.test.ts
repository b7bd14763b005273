import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspect } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import type { PersonOptions } from './support/person.ts'

const scene = openScene()

async function planner(options: PersonOptions) {
  const member = memberOf(await scene.person(options))
  const { page, t } = member
  await member.enter(scene.signIn('farida'))
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
  await page.getByRole('link', { name: t('workspace.coverage.title'), exact: true }).click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.coverage.title') }))
  return member
}

test('a coordinator sees where nobody answers at night, on a map and in tables, and takes it away', async () => {
  const { page, t } = await planner({ width: 1440 })
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
  const { page } = await planner({ width: 360, dark: true })
  await see(page.getByRole('row', { name: /^Ontario/ }))
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})
