import { describe, expect, test } from 'vitest'
import { withAndWithoutScript } from './support/both-ways.ts'
import { openScene } from './support/scene.ts'
import { gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'
import { onDuty } from './support/together.ts'

const scene = openScene()

async function open({ page, t }: Seeker, key: 'chat.options' | 'chat.region.heading'): Promise<void> {
  await page.locator('summary').filter({ visible: true }).getByText(t(key), { exact: true }).click()
}

const choice = ({ page, t }: Seeker) =>
  page.getByLabel(t('chat.region.label'), { exact: true }).filter({ visible: true })

describe.each(withAndWithoutScript)('where somebody is, roughly, $name', ({ options }) => {
  const script = options.script !== false

  test('is asked nowhere; who wants to says it with the first message, and the queue shows it', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person({ ...options, width: 360, locale: 'fr' }))
    await seeker.openChat()
    await gone(choice(seeker))
    await open(seeker, 'chat.region.heading')
    await choice(seeker).selectOption({ label: 'Ontario' })
    await seeker.say('Bonjour')
    await see(ada.waiting('fr').getByText('ON', { exact: true }))
  })

  test('is said, changed and taken away later', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person({ width: 360, ...options }))
    const { t, page } = seeker
    const pass = async (label: string, told: 'chat.region.saved' | 'chat.region.taken_away') => {
      if (!script && !(await choice(seeker).count())) {
        await open(seeker, 'chat.options')
        await open(seeker, 'chat.region.heading')
      }
      await choice(seeker).selectOption({ label })
      if (script) return see(page.getByText(t(told)))
      await seeker.button('chat.region.button').filter({ visible: true }).click()
      await see(page.frameLocator('iframe[name="m-region"]').getByText(t(told)))
    }
    await seeker.openChat()
    await seeker.say('Hello')
    await see(ada.waiting())
    expect(await ada.waiting().getByText('QC', { exact: true }).count()).toBe(0)
    if (script) await open(seeker, 'chat.region.heading')
    await pass('Quebec', 'chat.region.saved')
    await see(ada.waiting().getByText('QC', { exact: true }))
    await pass('Nunavut', 'chat.region.saved')
    await see(ada.waiting().getByText('NU', { exact: true }))
    await pass(t('chat.region.none'), 'chat.region.taken_away')
    await gone(ada.waiting().getByText('NU', { exact: true }))
  })

  test('is still chosen after the page was loaded again', async () => {
    const seeker = seekerOf(await scene.person({ ...options }))
    await seeker.openChat()
    await open(seeker, 'chat.region.heading')
    await choice(seeker).selectOption('yt')
    await seeker.say('Hello from the north')
    if (script) await seeker.page.reload()
    else {
      await seeker.button('chat.noscript.refresh').click()
      await open(seeker, 'chat.options')
    }
    await see(seeker.said('Hello from the north'))
    await open(seeker, 'chat.region.heading')
    await expect.poll(() => choice(seeker).inputValue()).toBe('yt')
  })
})
