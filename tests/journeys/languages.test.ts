import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { overflowOf } from './support/accessibility.ts'
import { openScene } from './support/scene.ts'
import { see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty } from './support/together.ts'

const scene = openScene()

/** Whether an element stands nearer to the right edge than to the left. */
const onTheRight = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const { left, right } = element.getBoundingClientRect()
      return innerWidth - right < left
    })

describe('in Arabic, from right to left', () => {
  test('a whole first conversation on a phone', async () => {
    const seeker = seekerOf(await scene.person({ locale: 'ar', width: 360 }))
    const { page, t } = seeker
    await page.goto(`${scene.demo.helpOrigin}/en/`)
    await seeker.chooseLanguage('ar')
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    expect(await page.locator('html').getAttribute('lang')).toBe('ar')
    // A draft that nobody has checked says so.
    await see(seeker.text('help.draft_notice'))
    await see(seeker.text('help.availability.closed'))
    await seeker.chatNow()
    expect(await overflowOf(page)).toBe(0)
    // Mirrored: Exit stands where the line ends, on the left.
    expect(await onTheRight(page, '#exit')).toBe(false)

    const ada = await onDuty(scene)
    await seeker.say('أحتاج إلى مكان آمن')
    await see(ada.waiting('ar').getByText(ada.t('workspace.draft_locale')))
    await ada.take('ar')
    await see(ada.said('أحتاج إلى مكان آمن'))
    expect(
      await ada.said('أحتاج إلى مكان آمن').evaluate((element) => getComputedStyle(element).direction),
    ).toBe('rtl')
    await see(seeker.text('chat.state.claimed'))
    await ada.say('أنا معك الآن')
    await see(seeker.said('أنا معك الآن'))
    expect(await onTheRight(page, '.theirs')).toBe(true)
    expect(await onTheRight(page, '.mine')).toBe(false)

    // There is no list of Arabic words yet: twenty digits instead, read from left to right.
    await see(page.getByRole('heading', { name: t('chat.words.title_digits') }))
    await see(seeker.text('chat.words.ready'))
    const digits = page.locator('.digits').filter({ visible: true })
    expect((await digits.innerText()).replace(/\D/g, '')).toMatch(/^\d{20}$/)
    expect(await digits.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr')
    const receipt = await digits.innerText()

    const again = seekerOf(await scene.person({ locale: 'ar', width: 360 }))
    await again.page.goto(`${scene.demo.helpOrigin}/ar/return`)
    await again.page.getByLabel(t('chat.return.label'), { exact: true }).fill(receipt)
    await again.button('chat.return.button').click()
    await see(again.text('chat.returned.words'))
    await ada.button('workspace.visit.check').click()
    await see(again.said('أنا معك الآن'))
    expect(await overflowOf(again.page)).toBe(0)
  })
})

describe('in French', () => {
  test('a first conversation, and words from the French list', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person({ locale: 'fr', width: 360 }))
    await seeker.arrive()
    expect(await seeker.page.locator('html').getAttribute('lang')).toBe('fr')
    await seeker.reloadUntil(seeker.text('help.availability.free'))
    await seeker.chatNow()
    await seeker.say('Ils ont gardé mes papiers')
    await ada.take('fr')
    await see(ada.said('Ils ont gardé mes papiers'))
    await ada.say('Je suis là')
    await see(seeker.said('Je suis là'))
    const words = await seeker.sixWords()
    expect(words).toHaveLength(6)
    await see(seeker.text('chat.words.ready'))

    // Accents and capital letters don't matter when they are typed.
    const again = seekerOf(await scene.person({ locale: 'fr', width: 360 }))
    await again.page.goto(`${scene.demo.helpOrigin}/fr/return`)
    const plain = words.join(' ').normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()
    await again.page.getByLabel(again.t('chat.return.label'), { exact: true }).fill(plain)
    await again.button('chat.return.button').click()
    await see(again.text('chat.returned.words'))
  })
})
