import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inspect } from './support/accessibility.ts'
import { giveKey } from './support/newcomer.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import type { PersonOptions } from './support/person.ts'

const scene = openScene()

const ada = 'Ada (invented)'
const bastien = 'Bastien (inventé)'

type Member = ReturnType<typeof memberOf>

async function enter(handle: string, options: PersonOptions = {}): Promise<Member> {
  const member = memberOf(await scene.person(options))
  await member.enter(scene.signIn(handle))
  return member
}

const heading = ({ page, t }: Member, key: Parameters<Member['t']>[0]) =>
  page.getByRole('heading', { name: t(key), exact: true })

async function toMe({ page, t }: Member, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('link', { name: t('workspace.me.open') }).click()
  await see(page.locator('.check-number'))
}

async function toTeam({ page, t }: Member): Promise<void> {
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
}

async function toRecovery(member: Member): Promise<void> {
  await toTeam(member)
  await member.page.getByRole('link', { name: member.t('workspace.recovery.open') }).click()
  await see(heading(member, 'workspace.recovery.title'))
}

/** A leader helps somebody back in; gives the link that is shown once. */
async function helpBack(leader: Member, name: string): Promise<string> {
  await toTeam(leader)
  await leader.button('workspace.help_back.named', { name }).click()
  await leader.button('workspace.help_back.make').click()
  const link = await leader.page.locator('.link-once').innerText()
  await leader.button('workspace.close').click()
  return link.trim()
}

/** Somebody opens the link in a browser that has never seen them, and makes a passkey there. */
async function returnBy(link: string, options: PersonOptions = {}): Promise<Member> {
  const back = memberOf(await scene.person(options))
  await giveKey(back)
  await back.page.goto(link)
  await back.button('workspace.return.passkey').click()
  await see(heading(back, 'workspace.shut.title'))
  return back
}

async function shown(page: Page): Promise<string[]> {
  return page.locator('.code-groups li').allInnerTexts()
}

test('a printed code opens the keys in a browser that has none, says where it is mistyped, and is then to be replaced', async () => {
  const faults: string[] = []
  const member = await enter('ada')
  const { page, t } = member
  await toMe(member, ada)
  await see(member.text('workspace.mykeys.only_one'))
  faults.push(...(await inspect(page, 'my keys')))
  await member.button('workspace.mykeys.add_code').click()
  const groups = await shown(page)
  expect(groups).toHaveLength(7)
  faults.push(...(await inspect(page, 'a printed code')))
  await member.button('workspace.code.have_it').click()
  for (const field of await page
    .getByRole('form', { name: t('workspace.code.read_back') })
    .getByRole('textbox')
    .all()) {
    const label = (await field.evaluate((box) => (box as HTMLInputElement).labels?.[0]?.textContent)) ?? ''
    await field.fill((groups[Number(label.replace(/\D/g, '')) - 1] ?? '').toLowerCase())
  }
  faults.push(...(await inspect(page, 'a printed code, read back')))
  await member.button('workspace.code.keep').click()
  await see(page.getByText(t('workspace.way.printed'), { exact: true }))

  const chidi = await enter('chidi')
  const back = await returnBy(await helpBack(chidi, ada))
  faults.push(...(await inspect(back.page, 'keys that did not open')))
  const code = groups.join(' ').toLowerCase()
  const wrong = groups.join('').replace(/^./, (first) => (first === '7' ? '8' : '7'))
  await back.field('workspace.shut.code').fill(wrong)
  await see(back.text('workspace.code.wrong', { count: 1, groups: '1' }))
  await back.field('workspace.shut.code').fill(code)
  await back.button('workspace.shut.open').click()
  await see(back.page.getByRole('navigation', { name: t('workspace.nav') }))
  await toMe(back, ada)
  await see(back.text('workspace.mykeys.used_code'))
  // The passkey that came back opens the keys from now on.
  expect(await back.text('workspace.me.opens_nothing').count()).toBe(0)
  expect(faults).toEqual([])
})

test('two of three recover the team; the others are told; what is lost is said before anybody signs in', async () => {
  const faults: string[] = []
  const stranger = memberOf(await scene.person())
  await stranger.open()
  await stranger.page.getByRole('link', { name: stranger.t('workspace.lost.open') }).click()
  await see(heading(stranger, 'workspace.lost.everything_title'))
  faults.push(...(await inspect(stranger.page, 'lost something')))

  const chidi = await enter('chidi')
  await toRecovery(chidi)
  const team = chidi.page.getByRole('region', { name: 'National team (invented)' })
  await team.getByRole('button', { name: chidi.t('workspace.recovery.name') }).click()
  for (const name of [ada, bastien, 'Chidi (invented)'])
    await chidi.page.getByRole('dialog').getByText(name, { exact: true }).click()
  faults.push(...(await inspect(chidi.page, 'naming three people')))
  await chidi.button('workspace.recovery.ask_them').click()
  const others = [await enter('ada'), await enter('bastien', { locale: 'fr', width: 360 })]
  for (const member of [chidi, ...others]) {
    await toRecovery(member)
    await member.button('workspace.recovery.agree').click()
    await expect.poll(() => member.button('workspace.recovery.agree').count()).toBe(0)
  }
  faults.push(...(await inspect(others[1]!.page, 'rétablir')))
  await chidi.page.reload()
  await chidi.button('workspace.sign_in.use_passphrase').click()
  await chidi.field('workspace.sign_in.passphrase').fill(scene.signIn('chidi').passphrase)
  await chidi.button('workspace.sign_in.enter').click()
  await chidi.button('workspace.recovery.cover').click()
  await expect.poll(() => chidi.button('workspace.recovery.cover').count()).toBe(0)

  const [first] = others
  await first!.page.reload()
  await first!.button('workspace.sign_in.use_passphrase').click()
  await first!.field('workspace.sign_in.passphrase').fill(scene.signIn('ada').passphrase)
  await first!.button('workspace.sign_in.enter').click()
  await first!.button('workspace.recovery.start').click()
  faults.push(...(await inspect(first!.page, 'starting a recovery')))
  await first!.page
    .getByRole('dialog')
    .getByRole('button', { name: first!.t('workspace.recovery.start'), exact: true })
    .click()
  await see(first!.text('workspace.recovery.state_started'))
  await chidi.page.getByRole('link', { name: chidi.t('workspace.nav.team'), exact: true }).click()
  await see(chidi.page.locator('.recovery-notice'), 90_000)
  await chidi.page.locator('.recovery-notice a').click()
  faults.push(...(await inspect(chidi.page, 'a recovery to confirm')))
  await chidi.button('workspace.recovery.confirm').click()
  await see(chidi.page.getByText(chidi.t('workspace.recovery.state_finished'), { exact: true }))
  expect(faults).toEqual([])
})

test('without the code new keys are made, in French; a colleague sees what opening the past means, and does it', async () => {
  const faults: string[] = []
  const chidi = await enter('chidi')
  const back = await returnBy(await helpBack(chidi, bastien), { locale: 'fr' })
  await see(back.button('workspace.shut.new_keys'))
  faults.push(...(await inspect(back.page, 'nouvelles clés')))
  await back.button('workspace.shut.new_keys').click()
  await see(back.page.getByRole('navigation', { name: back.t('workspace.nav') }))
  await toMe(back, bastien)
  const own = await back.page.locator('.check-number').innerText()
  faults.push(...(await inspect(back.page, 'mes clés')))

  await chidi.button('workspace.past.open_named', { name: bastien }).click()
  const dialog = chidi.page.getByRole('dialog')
  await see(dialog.getByText(/opens [1-9]\d* earlier team key/))
  expect(await dialog.locator('.check-number').innerText()).toBe(own)
  faults.push(...(await inspect(chidi.page, 'opening the past')))
  await dialog.getByRole('button', { name: chidi.t('workspace.past.open'), exact: true }).click()
  await see(chidi.text('workspace.past.done', { name: bastien }))
  expect(faults).toEqual([])
})
