import type { Member } from './responder.ts'

/** Opens a colleague's conversation to read, and says what for. */
export async function readColleagues(member: Member, before?: () => Promise<void>): Promise<void> {
  const { page, t } = member
  await member.button('workspace.others.read').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(t('workspace.read_for.quality'), { exact: true }).click()
  await before?.()
  await dialog.getByRole('button', { name: t('workspace.others.read'), exact: true }).click()
}
