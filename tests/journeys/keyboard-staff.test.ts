import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { overflowOf } from './support/accessibility.ts'
import { tabTo } from './support/keyboard.ts'
import { providerOf } from './support/provider.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'

/** Tabs to what has this name and presses it. */
async function press(page: Page, name: string | RegExp, key = 'Enter', which = 1): Promise<void> {
  await tabTo(page, name, which)
  await page.keyboard.press(key)
}

/** Whoever works by keys is somewhere: what had the focus may have gone, the focus may not. */
async function keepsPlace(page: Page, after: string): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.tagName ?? 'BODY'), {
      timeout: 5_000,
      message: after,
    })
    .not.toBe('BODY')
}

/** A provider on a phone with a keyboard; from here on nobody touches anything. */
async function atTheService() {
  const dominique = providerOf(await scene.person({ width: 360 }))
  await dominique.enter(scene.signIn('dominique'))
  return dominique
}

test('search, offer, ask, consent, hand-over by keys alone at 1280 × 720; the service answers by keys on a phone', async () => {
  const ada = await onDuty(scene)
  await ada.page.setViewportSize({ width: 1280, height: 720 })
  const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
  const seeker = await together(scene, ada, 'I need a bed')
  const dominique = await atTheService()
  const { page, t } = ada
  const phone = dominique.page

  await page.keyboard.press('Alt+KeyS')
  await tabTo(page, t('workspace.search.label'))
  await page.keyboard.type('safe bed, Kingston, French, tonight')
  await page.keyboard.press('Enter')
  await see(ada.hit(shelter))
  await press(page, t('workspace.hit.choose_named', { service: shelter }), 'Space')
  await press(page, /^Offer 1/)
  await see(seeker.log.getByText(seeker.t('chat.cards.heading', { count: 1 })))
  await keepsPlace(page, 'offering')

  await press(page, t('workspace.hit.ask_named', { service: shelter }))
  await press(page, t('workspace.ask.send'))
  await see(ada.side.getByText(t('workspace.asks.state_asked'), { exact: true }))
  await keepsPlace(page, 'asking')

  await see(dominique.button('workspace.provider.yes'))
  await press(phone, dominique.t('workspace.provider.yes'))
  await see(phone.getByText(dominique.t('workspace.provider.held')))
  await keepsPlace(phone, 'holding')

  await see(ada.side.getByText(t('workspace.asks.state_held')))
  await press(page, t('workspace.asks.prepare'))
  await tabTo(page, t('workspace.prepare.needs'))
  await page.keyboard.type('A bed for tonight')
  await press(page, t('workspace.prepare.send'))
  await see(seeker.page.getByRole('group', { name: seeker.t('chat.consent.heading', { service: shelter }) }))
  await keepsPlace(page, 'preparing')
  await seeker.page.getByRole('checkbox', { name: 'What I need now' }).check()
  await seeker.button('chat.consent.yes').click()
  const send = t('workspace.consent.send', { organisation: house })
  await see(page.getByRole('button', { name: send, exact: true }))
  await press(page, send)
  await see(seeker.log.getByText(seeker.t('chat.referral.sent', { service: shelter })))
  await keepsPlace(page, 'sending')

  // The latest: where this is a second try, what the first one sent is there too.
  const open = phone.getByRole('button', { name: dominique.t('workspace.provider.open'), exact: true })
  await see(dominique.referral.getByText(dominique.t('workspace.referral.state_sent'), { exact: true }))
  await press(phone, dominique.t('workspace.provider.open'), 'Enter', await open.count())
  await see(dominique.referral.getByText(dominique.t('workspace.packet.until')))
  await keepsPlace(phone, 'opening')
  await tabTo(phone, dominique.t('workspace.provider.note_yes'))
  await phone.keyboard.type('Ring at the green door')
  await press(phone, dominique.t('workspace.provider.accept'))
  await see(dominique.referral.getByText(dominique.t('workspace.referral.state_accepted'), { exact: true }))
  await keepsPlace(phone, 'accepting')
  expect(await overflowOf(phone)).toBe(0)

  await see(ada.side.getByText('Ring at the green door'))
  await press(page, t('workspace.conversation.hand_over'))
  await see(page.getByRole('dialog').getByText('Bastien'))
  // What was hers a moment ago is answered as if it had never been.
  ada.trouble.expect(/status of 404 .*\/api\/desk\/messages/)
  await press(page, t('workspace.hand_over.give'))
  await gone(ada.box)
  await see(bastien.said('I need a bed'))
  await keepsPlace(page, 'handing over')
})

test('the service says no by keys alone: to an ask, and to a referral, each with a reason', async () => {
  const ada = await onDuty(scene)
  const seeker = await together(scene, ada, 'I need a bed')
  const { t, page: phone, ...dominique } = await atTheService()
  const chooseReason = async (key: string) => {
    // Its name is the question with the answer that stands there.
    await press(phone, new RegExp(`^.{0,40}${t('workspace.provider.reason')}.{0,40}$`))
    // The list takes the focus once it is open.
    await expect.poll(() => phone.evaluate(() => document.activeElement?.role)).toBe('option')
    await phone.keyboard.press(key)
    await phone.keyboard.press('Enter')
    await gone(phone.getByRole('listbox'))
  }
  await ada.search('safe bed, Kingston, French, tonight')
  await ada.askCapacity(shelter)
  await see(phone.getByRole('button', { name: t('workspace.provider.no'), exact: true }))
  await press(phone, t('workspace.provider.no'))
  await keepsPlace(phone, 'saying no')
  await chooseReason('ArrowDown')
  await press(phone, t('workspace.provider.send_no'))
  await see(ada.side.getByText(t('workspace.asks.state_refused')))
  await see(ada.side.getByText(t('workspace.decline_reason.does_not_fit')))
  await keepsPlace(phone, 'having said no')

  await ada.search('safe bed, Kingston, French, tonight')
  await ada.button('workspace.hit.refer_named', { service: shelter }).click()
  await ada.askConsent({ needs: 'A bed' })
  await seeker.page.getByRole('checkbox', { name: 'What I need now' }).check()
  await seeker.button('chat.consent.yes').click()
  await ada.button('workspace.consent.send', { organisation: house }).click()
  const open = phone.getByRole('button', { name: t('workspace.provider.open'), exact: true })
  await see(dominique.referral.getByText(t('workspace.referral.state_sent'), { exact: true }))
  await press(phone, t('workspace.provider.open'), 'Enter', await open.count())
  await see(dominique.referral.getByText(t('workspace.packet.until')))
  await press(phone, t('workspace.provider.decline'))
  await chooseReason('End')
  await press(phone, t('workspace.provider.send_decline'))
  await see(ada.side.getByText(t('workspace.mailbox.declined')))
  await keepsPlace(phone, 'declining')
})

test('nothing of the workspace is wider than an upright tablet', async () => {
  const ada = await onDuty(scene)
  await ada.page.setViewportSize({ width: 820, height: 1180 })
  await together(scene, ada, 'I need a bed')
  const wide: string[] = []
  const look = async (where: string) => {
    const pixels = await overflowOf(ada.page)
    if (pixels > 0) wide.push(`${where}: ${pixels}`)
  }
  await look('conversation')
  await ada.page.keyboard.press('Alt+KeyS')
  await ada.search('safe bed, Kingston, French, tonight')
  await see(ada.hit(shelter))
  await look('services')
  await ada.button('workspace.hit.refer_named', { service: shelter }).click()
  await see(ada.side.getByLabel(ada.t('workspace.prepare.needs'), { exact: true }))
  await look('preparing')
  await ada.page.getByRole('link', { name: ada.t('workspace.nav.team'), exact: true }).click()
  await see(ada.page.getByRole('heading', { level: 1, name: ada.t('workspace.team.title') }))
  await look('team')
  const dominique = await atTheService()
  await dominique.page.setViewportSize({ width: 820, height: 1180 })
  const pixels = await overflowOf(dominique.page)
  expect([...wide, ...(pixels > 0 ? [`referrals: ${pixels}`] : [])]).toEqual([])
})
