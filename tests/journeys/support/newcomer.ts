import type { CDPSession } from 'playwright-core'
import { memberOf } from './responder.ts'
import type { Person } from './person.ts'
import type { Scene } from './scene.ts'

/**
 * A security key in this page that knows PRF; taps by itself. It is the page's own: another has none.
 * A page has one `internal` one at most; a second one is plugged in (`usb`).
 */
export async function giveKey(
  { context, page }: Person,
  transport: 'internal' | 'usb' = 'internal',
): Promise<{ session: CDPSession; remove: () => Promise<void> }> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const remove = async () =>
    void (await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }))
  return { session, remove }
}

/** The supervisor makes an invitation, and reads the link that is shown once. */
export async function invite(scene: Scene, name: string, handle: string): Promise<string> {
  const chidi = memberOf(await scene.person())
  const { page, t } = chidi
  await chidi.enter(scene.signIn('chidi'))
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
  await chidi.button('workspace.team.invite').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('workspace.invite.name'), { exact: true }).fill(name)
  await dialog.getByLabel(t('workspace.invite.handle'), { exact: true }).fill(handle)
  await dialog.getByRole('button', { name: t('workspace.invite.make') }).click()
  const link = await dialog.locator('.link-once').innerText()
  await dialog.getByRole('button', { name: t('workspace.close') }).click()
  return link.trim()
}
