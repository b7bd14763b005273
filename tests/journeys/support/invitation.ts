import { memberOf } from './responder.ts'
import type { Scene } from './scene.ts'

/** The supervisor makes an invitation, and reads the link that is shown once. */
export async function invite(scene: Scene, name: string, handle: string): Promise<string> {
  const chidi = memberOf(await scene.person())
  const { page, t } = chidi
  await chidi.enter(scene.signIn('chidi'))
  await page.getByRole('link', { name: t('workspace.nav.team') }).click()
  await chidi.button('workspace.team.invite').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(t('workspace.invite.name'), { exact: true }).fill(name)
  await dialog.getByLabel(t('workspace.invite.handle'), { exact: true }).fill(handle)
  await dialog.getByRole('button', { name: t('workspace.invite.make') }).click()
  const link = await dialog.locator('.link-once').innerText()
  await dialog.getByRole('button', { name: t('workspace.close') }).click()
  return link.trim()
}
