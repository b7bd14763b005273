import { describe, expect, test } from 'vitest'
import { translator } from '../../src/i18n/index.ts'
import { inspect } from './support/accessibility.ts'
import { memberOf, responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

// Arabic was read by a person and Punjabi was not, as this operator says.
const scene = openScene({ environment: { REVIEWED_LOCALES: 'ar' } })

const service = 'Walk-in health clinic'
const team = 'Night desk (invented), Harbour Lantern House (invented)'

/** The administrator of the line, where receivers are named. */
async function atReceivers(locale: 'en' | 'fr' = 'en') {
  const person = await scene.person()
  const { page } = person
  await memberOf(person).enter(scene.signIn('chidi'))
  if (locale === 'fr') {
    await page.getByRole('button', { name: 'Chidi (invented)' }).click()
    await page.getByRole('button', { name: 'Français' }).click()
    await page.keyboard.press('Escape')
  }
  const chidi = memberOf({ ...person, t: translator(locale) })
  const { t } = chidi
  const card = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3, name: service, exact: true }) })
  return {
    ...chidi,
    card,
    async open(): Promise<void> {
      await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
      await page.getByRole('link', { name: t('workspace.receivers.open') }).click()
      await see(page.getByRole('heading', { level: 1, name: t('workspace.receivers.title') }))
    },
    async search(): Promise<void> {
      await chidi.field('workspace.search.label').fill(service)
      await chidi.button('workspace.search.go').click()
      await see(card)
    },
    async choose(name: string): Promise<void> {
      await chidi.button('workspace.receivers.choose_named', { service }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(name, { exact: true }).click()
      await dialog.getByRole('button', { name: t('workspace.receivers.save') }).click()
      await gone(dialog)
    },
  }
}

describe('the queue', () => {
  test('marks a language as machine-drafted until the operator says that a person has read it', async () => {
    const chidi = responderOf(await scene.person())
    await chidi.enter(scene.signIn('chidi'))
    for (const locale of ['pa', 'ar'] as const) {
      const seeker = seekerOf(await scene.person({ locale }))
      await seeker.openChat()
      await seeker.say('…')
    }
    await see(chidi.waiting('pa').getByText(chidi.t('workspace.draft_locale')))
    await see(chidi.waiting('ar'))
    await gone(chidi.waiting('ar').getByText(chidi.t('workspace.draft_locale')))
  })
})

describe('who receives for a service', () => {
  test('is named by the administrator of the line; from then on it can be asked for capacity, until it is taken away', async () => {
    const ada = await onDuty(scene)
    await together(scene, ada, 'I need a doctor')
    await ada.search(service)
    await see(ada.hit(service).getByText(ada.t('workspace.hit.phone_only')))
    // A responder is not offered what they may not do.
    await gone(ada.hit(service).getByRole('link'))

    const chidi = await atReceivers()
    await chidi.open()
    await see(chidi.page.getByRole('heading', { level: 3, name: 'Lantern safe beds', exact: true }))
    await chidi.search()
    await see(chidi.card.getByText(chidi.t('workspace.receivers.nobody')))
    await chidi.choose(team)
    await see(chidi.card.getByText(chidi.t('workspace.receivers.received_by', { team })))
    await see(chidi.text('workspace.receivers.saved', { service, team }))
    // The same team may keep the entry too; that it does stands there the next time.
    await chidi.button('workspace.receivers.choose_named', { service }).click()
    const dialog = chidi.page.getByRole('dialog')
    await dialog.getByText(chidi.t('workspace.receivers.keeps'), { exact: true }).click()
    await dialog.getByRole('button', { name: chidi.t('workspace.receivers.save') }).click()
    await gone(dialog)
    await chidi.button('workspace.receivers.choose_named', { service }).click()
    await see(dialog.getByRole('checkbox', { checked: true }))
    await dialog.getByRole('button', { name: chidi.t('workspace.cancel') }).click()

    await ada.page.reload()
    await ada.button('workspace.sign_in.use_passphrase').click()
    await ada.field('workspace.sign_in.passphrase').fill(scene.signIn('ada').passphrase)
    await ada.button('workspace.sign_in.enter').click()
    await ada.search(service)
    await ada.askCapacity(service)

    await chidi.choose(chidi.t('workspace.receivers.nobody'))
    await see(chidi.card.getByText(chidi.t('workspace.receivers.nobody'), { exact: true }))
  })

  test('is not shown to a responder, nor to a provider, who land on their own screen', async () => {
    for (const handle of ['ada', 'dominique']) {
      const member = memberOf(await scene.person())
      await member.enter(scene.signIn(handle))
      await member.page.getByRole('link', { name: member.t('workspace.nav.team'), exact: true }).click()
      await see(member.page.getByRole('heading', { level: 1, name: member.t('workspace.team.title') }))
      await gone(member.page.getByRole('link', { name: member.t('workspace.receivers.open') }))
      // What they may know: how far the keys can be trusted.
      await see(
        member.page
          .getByText(/Team key verified: signed by Lakeside Line/)
          .or(member.page.getByText(/Team key verified: signed by Harbour Lantern House/)),
      )
    }
  })

  test('can be chosen in French, without a fault for a screen reader or on a phone', async () => {
    const chidi = await atReceivers('fr')
    await chidi.open()
    const faults = await inspect(chidi.page, 'receivers')
    await chidi.field('workspace.search.label').fill('médecin Kingston')
    await chidi.button('workspace.search.go').click()
    const choose = chidi.page.getByRole('button', { name: /^Choisir qui reçoit : .*clinique/i })
    await see(choose)
    faults.push(...(await inspect(chidi.page, 'receivers found')))
    await choose.click()
    await see(chidi.page.getByRole('dialog').getByText(team, { exact: true }))
    faults.push(...(await inspect(chidi.page, 'choosing a receiver')))
    expect(faults).toEqual([])
  })
})
