import { describe, expect, test } from 'vitest'
import { faultsOf, inspect, inspectWithoutScript } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { providerOf } from './support/provider.ts'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'

describe('every page of the help site', () => {
  test('can be used by everybody: axe finds nothing, and nothing has to be moved sideways', async () => {
    const { page, trouble } = await scene.person()
    trouble.expect(/status of 404 .*\/en\/nowhere/)
    const faults: string[] = []
    for (const path of ['/en/', '/en/chat', '/en/return', '/en/services', '/en/safety', '/en/nowhere']) {
      await page.goto(`${scene.demo.helpOrigin}${path}`)
      faults.push(...(await inspect(page, path)))
    }
    await page.goto(`${scene.demo.helpOrigin}/en/services`)
    await page.getByLabel('In your own words').fill('safe bed Kingston tonight')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await see(page.getByRole('heading', { level: 3, name: shelter }))
    faults.push(...(await inspect(page, 'what was found')))
    await page.getByRole('button', { name: `More about ${shelter}` }).click()
    await see(page.getByRole('heading', { level: 1, name: shelter }))
    faults.push(...(await inspect(page, 'a service')))
    await page.goto(`${scene.demo.helpOrigin}/en/return`)
    await page.getByLabel(/Your six words/).fill('one two')
    await page.getByRole('button', { name: 'Come back' }).click()
    await see(page.getByRole('alert').getByText(/Six are needed/))
    faults.push(...(await inspect(page, 'words that are wrong')))
    expect(faults).toEqual([])
  })

  test('in French and in Arabic too', async () => {
    const { page } = await scene.person()
    const faults: string[] = []
    for (const locale of ['fr', 'ar']) {
      for (const path of ['', 'chat', 'return', 'services', 'safety']) {
        await page.goto(`${scene.demo.helpOrigin}/${locale}/${path}`)
        await page.setViewportSize({ width: 320, height: 640 })
        faults.push(...(await faultsOf(page)).map((fault) => `${locale}/${path}: ${fault}`))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > 320) faults.push(`${locale}/${path}: ${wide} pixels wide at 320`)
      }
    }
    expect(faults).toEqual([])
  })
})

describe('a conversation and the desk', () => {
  test('with everything that can stand in them', async () => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    faults.push(...(await inspect(ada.page, 'desk, empty')))
    const seeker = await together(scene, ada, 'A message from a person')
    const plain = await together(scene, ada, 'A message without script', { script: false })
    const reader = (await scene.person()).page
    await ada.say('A message from a responder')
    await see(plain.said('A message from a responder'))
    faults.push(...(await inspectWithoutScript(plain.page, reader, 'conversation without script')))

    await ada.pane.getByRole('tab').first().click()
    await ada.say('An answer')
    await ada.search('safe bed, Kingston, French, tonight')
    await see(ada.hit(shelter))
    faults.push(...(await inspect(ada.page, 'desk, services found')))
    await ada.offer(shelter)
    await ada.button('workspace.hit.ask_named', { service: shelter }).click()
    faults.push(...(await inspect(ada.page, 'desk, asking for capacity')))
    await ada.page
      .getByRole('dialog')
      .getByRole('button', { name: ada.t('workspace.ask.send'), exact: true })
      .click()
    await ada.search('safe bed, Kingston, French, tonight')
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    faults.push(...(await inspect(ada.page, 'desk, preparing a referral')))
    await ada.askConsent({ name: 'Sam', needs: 'A bed' })
    await see(
      seeker.page.getByRole('group', { name: seeker.t('chat.consent.heading', { service: shelter }) }),
    )
    faults.push(...(await inspect(seeker.page, 'conversation, asked for consent')))
    await seeker.page.getByRole('checkbox', { name: 'What I need now' }).check()
    await seeker.button('chat.consent.yes').click()
    await ada.button('workspace.consent.send', { organisation: 'Harbour Lantern House (invented)' }).click()
    await see(seeker.log.getByText(seeker.t('chat.referral.sent', { service: shelter })))
    faults.push(...(await inspect(seeker.page, 'conversation, referred')))
    faults.push(...(await inspect(ada.page, 'desk, referred')))

    const dominique = providerOf(await scene.person())
    await dominique.enter(scene.signIn('dominique'))
    await dominique.openReferral()
    faults.push(...(await inspect(dominique.page, 'referrals')))
    expect(faults).toEqual([])
  })

  test('and what stands in front of it, and beside it', async () => {
    const faults: string[] = []
    const chidi = memberOf(await scene.person())
    await chidi.open()
    await see(chidi.button('workspace.sign_in.passkey'))
    faults.push(...(await inspect(chidi.page, 'sign-in')))
    await chidi.button('workspace.sign_in.use_passphrase').click()
    faults.push(...(await inspect(chidi.page, 'sign-in by passphrase')))
    await chidi.enter(scene.signIn('chidi'))
    await see(chidi.page.getByRole('heading', { name: chidi.t('workspace.queue.title') }))
    faults.push(...(await inspect(chidi.page, 'desk of a supervisor')))
    await chidi.page.getByRole('link', { name: chidi.t('workspace.nav.team') }).click()
    await see(chidi.button('workspace.team.invite'))
    faults.push(...(await inspect(chidi.page, 'team')))
    await chidi.button('workspace.team.invite').click()
    faults.push(...(await inspect(chidi.page, 'invitation')))
    await chidi.page.keyboard.press('Escape')
    await chidi.page.getByRole('button', { name: 'Chidi (invented)' }).click()
    faults.push(...(await inspect(chidi.page, 'settings')))
    await chidi.button('workspace.settings.lock').click()
    faults.push(...(await inspect(chidi.page, 'locked')))

    const person = await scene.person()
    await person.page.clock.install()
    const seeker = seekerOf(person)
    await seeker.openChat()
    await person.page.clock.fastForward(61_000)
    await see(seeker.button('help.cover'))
    faults.push(...(await faultsOf(seeker.page)))
    expect(faults).toEqual([])
  })
})
