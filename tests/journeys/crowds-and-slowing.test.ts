import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { faultsOf, inspect, overflowOf } from './support/accessibility.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty } from './support/together.ts'

/** Two in a minute are a crowd already. */
const scene = openScene({
  environment: {
    CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1',
    CONVERSATIONS_SLOW_LANE_SECONDS: '6',
    CONVERSATIONS_SLOWED_WAIT_SECONDS: '2',
  },
})

/** Pictures to be looked at, where somebody asks for them. */
const pictures = process.env['PICTURES']
async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  const before = page.viewportSize()
  for (const [width, height] of [
    [1440, 900],
    [360, 740],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

/** A browser says in its console that it was asked to wait. */
const asked = /status of 429/

async function seeker(options: Parameters<typeof scene.person>[0] = {}) {
  const someone = seekerOf(await scene.person(options))
  someone.trouble.expect(asked)
  await someone.openChat()
  return someone
}

test('an abusive contact is ended and slowed, is told so kindly, and that is taken back', async () => {
  const ada = await onDuty(scene)
  const abuser = await seeker()
  await abuser.say('something foul')
  await ada.take()
  await see(ada.said('something foul'))
  await ada.button('workspace.conversation.end_and_slow').click()
  const dialog = ada.page.getByRole('dialog')
  await see(dialog.getByText(ada.t('workspace.conversation.end_and_slow_open')))
  expect(await inspect(ada.page, 'end and slow')).toEqual([])
  await picture(ada.page, 'end-and-slow-en')
  await dialog
    .getByRole('button', { name: ada.t('workspace.conversation.end_and_slow'), exact: true })
    .click()
  await see(ada.page.getByRole('heading', { name: ada.t('workspace.slowed.title') }))
  expect(await faultsOf(ada.page)).toEqual([])
  await picture(ada.page, 'slowed-en')

  await see(
    abuser.page
      .getByText(/They have ended this chat for now/)
      .filter({ visible: true })
      .first(),
  )
  await see(abuser.button('chat.leave.button'))
  expect(await inspect(abuser.page, 'slowed')).toEqual([])
  await picture(abuser.page, 'seeker-slowed-en')

  const undo = ada.page.getByRole('button', { name: new RegExp(`^${ada.t('workspace.slowed.undo')}`) })
  await undo.focus()
  await ada.page.keyboard.press('Enter')
  await gone(undo)
  await see(abuser.text('chat.state.ended'))
  await abuser.say('I am sorry')
  await ada.take()
  await see(ada.said('I am sorry'))
})

test('in a crowd a page with script is asked for nothing that anybody sees', async () => {
  await seekerOf(await scene.person()).arrive()
  for (const words of ['one', 'two']) {
    const someone = await seeker({ locale: 'en' })
    await someone.say(words)
    await see(someone.text('chat.sent'))
    expect(await someone.text('error.conversations.crowded').count()).toBe(0)
  }
})

test.each(['en', 'fr'] as const)(
  'without script a first message waits in its page, and goes (%s)',
  async (locale) => {
    const ada = await onDuty(scene)
    for (const words of ['before', 'them']) await (await seeker()).say(words)
    const someone = await seeker({ script: false, width: 360, locale })
    await someone.box.fill('please help me')
    await someone.button('chat.send').click({ noWaitAfter: true })
    await see(someone.text('chat.noscript.crowd'))
    expect(await faultsOf(someone.page)).toEqual([])
    expect(await overflowOf(someone.page)).toBe(0)
    if (pictures) await someone.page.screenshot({ path: join(pictures, `waiting-${locale}-360.png`) })
    expect(someone.page.url()).toBe(`${scene.demo.helpOrigin}/${locale}/chat`)
    await see(someone.said('please help me'))
    await gone(someone.text('chat.noscript.crowd'))
    await see(someone.box)
    if (pictures) await someone.page.screenshot({ path: join(pictures, `waited-${locale}-360.png`) })

    // So many have come from this one network by now that those who come last stand in a group.
    const group = ada.page.locator('summary', { hasText: 'came as a crowd' })
    await see(group)
    await group.click()
    await see(ada.text('workspace.queue.crowd_what'))
    expect(await inspect(ada.page, 'crowd')).toEqual([])
    await picture(ada.page, 'crowd-en')
  },
)
