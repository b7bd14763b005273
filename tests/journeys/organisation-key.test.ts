import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { helpPaths, type Line } from '../../src/contracts/conversations.ts'
import { teamProofPath } from '../../src/contracts/team-proof-path.ts'
import { bytesToBase64Url } from '../../src/kernel/index.ts'
import { createPair, epochIdOf } from '../../src/sealing/index.ts'
import { errorText, type Locale } from '../../src/i18n/index.ts'
import { faultsOf, inspect } from './support/accessibility.ts'
import { memberOf, responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'

const scene = openScene()
const code = 'conversations.unverified_key'

/** A server that lies about the line's key: a key of its own, with the id that belongs to it. */
async function swapLine(page: Page): Promise<() => Promise<void>> {
  const { publicKey } = await createPair()
  const swapped = { epochId: await epochIdOf(publicKey), epochPublicKey: bytesToBase64Url(publicKey) }
  const lies = `**${helpPaths.line}*`
  await page.route(lies, async (route) => {
    const response = await route.fetch()
    // One that was under way when the lie ended was answered by then.
    await route
      .fulfill({ response, json: { ...((await response.json()) as Line), ...swapped } })
      .catch(() => undefined)
  })
  return () => page.unroute(lies)
}

/** A server that keeps back what was signed. */
const withholdProofs = (page: Page) =>
  page.route(`**${teamProofPath}*`, (route) => route.fulfill({ json: { proof: null } }))

describe('a swapped team key', () => {
  test.each<[Locale, number]>([
    ['en', 360],
    ['fr', 1440],
  ])(
    'is refused: nothing leaves the page, which says why and keeps the words (%s, %i px)',
    async (locale, width) => {
      const seeker = seekerOf(await scene.person({ locale, width }))
      await seeker.openChat()
      const tellTruth = await swapLine(seeker.page)
      const sent: string[] = []
      seeker.page.on('request', (request) => {
        if (request.url().endsWith(helpPaths.open)) sent.push(request.url())
      })
      await seeker.say('Are you really the line?')
      const offline = seeker.page.locator('#offline')
      await see(offline.getByText(errorText(seeker.t, code)))
      await see(seeker.text('chat.held'))
      await see(offline.getByRole('link', { name: seeker.t('help.call', { number: '1-800-555-0142' }) }))
      expect(await faultsOf(seeker.page)).toEqual([])
      expect(sent).toEqual([])
      await tellTruth()
      await see(seeker.text('chat.sent'))
      await gone(offline.getByText(errorText(seeker.t, code)))
    },
  )
})

describe('a key that nobody can verify', () => {
  test('of one’s own team is said at the desk, with the reason', async () => {
    const ada = responderOf(await scene.person({ width: 1440 }))
    await withholdProofs(ada.page)
    await ada.enter(scene.signIn('ada'))
    await see(ada.page.getByText(ada.t('workspace.trust.why_unsigned')).first())
    expect(await inspect(ada.page, 'desk-unverified')).toEqual([])
  })

  test('of a service leaves the telephone, before anybody is asked anything', async () => {
    const seeker = seekerOf(await scene.person({ width: 360 }))
    await seeker.openChat()
    await seeker.say('I need a bed tonight')
    await see(seeker.text('chat.sent'))
    const ada = responderOf(await scene.person({ width: 1440 }))
    await ada.enter(scene.signIn('ada'))
    await see(ada.page.getByText(/Team key verified: signed by Lakeside Line/))
    await ada.goOnDuty()
    await ada.take()
    // The line's own key is known by now; the services' are looked at with the hits.
    await withholdProofs(ada.page)
    await ada.search('safe bed')
    await see(ada.hits.getByText(ada.t('workspace.hit.key_unverified')).first())
    expect(await ada.page.getByRole('button', { name: /^Ask .* for capacity/ }).count()).toBe(0)
    expect(await inspect(ada.page, 'hit-unverified')).toEqual([])
  })

  test('and another organisation key than this browser knew is said before anybody signs in', async () => {
    const ada = memberOf(await scene.person({ width: 360, locale: 'fr' }))
    await ada.open()
    await see(ada.text('workspace.sign_in.title'))
    // As if it had seen another one before.
    await ada.page.evaluate(() => localStorage.setItem('northline.organisation-keys', 'another'))
    await ada.open()
    await see(ada.text('workspace.trust.changed_title'))
    expect(await inspect(ada.page, 'pin-changed')).toEqual([])
    await ada.button('workspace.trust.compared').click()
    await gone(ada.text('workspace.trust.changed_title'))
  })
})
