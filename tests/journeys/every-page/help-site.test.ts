import { afterAll, describe, expect, test } from 'vitest'
import { locales } from '../../../src/i18n/index.ts'
import { faultsOf, inspect, onPhone, overflowOf } from '../support/accessibility.ts'
import { onEveryPage } from '../support/both-ways.ts'
import { openScene } from '../support/scene.ts'
import { gone, see } from '../support/seeing.ts'
import { seekerOf } from '../support/seeker.ts'
import { emptySite } from '../support/empty-site.ts'

const neutral = await emptySite()
afterAll(() => neutral.close())

const scene = openScene({ environment: { EXIT_URL: `${neutral.origin}/` } })
scene.elsewhere.push(neutral.origin)

test('every language that there is is looked at', () => {
  const looked = onEveryPage.flatMap((way) => [...way.locales, ...way.drafts])
  expect([...new Set(looked)].sort()).toEqual([...locales].sort())
})

test('what would be a fault without script, in a frame or sideways is found', async () => {
  const { page } = await scene.person({ script: false })
  const answer = (path: string, body: string) =>
    page.route(`**/${path}`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A</title>${body}</html>`,
      }),
    )
  await answer('frame', '<input>')
  await answer(
    'planted',
    `<main><h1>Planted</h1><noscript><p style="color:#bbb;background:#fff">Pale</p></noscript>
    <div style="overflow:auto"><p style="width:330px">Wide</p></div><iframe src="/frame" title="F"></iframe></main>`,
  )
  await page.goto(`${scene.demo.helpOrigin}/planted`)
  expect((await faultsOf(page)).map((fault) => fault.split(' ')[0])).toEqual(['color-contrast:', 'label:'])
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await overflowOf(page)).toBeGreaterThan(0)
})

// In these everything is looked at; in the drafts that are on in the demo, what a person meets first.
describe.each(onEveryPage)('every page of the help site, $name', ({ options, locales: whole, drafts }) => {
  test.each(whole)(
    'can be used by everybody: axe finds nothing, and nothing is too wide (%s)',
    async (locale) => {
      const seeker = seekerOf(await scene.person({ ...options, locale }))
      const { page, t, trouble } = seeker
      trouble.expect(/status of 404 .*\/nowhere/)
      const faults: string[] = []
      const look = async (name: string) =>
        faults.push(...(await inspect(page, name, locale === 'en' ? undefined : onPhone)))
      const figures = locale === 'en' ? [] : ['statistics']
      for (const path of ['', 'chat', 'return', 'services', 'safety', ...figures, 'nowhere']) {
        await page.goto(`${scene.demo.helpOrigin}/${locale}/${path}`)
        await look(`/${path}`)
      }
      await page.goto(`${scene.demo.helpOrigin}/${locale}/services`)
      await page.getByLabel(t('help.find.place'), { exact: true }).fill('Kingston')
      await page.getByText(t('help.find.more_choices')).click()
      await page.getByLabel(t('help.find.age'), { exact: true }).fill('19')
      await seeker.button('help.find.button').click()
      const found = page.getByRole('article').first()
      await see(found)
      await look('what was found')
      const name = await found.getByRole('heading', { level: 3 }).innerText()
      await seeker.button('help.find.more', { name }).click()
      await see(page.getByRole('heading', { level: 1, name, exact: true }))
      await look('a service')
      await page.goto(`${scene.demo.helpOrigin}/${locale}/return`)
      await page.getByLabel(t('chat.return.label'), { exact: true }).fill('12345')
      await seeker.button('chat.return.button').click()
      await see(page.getByRole('alert').getByText(t('chat.return.digits_wrong')))
      await look('words that are wrong')
      expect(faults).toEqual([])
    },
  )

  test.each(drafts)('so can what a person meets first (%s)', async (locale) => {
    const { page } = await scene.person({ ...options, locale })
    const faults: string[] = []
    for (const path of ['', 'chat']) {
      await page.goto(`${scene.demo.helpOrigin}/${locale}/${path}`)
      faults.push(...(await inspect(page, `/${path}`, onPhone)))
    }
    expect(faults).toEqual([])
  })

  test('so can what stands on the screen between Exit and the neutral site', async () => {
    const seeker = seekerOf(await scene.person(options))
    await seeker.openChat()
    await seeker.say('I have to go')
    await seeker.exit.click()
    await gone(seeker.said('I have to go'))
    expect(await inspect(seeker.page, 'Exit')).toEqual([])
  })
})
