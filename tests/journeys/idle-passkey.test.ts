import { expect, test } from 'vitest'
import { giveKey, invite } from './support/newcomer.ts'
import { responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { together } from './support/together.ts'

const scene = openScene()

type Shown = { title: string; options: unknown }
type Watched = typeof globalThis & { shown: Shown[] }

test('a screen that nobody touched locks, tells of a message without a word of it, and one tap on the passkey brings the conversation back', async () => {
  const link = await invite(scene, 'Imani (invented)', 'imani')
  const person = await scene.person()
  const { page, context } = person
  // What a desktop would show, and a window that is not in front.
  await context.addInitScript(() => {
    const watched = globalThis as Watched
    watched.shown = []
    class Notice extends EventTarget {
      static permission = 'granted'
      constructor(title: string, options: unknown) {
        super()
        watched.shown.push({ title, options })
      }
    }
    Object.assign(globalThis, { Notification: Notice })
    document.hasFocus = () => false
  })
  await giveKey(person)
  await page.clock.install()
  const imani = responderOf(person)
  await page.goto(link)
  await imani.button('workspace.invitation.passkey').click()
  await see(page.getByRole('heading', { name: imani.t('workspace.queue.title') }))
  await imani.goOnDuty()
  const seeker = await together(scene, imani, 'Are you awake?')
  await imani.box.fill('I had begun to answer')

  // A quarter of an hour at once is a dead line to the stream too: it is made anew.
  const live = page.waitForResponse('**/api/desk/stream')
  await page.clock.fastForward(15 * 60_000 + 10_000)
  await see(page.getByRole('heading', { name: imani.t('workspace.lock.title') }))
  await see(imani.text('workspace.lock.held', { count: 1 }))
  await gone(imani.said('Are you awake?'))
  await live
  await page.evaluate(() => (globalThis as Watched).shown.splice(0))
  await seeker.say('His truck is outside')
  const shown = () => page.evaluate(() => (globalThis as Watched).shown)
  await eventually(async () => (await shown()).length).toBeGreaterThan(0)
  for (const one of await shown())
    expect(one).toEqual({
      title: imani.t('workspace.notice.message'),
      options: { tag: 'northline-message', silent: true },
    })
  expect(await page.content()).not.toMatch(/truck|begun to answer/)
  await see(seeker.text('chat.state.claimed'))

  await imani.button('workspace.lock.passkey').click()
  await see(imani.said('His truck is outside'))
  await eventually(() => imani.box.inputValue()).toBe('I had begun to answer')
  await imani.box.press('Enter')
  await see(seeker.said('I had begun to answer'))
})
