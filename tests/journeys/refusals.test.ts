import { describe, expect, test } from 'vitest'
import { errorText, type Locale } from '../../src/i18n/index.ts'
import { helpPaths } from '../../src/contracts/conversations.ts'
import { withAndWithoutScript } from './support/both-ways.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'

const scene = openScene()
const phone = '1-800-555-0142'
const longest = 4_000

/** The server refuses here in the reader's language, as it does; afterwards it takes everything again. */
async function refusing(
  { page, t, trouble }: Seeker,
  path: string,
  { status, code, wait }: { status: number; code: string; wait?: number },
): Promise<{ tries: () => number; relent: () => Promise<void> }> {
  let tries = 0
  trouble.expect(new RegExp(`status of ${status}`))
  await page.route(`**${path}*`, async (route) => {
    tries++
    await route.fulfill({
      status,
      json: { error: { code, message: errorText(t, code) } },
      headers: wait === undefined ? {} : { 'retry-after': String(wait) },
    })
  })
  return { tries: () => tries, relent: () => page.unroute(`**${path}*`) }
}

async function readsWhy({ page, t, text }: Seeker, code: string): Promise<void> {
  await see(page.locator('#offline').getByText(errorText(t, code)))
  await see(text('chat.held'))
  await see(text('help.error.code', { code }))
  await see(page.locator('#offline').getByRole('link', { name: t('help.call', { number: phone }) }))
  await gone(text('chat.offline'))
}

describe('a line that does not take a message now', () => {
  test.each<[Locale, number]>([
    ['en', 360],
    ['fr', 1440],
    ['ar', 360],
  ])(
    'says why, with the phone number, and the message goes when it can (%s, %i px)',
    async (locale, width) => {
      const seeker = seekerOf(await scene.person({ locale, width }))
      await seeker.openChat()
      const code = 'conversations.no_line'
      const { relent } = await refusing(seeker, helpPaths.line, { status: 503, code })
      await seeker.say('Please answer me')
      await readsWhy(seeker, code)
      await see(seeker.text('chat.pending'))
      await seeker.page.screenshot({ path: `reports/journeys/no-line-${locale}-${width}.png` })
      await relent()
      await see(seeker.text('chat.sent'))
      await gone(seeker.page.locator('#offline').getByText(errorText(seeker.t, code)))
    },
  )

  test('asks for patience: the message waits as long as the server asked, and a reload loses nothing', async () => {
    const seeker = seekerOf(await scene.person({ width: 360 }))
    await seeker.openChat()
    await seeker.say('The first')
    await see(seeker.text('chat.sent'))
    const code = 'conversations.too_many_messages'
    const { tries, relent } = await refusing(seeker, helpPaths.send, { status: 429, code, wait: 4 })
    await seeker.say('The second')
    await readsWhy(seeker, code)
    await seeker.page.waitForTimeout(2_500)
    expect(tries()).toBe(1)
    await relent()
    await see(seeker.text('chat.pending'))
    await seeker.page.reload()
    await see(seeker.said('The second'))
    await gone(seeker.text('chat.pending'))
    await seeker.page.reload()
    await see(seeker.said('The second'))
    expect(await seeker.said('The second').count()).toBe(1)
  })

  test('says nothing of a missing connection when the disk is full', async () => {
    const seeker = seekerOf(await scene.person())
    await seeker.openChat()
    const { relent } = await refusing(seeker, helpPaths.open, { status: 507, code: 'server.full' })
    await seeker.say('Is there room?')
    await readsWhy(seeker, 'server.full')
    await relent()
    await see(seeker.text('chat.sent'))
  })
})

describe.each(withAndWithoutScript)('a message that can’t be one, $name', ({ options }) => {
  test.each<[Locale, number]>([
    ['en', 360],
    ['ar', 360],
    ['fr', 1440],
  ])('empty: a sentence and a code (%s, %i px)', async (locale, width) => {
    const seeker = seekerOf(await scene.person({ ...options, locale, width }))
    await seeker.openChat()
    await seeker.box.fill('  ')
    await seeker.button('chat.send').click()
    const alert = seeker.page.getByRole('alert').filter({ visible: true })
    await see(alert.getByText(errorText(seeker.t, 'conversations.empty_message')))
    await see(alert.getByText(/conversations\.empty_message/))
    await seeker.page.screenshot({
      path: `reports/journeys/empty-${locale}-${width}-${options.script === false ? 'plain' : 'script'}.png`,
    })
    await seeker.say('Now it says something')
    await gone(seeker.page.getByText(/conversations\.empty_message/))
  })

  test('too long: a sentence and a code, and every character is still in the box', async () => {
    const seeker = seekerOf(await scene.person({ width: 360, ...options }))
    await seeker.openChat()
    const long = 'x'.repeat(longest + 7)
    await seeker.box.fill(long)
    await seeker.button('chat.send').click()
    await see(seeker.page.getByRole('alert').getByText(/conversations\.message_too_long/))
    await see(seeker.text('chat.character_over', { over: 7 }))
    expect(await seeker.box.inputValue()).toBe(long)
    await seeker.page.screenshot({
      path: `reports/journeys/long-${options.script === false ? 'plain' : 'script'}.png`,
    })
    await seeker.say('x'.repeat(20))
    await gone(seeker.page.getByRole('alert').getByText(/conversations\.message_too_long/))
  })
})
