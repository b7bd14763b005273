import { expect, test } from 'vitest'
import { inspect } from './support/accessibility.ts'
import { giveKey, invite } from './support/newcomer.ts'
import { memberOf, responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'

const scene = openScene()

test('a member with one passkey is asked calmly for a second, adds it, and takes the lost one away', async () => {
  const faults: string[] = []
  const link = await invite(scene, 'Noor (invented)', 'noor.two')
  const person = await scene.person()
  const phone = await giveKey(person)
  const noor = responderOf(person)
  const { page, t, button } = noor
  await page.goto(link)
  await button('workspace.invitation.passkey').click()
  await see(page.getByRole('heading', { name: t('workspace.queue.title') }))
  await see(noor.text('workspace.me.prompt'))
  faults.push(...(await inspect(page, 'desk, asked for a second passkey')))
  await page.getByRole('link', { name: t('workspace.me.add') }).click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.me.title') }))
  await see(noor.text('workspace.me.passkeys_one'))
  const list = page.getByRole('region', { name: t('workspace.me.passkeys') }).getByRole('listitem')
  await eventually(() => list.count()).toBe(1)

  // The last way in stays.
  await button('workspace.me.remove_named', { name: t('workspace.me.passkey_unnamed') }).click()
  noor.trouble.expect(/status of 409 .*passkeys\/remove/)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: t('workspace.me.remove'), exact: true }).click()
  await see(dialog.getByText(t('error.identity.last_way_in')))
  faults.push(...(await inspect(page, 'the last way in')))
  await dialog.getByRole('button', { name: t('workspace.cancel') }).click()

  await giveKey(person, 'usb')
  await noor.field('workspace.me.add_label').fill('Key on my ring')
  await page.keyboard.press('Enter')
  await eventually(() => list.count()).toBe(2)
  await see(page.getByText('Key on my ring', { exact: true }))
  await gone(noor.text('workspace.me.passkeys_one'))
  faults.push(...(await inspect(page, 'two passkeys')))
  await button('workspace.me.remove_named', { name: t('workspace.me.passkey_unnamed') }).click()
  await dialog.getByRole('button', { name: t('workspace.me.remove'), exact: true }).click()
  await eventually(() => list.count()).toBe(1)

  // The phone is gone; the one that is left signs in and opens the keys.
  await phone.remove()
  await page.getByRole('button', { name: 'Noor (invented)' }).click()
  await button('workspace.sign_out').click()
  await button('workspace.sign_in.passkey').click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.me.title') }))
  await eventually(() => list.count()).toBe(1)
  expect(faults).toEqual([])
})

test('a session that one does not know is ended from the list, and its screen is out at once', async () => {
  const faults: string[] = []
  const elsewhere = memberOf(await scene.person({ locale: 'fr' }))
  await elsewhere.enter(scene.signIn('bastien'))
  // How a screen learns that its session was ended somewhere else.
  elsewhere.trouble.expect(/status of 401 /)
  const here = memberOf(await scene.person({ locale: 'fr' }))
  const { page, t } = here
  await here.enter(scene.signIn('bastien'))
  await page.getByRole('button', { name: 'Bastien (inventé)' }).click()
  await page.getByRole('link', { name: t('workspace.me.open') }).click()
  const list = page.getByRole('region', { name: t('workspace.me.sessions') }).getByRole('listitem')
  // Making the demo signed him in as well.
  await eventually(() => list.count()).toBeGreaterThan(1)
  const before = await list.count()
  faults.push(...(await inspect(page, 'connexion')))
  await list.getByRole('button').last().click()
  await eventually(() => list.count()).toBe(before - 1)
  if (before > 2) await here.button('workspace.me.end_others').click()
  await eventually(() => list.count()).toBe(1)
  await see(here.text('workspace.me.none_else'))
  await see(elsewhere.text('workspace.sign_in.ended'))
  expect(faults).toEqual([])
})

test('whoever changes who gets in shows again that it is them, without losing the screen', async () => {
  const faults: string[] = []
  const chidi = memberOf(await scene.person())
  const { page, t, button } = chidi
  await chidi.enter(scene.signIn('chidi'))
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
  await button('workspace.team.roles_named', { name: 'Ada (invented)' }).click()
  faults.push(...(await inspect(page, 'other roles for a colleague')))
  await page.getByRole('dialog').getByText(t('workspace.role.supervisor'), { exact: true }).click()
  // As if the proof were older than ten minutes.
  let refused = 0
  await page.route('**/api/identity/members/roles', (route) =>
    refused++ === 0
      ? route.fulfill({
          status: 403,
          json: { error: { code: 'identity.sign_in_again', message: t('error.identity.sign_in_again') } },
        })
      : route.continue(),
  )
  chidi.trouble.expect(/status of 403 .*members\/roles/)
  await button('workspace.team.roles_save').click()
  await see(page.getByRole('heading', { name: t('workspace.prove.title') }))
  faults.push(...(await inspect(page, 'showing again that it is you')))
  await page
    .getByLabel(t('workspace.sign_in.passphrase'), { exact: true })
    .fill(scene.signIn('chidi').passphrase)
  await page.keyboard.press('Enter')
  await gone(page.getByRole('dialog'))
  await see(
    page
      .getByRole('listitem')
      .filter({ hasText: 'Ada (invented)' })
      .getByText(/responder and supervisor/),
  )
  expect(faults).toEqual([])
})
