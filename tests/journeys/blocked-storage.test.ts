import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'

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

const scene = openScene({ environment: { EXIT_URL: `${neutral}/` } })
scene.elsewhere.push(neutral)

/** As Chrome with “block all cookies”: merely naming the storage throws. */
async function blockStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    for (const name of ['sessionStorage', 'localStorage'])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('Access is denied for this document.', 'SecurityError')
        },
      })
  })
}

describe('where the browser blocks storage', () => {
  test.each([360, 1440])('Exit leaves every page for the neutral site (%i px)', async (width) => {
    const seeker = seekerOf(await scene.person({ width }))
    await blockStorage(seeker.context)
    for (const path of ['/', '/en/chat', '/en/services', '/en/safety']) {
      await seeker.page.goto(`${scene.demo.helpOrigin}${path}`)
      await seeker.exit.click()
      await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    }
    await seeker.openChat()
    for (let presses = 0; presses < 3; presses++) await seeker.page.keyboard.press('Shift')
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
  })

  test('the conversation works as without script, and Exit ends its ticket on the server', async () => {
    const seeker = seekerOf(await scene.person({ width: 360 }))
    await blockStorage(seeker.context)
    await seeker.openChat()
    await seeker.say('Storage is blocked here')
    const ticket = await seeker.page.locator('#exit input').inputValue()
    const closing = seeker.page.waitForRequest('**/api/conversation/ticket/close')
    await seeker.exit.click()
    expect((await closing).postDataJSON()).toEqual({ ticketId: ticket })
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
    await expect
      .poll(async () => {
        const open = await fetch(`${scene.demo.helpOrigin}/api/conversation/ticket/open`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-northline': '1' },
          body: JSON.stringify({ ticketId: ticket }),
        })
        return open.status
      })
      .toBe(410)
  })

  test('and where anything else throws on the way, Exit still leaves', async () => {
    const seeker = seekerOf(await scene.person())
    await seeker.openChat()
    await seeker.page.evaluate(() => {
      const throwing = () => {
        throw new Error('planted')
      }
      Object.assign(window, { fetch: throwing })
      Object.assign(Storage.prototype, { getItem: throwing, clear: throwing })
      Object.assign(HTMLElement.prototype, { focus: throwing })
      Object.assign(Document.prototype, { dispatchEvent: throwing })
      Object.assign(HTMLBodyElement.prototype, { replaceChildren: throwing })
    })
    await seeker.exit.click()
    await see(seeker.page.getByRole('heading', { name: 'Sunny' }))
  })
})
