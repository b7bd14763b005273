import { expect, test } from 'vitest'
import { checklist } from '../../src/contracts/directory.ts'
import { inspect } from './support/accessibility.ts'
import { memberOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { onDuty } from './support/together.ts'
import type { PersonOptions } from './support/person.ts'

const scene = openScene()

const name = 'Sunrise free rooms'
const organisation = 'Sunrise Rooms (invented)'

/** Somebody who looks for a bed on the help site, without script, and what is found. */
async function finder() {
  const { page, t } = await scene.person({ script: false, width: 360 })
  const heading = page.getByRole('heading', { level: 3, name, exact: true })
  return {
    page,
    t,
    heading,
    async search(): Promise<void> {
      await page.goto(`${scene.demo.helpOrigin}/en/services`)
      await page.getByLabel(t('help.find.text'), { exact: true }).fill('safe bed Kingston')
      await page.getByRole('button', { name: t('help.find.button'), exact: true }).click()
      await see(page.getByRole('heading', { level: 3, name: 'Lantern safe beds', exact: true }))
    },
  }
}

/** A reviewer on the page of vettings. */
async function reviewer(handle: string, options: PersonOptions = {}) {
  const member = memberOf(await scene.person(options))
  const { page, t } = member
  await member.enter(scene.signIn(handle))
  await page.getByRole('link', { name: t('workspace.nav.team'), exact: true }).click()
  await page.getByRole('link', { name: t('workspace.vetting.open'), exact: true }).click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.vetting.title') }))
  return {
    ...member,
    open: () => member.button('workspace.vetting.look_named', { name: organisation }).click(),
    item: (item: (typeof checklist)[number]) =>
      page.getByRole('form', { name: t(`workspace.vetting.item.${item}`), exact: true }),
    async sayYes(): Promise<void> {
      const form = page.getByRole('form', { name: t('workspace.vetting.your_review') })
      await form.getByText(t('workspace.vetting.decision.verify'), { exact: true }).click()
      await form.getByText(t('workspace.vetting.knows_field_me'), { exact: true }).click()
      await form.getByRole('button', { name: t('workspace.vetting.send_review') }).click()
      await gone(form)
    },
  }
}

test('what nobody has vetted is not offered; two reviewers verify it, and one takes it out', async () => {
  const faults: string[] = []
  const person = await finder()
  await person.search()
  await gone(person.heading)
  await person.page.getByRole('button', { name: person.t('help.find.show_unvetted') }).click()
  await see(person.heading)
  const card = person.page.getByRole('article').filter({ has: person.heading })
  await see(card.getByText(person.t('directory.vetting.none'), { exact: true }))

  const ada = await onDuty(scene)
  await ada.search('safe bed Kingston')
  await ada.side.getByRole('button', { name: ada.t('workspace.search.show_unvetted') }).click()
  await see(ada.hit(name))
  await ada
    .hit(name)
    .getByRole('button', { name: ada.t('workspace.hit.more') })
    .click()
  await ada.button('workspace.vetting.nominate_named', { name }).click()
  await ada.field('workspace.vetting.nominate_reason').fill('Two callers were offered a room there.')
  await ada.page
    .getByRole('dialog')
    .getByRole('button', { name: ada.t('workspace.vetting.nominate') })
    .click()
  await see(ada.text('workspace.vetting.nominated', { name: organisation }))

  const farida = await reviewer('farida')
  faults.push(...(await inspect(farida.page, 'vettings')))
  await farida.open()
  await see(farida.text('workspace.vetting.missing_answers'))
  for (const item of checklist) {
    const form = farida.item(item)
    const answer = item === 'reporting' ? 'no' : 'yes'
    await form.getByText(farida.t(`workspace.vetting.answer.${answer}`), { exact: true }).click()
    await form.getByLabel(farida.t('workspace.vetting.evidence')).fill('Seen on a visit.')
    // What was typed is there again after the page was loaded anew.
    if (item === 'safety') await keptOverReload(farida)
    await farida
      .item(item)
      .getByRole('button', { name: farida.t('workspace.vetting.save') })
      .click()
    await see(farida.item(item).getByText(/^Farida \(invented\) · /))
  }
  faults.push(...(await inspect(farida.page, 'a vetting')))
  await farida.sayYes()
  await see(farida.text('workspace.vetting.not_you'))

  const chidi = await reviewer('chidi', { locale: 'en', width: 360 })
  await chidi.open()
  await chidi.sayYes()
  await see(chidi.text('workspace.vetting.review_said.verified', { name: organisation }))
  await person.search()
  await see(person.heading)
  await see(card.getByText(person.t('help.find.checked'), { exact: true }))
  expect(await card.getByText(person.t('directory.vetting.none'), { exact: true }).count()).toBe(0)

  await chidi.button('workspace.vetting.back').click()
  await chidi.field('workspace.search.label').fill('Sunrise')
  await chidi.button('workspace.search.go').click()
  await chidi.button('workspace.vetting.stop_named', { name }).click()
  const dialog = chidi.page.getByRole('dialog')
  await dialog.getByText(chidi.t('workspace.vetting.stop_whole', { organisation }), { exact: true }).click()
  await dialog.getByLabel(chidi.t('workspace.vetting.stop_reason')).fill('Somebody was made to work there.')
  await dialog.getByRole('button', { name: chidi.t('workspace.vetting.stop'), exact: true }).click()
  await see(chidi.text('workspace.vetting.stopped_said', { name: organisation }))
  faults.push(...(await inspect(chidi.page, 'vettings with one taken out')))
  await eventually(async () => {
    await person.search()
    return person.heading.count()
  }).toBe(0)
  expect(faults).toEqual([])
})

async function keptOverReload(member: Awaited<ReturnType<typeof reviewer>>): Promise<void> {
  const { page, t } = member
  await page.reload()
  await member.button('workspace.sign_in.use_passphrase').click()
  await member.field('workspace.sign_in.passphrase').fill(scene.signIn('farida').passphrase)
  await member.button('workspace.sign_in.enter').click()
  await see(page.getByRole('heading', { level: 1, name: t('workspace.vetting.title') }))
  await member.open()
  const kept = member.item('safety').getByLabel(t('workspace.vetting.evidence'))
  await see(kept)
  expect(await kept.inputValue()).toBe('Seen on a visit.')
}
