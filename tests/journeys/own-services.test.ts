import { expect, test } from 'vitest'
import type { EntryField } from '../../src/contracts/directory.ts'
import { inspect } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { onDuty } from './support/together.ts'

const scene = openScene()
const name = 'Lantern safe beds'

test('a shelter says what is free with one press on a phone; the desk and the finder know at once, and when it is full', async () => {
  const dominique = memberOf(await scene.person({ width: 360 }))
  const { page, t } = dominique
  await dominique.enter(scene.signIn('dominique'))
  await page.getByRole('link', { name: t('workspace.nav.services'), exact: true }).click()
  const card = page.getByRole('listitem', { name, exact: true })
  await see(card.getByText(t('workspace.own.never'), { exact: true }))
  const faults = await inspect(page, 'our services')
  await card.getByRole('button', { name: t('workspace.own.more') }).click()
  await card.getByRole('button', { name: t('workspace.own.more') }).click()
  await card.getByRole('button', { name: t('workspace.own.say_named', { name }) }).click()
  await see(card.getByText(/^Said: 2 beds free/))

  const ada = await onDuty(scene)
  await ada.search('safe bed Kingston')
  await see(ada.hit(name).getByText(/^2 beds free, as they said /))

  const person = await scene.person({ script: false, width: 360, locale: 'fr' })
  const search = async () => {
    await person.page.goto(`${scene.demo.helpOrigin}/fr/services`)
    await person.page.getByLabel(person.t('help.find.text'), { exact: true }).fill('lit sûr Kingston')
    await person.page.getByLabel(person.t('directory.room_now'), { exact: true }).check()
    await person.page.getByRole('button', { name: person.t('help.find.button'), exact: true }).click()
    await see(person.page.locator('#found'))
    return person.page.getByRole('heading', { level: 3 }).allInnerTexts()
  }
  expect((await search())[0]).toBe('Lits sûrs de la Lanterne')
  await see(person.page.getByText(/^2 lits libres, ont-ils dit il y a /))
  faults.push(...(await inspect(person.page, 'trouvé avec de la place')))

  await card.getByRole('button', { name: t('workspace.own.full_named', { name }) }).click()
  await see(card.getByText(/^Said: Full, as they said /))
  await eventually(async () => (await search()).includes('Lits sûrs de la Lanterne')).toBe(false)
  expect(faults).toEqual([])
})

test('a shelter changes its hours at once, by keyboard alone, and its telephone once the line has looked; a person says what did not work', async () => {
  const dominique = memberOf(await scene.person({ width: 360 }))
  const { page, t } = dominique
  await dominique.enter(scene.signIn('dominique'))
  await page.getByRole('link', { name: t('workspace.nav.services'), exact: true }).click()
  await page.getByRole('link', { name: t('workspace.own.entry_named', { name }), exact: true }).press('Enter')
  const part = (field: EntryField) =>
    page.getByRole('region', { name: t(`workspace.entry.field.${field}`), exact: true })
  const change = (field: EntryField) =>
    part(field).getByRole('button', {
      name: t('workspace.entry.change_named', { field: t(`workspace.entry.field.${field}`) }),
    })
  await change('hours').press('Enter')
  const kinds = part('hours').getByRole('radiogroup')
  await kinds.getByRole('radio', { name: t('workspace.entry.hours.kind.week') }).focus()
  const faults = await inspect(page, 'the hours of a week')
  await page.keyboard.press('ArrowDown')
  await part('hours').getByLabel(t('workspace.entry.why'), { exact: true }).fill('We have a night team now.')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await see(part('hours').getByText('Mon to Sun: all day', { exact: true }))

  await change('phones').click()
  await part('phones')
    .getByLabel(t('workspace.entry.phone.number'), { exact: true })
    .first()
    .fill('613-555-0142')
  faults.push(...(await inspect(page, 'telephones of an entry')))
  await part('phones')
    .getByRole('button', { name: t('workspace.entry.ask'), exact: true })
    .click()
  await see(part('phones').getByText(t('workspace.entry.state.waiting'), { exact: true }))

  const person = await scene.person({ script: false, width: 360 })
  const found = person.page
    .getByRole('article')
    .filter({ has: person.page.getByRole('heading', { level: 3, name, exact: true }) })
  const search = async () => {
    await person.page.goto(`${scene.demo.helpOrigin}/en/services`)
    await person.page.getByLabel(person.t('help.find.text'), { exact: true }).fill('safe bed Kingston')
    await person.page.getByRole('button', { name: person.t('help.find.button'), exact: true }).click()
    await see(found)
    return found.innerText()
  }
  expect(await search()).toContain('Open day and night')
  expect(await search()).not.toContain('613-555-0142')

  const farida = memberOf(await scene.person())
  await farida.enter(scene.signIn('farida'))
  await farida.page.getByRole('link', { name: farida.t('workspace.nav.team'), exact: true }).click()
  await farida.page.getByRole('link', { name: farida.t('workspace.vetting.open'), exact: true }).click()
  const asked = farida.page.getByRole('listitem').filter({ hasText: '613-555-0142' }).first()
  await see(asked)
  faults.push(...(await inspect(farida.page, 'a change that is asked for')))
  await asked.getByRole('button', { name: /^Accept / }).click()
  await gone(asked)
  expect(await search()).toContain('613-555-0142')

  await found.getByRole('button', { name: person.t('help.find.more', { name }) }).click()
  await person.page.getByText(person.t('help.feedback.ask'), { exact: true }).click()
  faults.push(...(await inspect(person.page, 'what did not work')))
  await person.page.getByLabel(person.t('directory.feedback.unsafe'), { exact: true }).check()
  await person.page.getByRole('button', { name: person.t('help.feedback.send'), exact: true }).click()
  await see(person.page.getByText(person.t('help.feedback.thanks'), { exact: true }))
  await see(person.page.getByRole('link', { name: person.t('help.feedback.chat'), exact: true }))
  await farida.page.reload()
  await unlock(farida, 'farida')
  const told = farida.page
    .getByRole('listitem', { name, exact: true })
    .filter({ hasText: farida.t('directory.feedback.unsafe') })
  await see(told.getByText(farida.t('workspace.feedback.urgent'), { exact: true }))
  faults.push(...(await inspect(farida.page, 'what people say did not work')))
  await told.getByLabel(farida.t('workspace.feedback.note'), { exact: true }).fill('Rang the night desk.')
  await told.getByRole('button', { name: farida.t('workspace.feedback.looked_named', { name }) }).click()
  await gone(told)
  // What it was, what it is and why stay to be read.
  await page.reload()
  await unlock(dominique, 'dominique')
  await page.getByRole('button', { name: t('workspace.entry.history', { count: 2 }) }).click()
  await see(
    page.getByText(t('workspace.entry.because', { why: 'We have a night team now.' }), { exact: true }),
  )
  await see(page.getByText(t('workspace.entry.state.accepted'), { exact: true }))
  faults.push(...(await inspect(page, 'the history of an entry')))
  expect(faults).toEqual([])
})

async function unlock(member: ReturnType<typeof memberOf>, handle: string): Promise<void> {
  await member.button('workspace.sign_in.use_passphrase').click()
  await member.field('workspace.sign_in.passphrase').fill(scene.signIn(handle).passphrase)
  await member.button('workspace.sign_in.enter').click()
}
