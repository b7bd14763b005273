import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openProvider, type TestProvider } from '../../src/rooms/identity/openid-provider.testing.ts'
import { inspect } from './support/accessibility.ts'
import { giveKey, invite } from './support/newcomer.ts'
import { memberOf, responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'

const organisation = 'Lakeside Line (invented)'
const folder = mkdtempSync(join(tmpdir(), 'northline-journey-'))
let provider: TestProvider

const scene = openScene({
  prepare: async (workspaceOrigin) => {
    provider = await openProvider({
      organisation,
      kind: 'hotline',
      redirectUri: `${workspaceOrigin}/organisation`,
    })
    scene.elsewhere.push(provider.accounts.issuer)
    const file = join(folder, 'organisations.json')
    writeFileSync(file, JSON.stringify([provider.accounts]))
    return { IDENTITY_ORGANISATIONS: file }
  },
})
afterAll(async () => {
  await provider.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the person does at their organisation. */
async function enterThere(page: Page, account: string): Promise<void> {
  await page.getByLabel('Account').fill(account)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('somebody begins with their organisation’s account, which signs them in and opens no key; a passkey does', async () => {
  const faults: string[] = []
  const link = await invite(scene, 'Imani (invented)', 'imani')
  const person = await scene.person()
  await giveKey(person)
  const imani = responderOf(person)
  const { page, t, button } = imani
  await page.goto(link)
  await see(button('workspace.invitation.organisation'))
  faults.push(...(await inspect(page, 'invited, with the organisation’s account')))
  await button('workspace.invitation.organisation').click()
  await enterThere(page, 'imani@house.example')
  await see(
    page.getByRole('heading', { name: t('workspace.keys.finish_title', { name: 'Imani (invented)' }) }),
  )
  // Neither code nor state stays in the address or one step back.
  expect(page.url()).not.toMatch(/code=|state=/)
  faults.push(...(await inspect(page, 'signed in by the organisation, no keys yet')))
  await button('workspace.keys.finish_new').click()
  await see(page.getByRole('heading', { name: t('workspace.queue.title') }))

  await page.getByRole('button', { name: 'Imani (invented)' }).click()
  await button('workspace.sign_out').click()
  await see(imani.text('workspace.sign_in.signed_out'))
  faults.push(...(await inspect(page, 'sign-in, where the organisation is known')))
  await button('workspace.organisation.go').click()
  await enterThere(page, 'imani@house.example')
  // Signed in, and still shut: the organisation has no say over the keys.
  await see(page.getByRole('heading', { name: t('workspace.lock.title') }))
  await gone(page.getByRole('heading', { name: t('workspace.queue.title') }))
  await button('workspace.lock.passkey').click()
  await see(page.getByRole('heading', { name: t('workspace.queue.title') }))
  expect(faults).toEqual([])
})

test('on a new machine the sign-in address leads there; an account that nobody linked gets nowhere', async () => {
  const faults: string[] = []
  const chidi = memberOf(await scene.person())
  await chidi.enter(scene.signIn('chidi'))
  await chidi.page.getByRole('link', { name: chidi.t('workspace.nav.team'), exact: true }).click()
  const address = (await chidi.page.locator('.link-once').innerText()).trim()
  faults.push(...(await inspect(chidi.page, 'team, with the sign-in address')))

  const stranger = memberOf(await scene.person({ locale: 'fr' }))
  const { page, t, button } = stranger
  await page.goto(address)
  await see(page.getByRole('heading', { name: t('workspace.organisation.title') }))
  expect(page.url()).not.toContain('#')
  faults.push(...(await inspect(page, 'sign-in by the organisation')))
  await page.keyboard.press('Enter')
  stranger.trouble.expect(/status of 401 .*\/api\/identity\/organisation\/finish/)
  await enterThere(page, 'somebody.else')
  await see(page.getByRole('heading', { name: t('workspace.organisation.no_return') }))
  faults.push(...(await inspect(page, 'an account that nobody linked')))
  await button('workspace.organisation.back').click()
  await see(page.getByRole('heading', { name: t('workspace.sign_in.title') }))
  expect(faults).toEqual([])
})
