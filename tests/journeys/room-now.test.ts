import { expect, test } from 'vitest'
import { inspect } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, see } from './support/seeing.ts'
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
