import { describe, expect, test } from 'vitest'
import { randomId } from '../../../src/kernel/index.ts'
import { inspect } from '../support/accessibility.ts'
import { invite } from '../support/newcomer.ts'
import { providerOf } from '../support/provider.ts'
import { memberOf, responderOf } from '../support/responder.ts'
import { openScene } from '../support/scene.ts'
import { eventually, gone, see } from '../support/seeing.ts'
import { seekerOf } from '../support/seeker.ts'
import { readColleagues } from '../support/supervising.ts'
import { onDuty, together } from '../support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'
const asked = 'safe bed, Kingston, French, tonight'

describe('every page of the workspace can be used by everybody: axe finds nothing', () => {
  test('at the desk, with services and a referral', async () => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    faults.push(...(await inspect(ada.page, 'desk, empty')))
    const seeker = await together(scene, ada, 'A message from a person')
    await ada.say('An answer')
    await ada.search(asked)
    await see(ada.hit(shelter))
    await ada.button('workspace.search.filters').click()
    await ada.button('workspace.search.also').click()
    faults.push(...(await inspect(ada.page, 'desk, services found')))
    await ada.offer(shelter)
    await ada.button('workspace.hit.ask_named', { service: shelter }).click()
    faults.push(...(await inspect(ada.page, 'desk, asking for capacity')))
    await ada.page
      .getByRole('dialog')
      .getByRole('button', { name: ada.t('workspace.ask.send'), exact: true })
      .click()
    await ada.search(asked)
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    faults.push(...(await inspect(ada.page, 'desk, preparing a referral')))
    await ada.askConsent({ name: 'Sam', needs: 'A bed' })
    await see(seeker.question)
    faults.push(...(await inspect(ada.page, 'desk, asked for consent')))
    await seeker.question.getByRole('checkbox', { name: 'What I need now' }).check()
    await seeker.button('chat.consent.yes').click()
    await ada.button('workspace.consent.send', { organisation: house }).click()
    await see(seeker.log.getByText(seeker.t('chat.referral.sent', { service: shelter })))
    faults.push(...(await inspect(ada.page, 'desk, referred')))

    const dominique = providerOf(await scene.person())
    await dominique.enter(scene.signIn('dominique'))
    await see(dominique.asks.getByText(shelter))
    await dominique.openReferral()
    faults.push(...(await inspect(dominique.page, 'service, asked and referred to')))
    await dominique.button('workspace.provider.no').click()
    await dominique.referral.getByRole('button', { name: dominique.t('workspace.provider.decline') }).click()
    faults.push(...(await inspect(dominique.page, 'service, saying no to both')))
    await dominique.button('workspace.provider.send_no').click()
    await gone(dominique.asks)
    await dominique.button('workspace.provider.send_decline').click()
    await dominique.button('workspace.provider.show_closed').click()
    await see(dominique.text('workspace.provider.over').first())
    faults.push(...(await inspect(dominique.page, 'service, with what is closed')))
    // To the question before, and to what was sent.
    await eventually(() => ada.side.getByText(ada.t('workspace.mailbox.declined')).count()).toBe(2)
    faults.push(...(await inspect(ada.page, 'desk, declined')))
    expect(faults).toEqual([])
  })

  test('at the desk, with somebody who came back, and on the way out of a conversation', async () => {
    const faults: string[] = []
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'First')
    const receipt = await seeker.receipt()
    for (const verb of ['hand_over', 'release', 'end'] as const) {
      await ada.button(`workspace.conversation.${verb}`).click()
      await see(ada.page.getByRole('dialog'))
      faults.push(...(await inspect(ada.page, `desk, ${verb}`)))
      await ada.button('workspace.cancel').click()
    }
    const again = seekerOf(await scene.person())
    await again.comeBack(receipt)
    await see(ada.text('workspace.visit.returned'))
    faults.push(...(await inspect(ada.page, 'desk, somebody came back')))
    await again.burn('chat.burn.ask')
    await see(ada.text('workspace.deletion.asked'))
    faults.push(...(await inspect(ada.page, 'desk, asked to delete')))

    const chidi = memberOf(await scene.person())
    await chidi.enter(scene.signIn('chidi'))
    await readColleagues(chidi, async () => {
      faults.push(...(await inspect(chidi.page, 'supervisor, saying what for')))
    })
    await see(chidi.page.locator('.bubble').getByText('First'))
    faults.push(...(await inspect(chidi.page, 'supervisor, reading what a colleague has')))
    expect(faults).toEqual([])
  })

  test('in French', async () => {
    const faults: string[] = []
    const bastien = responderOf(await scene.person({ locale: 'fr' }))
    await bastien.open()
    await see(bastien.button('workspace.sign_in.passkey'))
    faults.push(...(await inspect(bastien.page, 'entrée')))
    await bastien.enter(scene.signIn('bastien'))
    await bastien.goOnDuty()
    const seeker = await together(scene, bastien, 'Bonjour', { locale: 'fr' })
    await bastien.say('Je suis là')
    // At any hour: a bed is asked for, and what is open now does not push it off the first page.
    await bastien.search('lit sûr ce soir, Kingston')
    await see(bastien.hits.first())
    faults.push(...(await inspect(bastien.page, 'bureau, services trouvés')))
    await bastien.button('workspace.hit.refer_named', { service: 'Lits sûrs de la Lanterne' }).click()
    await bastien.askConsent({ needs: 'Un lit' })
    await see(seeker.question)
    faults.push(...(await inspect(bastien.page, 'bureau, accord demandé')))
    const dominique = memberOf(await scene.person({ locale: 'en' }))
    await dominique.enter(scene.signIn('dominique'))
    await dominique.page.getByRole('button', { name: 'Dominique (invented)' }).click()
    await dominique.page.getByRole('button', { name: 'Français' }).click()
    await dominique.page.keyboard.press('Escape')
    await see(dominique.page.getByRole('heading', { name: bastien.t('workspace.provider.title') }))
    faults.push(...(await inspect(dominique.page, 'service')))
    expect(faults).toEqual([])
  })

  test('in front of the desk, and beside it', async () => {
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
    await chidi.page.getByRole('link', { name: chidi.t('workspace.nav.team'), exact: true }).click()
    await see(chidi.button('workspace.team.invite'))
    faults.push(...(await inspect(chidi.page, 'team')))
    await chidi.button('workspace.team.remove_named', { name: 'Ada (invented)' }).click()
    faults.push(...(await inspect(chidi.page, 'somebody leaves the team')))
    await chidi.page.keyboard.press('Escape')
    await chidi.button('workspace.team.invite').click()
    faults.push(...(await inspect(chidi.page, 'inviting')))
    await chidi.page.keyboard.press('Escape')
    await chidi.button('workspace.keys_list.title').click()
    faults.push(...(await inspect(chidi.page, 'keys')))
    await chidi.page.keyboard.press('Escape')
    await chidi.page.getByRole('button', { name: 'Chidi (invented)' }).click()
    faults.push(...(await inspect(chidi.page, 'settings')))
    await chidi.button('workspace.settings.lock').click()
    faults.push(...(await inspect(chidi.page, 'locked')))
    expect(faults).toEqual([])
  })

  test('where a newcomer begins', async () => {
    const faults: string[] = []
    const link = await invite(scene, 'Emeka (invented)', 'emeka')
    const emeka = memberOf(await scene.person())
    await emeka.page.goto(link)
    await see(emeka.button('workspace.invitation.passkey'))
    faults.push(...(await inspect(emeka.page, 'invited')))
    await emeka.button('workspace.invitation.no_passkey').click()
    await see(emeka.page.locator('.made-words'))
    faults.push(...(await inspect(emeka.page, 'passphrase')))
    await emeka.button('workspace.passphrase.written').click()
    await emeka.button('workspace.passphrase.begin').click()
    await see(emeka.text('workspace.passphrase.not_the_word').first())
    faults.push(...(await inspect(emeka.page, 'asked for the words')))
    const late = memberOf(await scene.person())
    late.trouble.expect(/status of 4\d\d .*\/api\/identity\//)
    await late.page.goto(`${scene.demo.workspaceOrigin}/invitation#${randomId()}`)
    await see(late.page.getByRole('heading', { name: late.t('workspace.invitation.over') }))
    faults.push(...(await inspect(late.page, 'an invitation that does not work')))
    expect(faults).toEqual([])
  })
})
