import { describe, expect, test } from 'vitest'
import { overflowOf } from './support/accessibility.ts'
import { providerOf } from './support/provider.ts'
import type { PersonOptions } from './support/person.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

/** A phone whose browser runs no script. */
const phone: PersonOptions = { width: 360, script: false }

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'

describe.each([
  { locale: 'en', hello: 'I have no script', list: true, inTheirs: shelter },
  { locale: 'ar', hello: 'ليس لدي برنامج', list: false, inTheirs: 'أسرّة آمنة في بيت الفانوس' },
] as const)('without script ($locale)', ({ locale, hello, list, inTheirs }) => {
  const options: PersonOptions = { ...phone, locale }

  test('a first conversation: messages come by themselves, and what is being typed stays', async () => {
    const seeker = seekerOf(await scene.person(options))
    const { page } = seeker
    await seeker.arrive()
    await seeker.chooseLanguage(locale)
    // In the other language she who was there before may just have left.
    if (locale === 'en') await see(seeker.text('help.availability.closed'))
    await seeker.chatNow()
    expect(await page.locator('select, input[type="radio"]').filter({ visible: true }).count()).toBe(0)

    const ada = await onDuty(scene)
    await seeker.reloadUntil(seeker.text('help.availability.free'))
    await seeker.say(hello)
    await see(seeker.text('chat.state.waiting'))
    await see(seeker.text('chat.server_sealed').first())
    if (list) expect(await seeker.sixWords()).toHaveLength(6)
    else expect((await seeker.receipt()).replace(/\D/g, '')).toMatch(/^\d{20}$/)
    expect(await overflowOf(page)).toBe(0)

    await see(ada.waiting(locale).getByText(ada.t('workspace.badge.server_sealed')))
    await ada.take(locale)
    await see(ada.said(hello))
    await see(ada.text('workspace.mark.server_sealed'))
    await see(seeker.text('chat.state.claimed'))
    await seeker.box.fill('half a sentence')
    await ada.box.pressSequentially('Then we go')
    await see(seeker.text('chat.still_typing'))
    await ada.say('Then we go slowly')
    await see(seeker.said('Then we go slowly'))
    expect(await seeker.box.inputValue()).toBe('half a sentence')
    await seeker.say('half a sentence, finished')
    await see(ada.said('half a sentence, finished'))
    expect(await seeker.box.inputValue()).toBe('')
    // A ticket or an id in an address would stay in the history.
    expect(page.url()).toBe(`${scene.demo.helpOrigin}/${locale}/chat`)
  })

  test('cards, a yes field by field, the answer when it is tapped, and “we are connected”', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'I need a bed', options)
    const { page, t } = seeker
    const needs = t('content.consent.needs')
    await ada.search('safe bed, Kingston, French, tonight')
    await see(ada.hit(shelter))
    await ada.offer(shelter)
    const card = page.locator('.offer').filter({ hasText: inTheirs })
    await see(card.getByText(t('chat.cards.sharing'), { exact: true }))
    expect(await page.content()).not.toContain('Wrenfield')

    await ada.askCapacity(shelter)
    const dominique = providerOf(await scene.person({ width: 360 }))
    await dominique.enter(scene.signIn('dominique'))
    await dominique.holdPlace()
    await ada.button('workspace.asks.prepare').click()
    await ada.askConsent({ name: 'Not for them', needs: 'A bed tonight' })

    const { question } = seeker
    await see(question)
    await gone(question.getByText('A bed tonight'))
    expect(await question.getByRole('checkbox', { checked: true }).count()).toBe(0)
    await seeker.sayYes(needs)
    await see(page.getByText(t('chat.consent.answered_yes', { service: shelter, fields: needs })))
    await gone(question)
    await ada.button('workspace.consent.send', { organisation: house }).click()
    await see(page.getByText(t('chat.referral.sent', { service: shelter })))

    await dominique.openReferral()
    await see(dominique.referral.getByText('A bed tonight'))
    expect(await dominique.page.content()).not.toContain('Not for them')
    await dominique.accept('Ring twice')

    await see(seeker.text('chat.answer.heading'))
    expect(await page.content()).not.toContain('Ring twice')
    await seeker.openAnswer(shelter)
    const { answer } = seeker
    await see(answer.getByText(t('chat.answer.yes', { service: shelter })))
    await see(answer.getByText('Ring twice'))
    await answer.getByRole('button', { name: t('chat.connected.say') }).click()
    await see(answer.getByText(t('chat.connected.done', { service: shelter })))
    await see(ada.side.getByText(ada.t('workspace.mailbox.connected'), { exact: true }))
  })
})

describe('without script', () => {
  test('what is too long comes back whole, with how much is too much', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Hello', phone)
    seeker.trouble.expect(/status of 422/)
    const long = 'a'.repeat(4_007)
    await seeker.box.fill(long)
    await seeker.button('chat.send').filter({ visible: true }).click()
    const said = seeker.t('chat.character_over', { over: 7 })
    await see(seeker.page.frameLocator('iframe.sink').last().getByText(said))
    expect(await seeker.box.inputValue()).toBe(long)
    await seeker.box.fill('Shorter')
    await seeker.button('chat.send').filter({ visible: true }).click()
    await see(ada.said('Shorter'))
  })

  test('a browser that never finishes loading refreshes by itself', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person(phone))
    await seeker.openChat()
    await seeker.box.fill('I refresh myself')
    await seeker.page.locator('summary').getByText(seeker.t('help.safety.script'), { exact: true }).click()
    await seeker.button('chat.noscript.send_still').click()
    await see(seeker.said('I refresh myself'))
    await ada.take()
    await ada.say('No hurry')
    await seeker.button('chat.noscript.refresh').click()
    await see(seeker.said('No hurry'))
    await see(seeker.text('chat.state.claimed'))
    await seeker.say('Good')
    await see(ada.said('Good'))
  })

  test('a page that is loaded again sends its form again, and nothing is said twice', async () => {
    const ada = await onDuty(scene)
    const once = async (seeker: Seeker, words: string) => {
      await eventually(() => seeker.page.locator('.words').getByText(words, { exact: true }).count()).toBe(1)
      await eventually(() => ada.log.getByText(words, { exact: true }).count()).toBe(1)
    }
    const live = await together(scene, ada, 'First, live', phone)
    await live.say('Second, live')
    await see(ada.said('Second, live'))
    await live.page.reload({ waitUntil: 'commit' })
    await see(live.text('chat.state.claimed'))
    await once(live, 'First, live')
    await once(live, 'Second, live')

    const still = seekerOf(await scene.person(phone))
    await still.openChat()
    await still.sayStill('First, still')
    await ada.take()
    await still.say('Second, still')
    await still.page.reload()
    await once(still, 'First, still')
    await once(still, 'Second, still')
  })

  test('what is sent without a network stays typed, and arrives once when it is sent again', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'First', phone)
    seeker.trouble.expect(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED|ERR_BLOCKED_BY_CSP/)
    await seeker.context.setOffline(true)
    await seeker.box.fill('Sent in a tunnel')
    await seeker.button('chat.send').filter({ visible: true }).click()
    await ada.say('Said while they were away')
    expect(await seeker.box.inputValue()).toBe('Sent in a tunnel')
    await seeker.context.setOffline(false)
    await seeker.button('chat.send').filter({ visible: true }).click()
    await see(ada.said('Sent in a tunnel'))
    await seeker.button('chat.noscript.refresh').filter({ visible: true }).click()
    await see(seeker.said('Said while they were away'))
    await see(seeker.said('Sent in a tunnel'))
    expect(await ada.log.getByText('Sent in a tunnel').count()).toBe(1)
  })

  test('coming back to a conversation begun with script needs a warning, and both sides are told', async () => {
    const ada = await onDuty(scene)
    const first = await together(scene, ada, 'Begun with script')
    const words = await first.receipt()

    const seeker = seekerOf(await scene.person(phone))
    const { page, t } = seeker
    await page.goto(`${scene.demo.helpOrigin}/en/return`)
    await page.getByLabel(t('chat.return.label'), { exact: true }).fill(words)
    await seeker.button('chat.return.button').click()
    await see(seeker.text('chat.return.server_warning'))
    expect(await page.getByLabel(t('chat.return.label'), { exact: true }).inputValue()).toBe(words)
    await seeker.button('chat.return.button').click()
    await see(seeker.text('chat.returned.words'))
    await see(seeker.text('chat.server_readable'))
    expect(await page.content()).not.toContain('Begun with script')
    await see(first.text('chat.server_readable'))
    await see(ada.text('workspace.visit.returned'))
    await seeker.say('It is me')
    await see(ada.said('It is me'))
    await ada.button('workspace.visit.check').click()
    await see(seeker.text('chat.resealed'))
    await seeker.button('chat.noscript.refresh').filter({ visible: true }).click()
    await see(seeker.said('Begun with script'))
  })
})
