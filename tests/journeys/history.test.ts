import { describe, expect, test } from 'vitest'
import { withAndWithoutScript } from './support/both-ways.ts'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'

const scene = openScene()
const shelter = 'Lantern safe beds'

describe.each(withAndWithoutScript)('what the history of a browser names, $name', ({ options }) => {
  test('is the finder, and not which service was looked at', async () => {
    const seeker = seekerOf(await scene.person({ width: 360, ...options }))
    const { page, t } = seeker
    const visited: string[] = []
    page.on('framenavigated', (frame) => void visited.push(frame.url()))
    await page.goto(`${scene.demo.helpOrigin}/en/services`)
    await page.getByLabel(t('help.find.text')).fill('safe bed Kingston')
    await page.getByRole('button', { name: t('help.find.button') }).click()
    await page.getByRole('button', { name: t('help.find.more', { name: shelter }) }).click()
    await see(page.getByRole('heading', { level: 1, name: shelter }))
    await page.screenshot({
      path: `reports/journeys/service-${options.script === false ? 'plain' : 'script'}.png`,
    })
    await page.getByRole('button', { name: t('help.find.back_to_list') }).click()
    await see(page.getByRole('heading', { level: 3, name: shelter }))
    // What there may be: the page of the finder, and where on it the reader stands.
    for (const url of visited) expect(new URL(url).pathname + new URL(url).search).toBe('/en/services')
  })

  test('is the chat, and no conversation, message or referral', async () => {
    const seeker = seekerOf(await scene.person({ width: 360, ...options }))
    const visited: string[] = []
    seeker.page.on('framenavigated', (frame) => void visited.push(frame.url()))
    await seeker.openChat()
    await seeker.say('Hello')
    for (const url of visited)
      expect(url.replace(scene.demo.helpOrigin, '')).toMatch(/^(\/en\/chat|about:blank)?$/)
  })
})
