import { describe, expect, test } from 'vitest'
import { faultsOf, inspect, onPhone } from '../support/accessibility.ts'
import { onEveryPage } from '../support/both-ways.ts'
import type { PersonOptions } from '../support/person.ts'
import { providerOf } from '../support/provider.ts'
import { openScene } from '../support/scene.ts'
import { see } from '../support/seeing.ts'
import { seekerOf } from '../support/seeker.ts'
import { onDuty, together } from '../support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'

describe.each(onEveryPage)('a conversation, $name', ({ options, locales }) => {
  test.each(locales)('can be used by everybody with everything that can stand in it (%s)', async (locale) => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Hello', { ...options, locale })
    const look = async (name: string) =>
      faults.push(...(await inspect(seeker.page, name, locale === 'en' ? undefined : onPhone)))
    await ada.say('You can stop at any time')
    await see(seeker.said('You can stop at any time'))
    await ada.search('safe bed, Kingston, French, tonight')
    await see(ada.hit(shelter))
    await ada.offer(shelter)
    await see(seeker.page.locator('.offer'))
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    await ada.askConsent({ name: 'Sam', needs: 'A bed' })
    await see(seeker.question)
    await look('asked for consent')
    await seeker.question.getByRole('checkbox', { name: seeker.t('content.consent.needs') }).check()
    await seeker.button('chat.consent.yes').click()
    await ada.button('workspace.consent.send', { organisation: house }).click()

    const dominique = providerOf(await scene.person())
    await dominique.enter(scene.signIn('dominique'))
    await dominique.openReferral()
    await dominique.accept('Ring twice')
    await seeker.openAnswer(shelter)
    await see(seeker.answer.getByText('Ring twice'))
    await look('answered')
    expect(faults).toEqual([])
  })

  test('so can what is left of it: a return by words, a visit that was ended, a deletion', async () => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    // That is how a desk hears of a deletion.
    ada.trouble.expect(/status of 410 .*\/api\/desk\/messages/)
    const first = await together(scene, ada, 'Begun here', options)
    const { t } = first
    const words = await first.receipt()

    const second = seekerOf(await scene.person(options))
    await second.comeBack(words)
    await see(second.text('chat.returned.words'))
    faults.push(...(await inspect(second.page, 'come back')))
    await ada.button('workspace.visit.refuse').click()
    await see(second.page.getByText(t('chat.over.heading')))
    faults.push(...(await inspect(second.page, 'ended')))

    await first.burn('chat.burn.confirm')
    await see(first.text('chat.burn.done'))
    faults.push(...(await inspect(first.page, 'deleted')))
    expect(faults).toEqual([])
  })
})

describe('a conversation with what only one of the two has', () => {
  test('with script: covered after a minute', async () => {
    const person = await scene.person()
    await person.page.clock.install()
    const seeker = seekerOf(person)
    await seeker.openChat()
    await person.page.clock.fastForward(61_000)
    await see(seeker.button('help.cover'))
    expect(await faultsOf(seeker.page)).toEqual([])
  })

  test('without script: a page that is still until it is refreshed, and the warning of a return', async () => {
    const still: PersonOptions = { script: false }
    const faults: string[] = []
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person(still))
    await seeker.openChat()
    await seeker.sayStill('I refresh myself')
    await ada.take()
    await ada.say('No hurry')
    await seeker.button('chat.noscript.refresh').click()
    await see(seeker.said('No hurry'))
    faults.push(...(await inspect(seeker.page, 'still')))

    const scripted = await together(scene, ada, 'Begun with script')
    const words = await scripted.receipt()
    const back = seekerOf(await scene.person(still))
    back.trouble.expect(/status of 410/)
    await back.typeReceipt(words)
    await back.button('chat.noscript.come_back_still').click()
    await see(back.text('chat.return.server_warning'))
    faults.push(...(await inspect(back.page, 'warned')))
    await back.button('chat.noscript.come_back_still').click()
    await see(back.text('chat.server_readable'))
    await ada.button('workspace.visit.refuse').click()
    await back.button('chat.noscript.refresh').click()
    await see(back.page.getByRole('heading', { name: back.t('help.error.heading') }))
    faults.push(...(await inspect(back.page, 'over')))
    expect(faults).toEqual([])
  })
})
