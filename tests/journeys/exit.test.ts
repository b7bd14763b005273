import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

/** The site that Exit leaves on the screen. */
const weather: Server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' })
  response.end(
    '<!doctype html><html lang="en"><title>Weather</title><link rel="icon" href="data:,"><h1>Sunny</h1></html>',
  )
})
await new Promise<void>((resolve) => weather.listen(0, '127.0.0.1', resolve))
const neutral = `http://127.0.0.1:${(weather.address() as AddressInfo).port}`
afterAll(() => void weather.close())

const scene = openScene({ environment: { EXIT_URL: `${neutral}/` }, backForwardCache: true })
scene.elsewhere.push(neutral)

const secret = 'A sentence that must not come back'

async function backFiveTimes({ page }: Seeker): Promise<void> {
  for (let presses = 0; presses < 5; presses++) {
    await page.goBack({ timeout: 3_000 }).catch(() => null)
    // Whatever page that is, it says nothing of the visit.
    expect(await page.locator('body').innerText()).not.toContain(secret)
  }
}

describe('Exit', () => {
  test('covers a conversation at once, leaves a neutral site, and Back does not return', async () => {
    const seeker = seekerOf(await scene.person({ width: 360 }))
    await seeker.arrive()
    await seeker.chatNow()
    await seeker.say(secret)
    // While keys are still being derived.
    const before = await seeker.page.evaluate(() => history.length)
    expect(before).toBeLessThanOrEqual(2)
    await seeker.exit.click()
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    expect(await seeker.page.evaluate(() => history.length)).toBe(before)
    await backFiveTimes(seeker)
    expect(seeker.page.url()).not.toContain(scene.demo.helpOrigin)
  })

  test('the same tab has no way back into the conversation afterwards', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, secret, { width: 360 })
    await seeker.exit.click()
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    await seeker.openChat()
    await see(seeker.text('chat.empty'))
    expect(await seeker.page.content()).not.toContain(secret)
    expect(await seeker.page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0)
    expect(await seeker.context.cookies()).toEqual([])
  })

  test('works from every page, and with three presses of Shift', async () => {
    const seeker = seekerOf(await scene.person())
    for (const path of ['/', '/en/chat', '/en/return', '/en/services', '/en/safety', '/en/nowhere']) {
      seeker.trouble.expect(/status of 404 .*\/en\/nowhere/)
      await seeker.page.goto(`${scene.demo.helpOrigin}${path}`)
      await seeker.exit.click()
      await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    }
    await seeker.openChat()
    for (let presses = 0; presses < 3; presses++) await seeker.page.keyboard.press('Shift')
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
  })

  test('a page that is left and come back to stays covered until it is tapped', async () => {
    const seeker = seekerOf(await scene.person())
    await seeker.openChat()
    await seeker.say(secret)
    // Another address in the same tab, and Back: restored from the cache as it was.
    await seeker.page.goto(neutral)
    await seeker.page.goBack()
    await see(seeker.button('help.cover'))
    await gone(seeker.said(secret))
    await seeker.button('help.cover').click()
    await see(seeker.said(secret))
  })

  test('without script it ends the visit and leaves the neutral site; Back shows no message', async () => {
    const seeker = seekerOf(await scene.person({ width: 360, script: false }))
    // Back asks for the page again, which is refused or can't be shown: never content.
    seeker.trouble.expect(/ERR_CACHE_MISS|status of 4\d\d/)
    await seeker.openChat()
    await seeker.say(secret)
    await seeker.exit.click()
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    await backFiveTimes(seeker)
  })
})
