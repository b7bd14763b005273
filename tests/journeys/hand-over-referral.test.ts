import { expect, test } from 'vitest'
import { providerOf } from './support/provider.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'

test('an ask that has no answer yet and the hold of a consent go on with the next responder, and the person sees none of it', async () => {
  const ada = await onDuty(scene)
  const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
  const seeker = await together(scene, ada, 'I need a bed')
  const giveTo = async (from: typeof ada, name: string) => {
    await from.button('workspace.conversation.hand_over').click()
    await from.page
      .getByRole('dialog')
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByRole('button', { name: from.t('workspace.hand_over.give') })
      .click()
    await gone(from.box)
  }
  await ada.search('safe bed, Kingston, French, tonight')
  await ada.askCapacity(shelter)
  // As the lists say after ten minutes without an answer; nobody waits for those here.
  await bastien.page.evaluate(() => {
    const ask = window.fetch
    window.fetch = async (input, init) => {
      const response = await ask(input, init)
      if (!String(input).endsWith('/api/referrals/asks')) return response
      const { asks } = (await response.json()) as { asks: { state: string }[] }
      const late = asks.map((one) => ({ ...one, unanswered: one.state === 'asked' }))
      return Response.json({ asks: late })
    }
  })
  await giveTo(ada, 'Bastien')
  expect(await ada.side.getByText(shelter).count()).toBe(0)

  // The ask is Bastien's now, not one from another desk: that nobody answers it is news to him, and so is the answer.
  await see(bastien.said('I need a bed'))
  const news = bastien.side.getByRole('tab', { name: bastien.t('workspace.side.referral') })
  await eventually(() => news.innerText()).toMatch(/1/)
  await bastien.openReferral()
  await see(bastien.side.getByText(bastien.t('workspace.asks.unanswered')))
  expect(await bastien.side.getByText(bastien.t('workspace.asks.elsewhere')).count()).toBe(0)
  await bastien.side.getByRole('tab', { name: bastien.t('workspace.side.services') }).click()

  const dominique = providerOf(await scene.person({ width: 360 }))
  await dominique.enter(scene.signIn('dominique'))
  await dominique.holdPlace()
  await eventually(() => news.innerText()).toMatch(/1/)
  await bastien.openReferral()
  await see(bastien.side.getByText(bastien.t('workspace.asks.state_held')))

  // He asks for consent on the hold and goes home too, before the person says yes.
  await bastien.button('workspace.asks.prepare').click()
  await bastien.askConsent({ needs: 'A bed for tonight' })
  await see(seeker.page.getByRole('group', { name: seeker.t('chat.consent.heading', { service: shelter }) }))
  await giveTo(bastien, 'Ada')
  await seeker.page.getByRole('checkbox', { name: 'What I need now' }).check()
  await seeker.button('chat.consent.yes').click()
  await see(ada.said('I need a bed'))
  await ada.openReferral()
  await ada.button('workspace.consent.send', { organisation: house }).click()
  await see(seeker.log.getByText(seeker.t('chat.referral.sent', { service: shelter })))

  // The packet went with its hold: the yes takes the place that was held.
  await dominique.openReferral()
  await dominique.accept('Ring at the green door')
  await see(ada.side.getByText(ada.t('workspace.asks.state_taken')))
  // No line of the person's thread speaks of asks or notes.
  expect(await seeker.log.innerText()).not.toMatch(/capacity|note/i)
})
