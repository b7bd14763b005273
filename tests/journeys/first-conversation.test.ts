import { describe, expect, test } from 'vitest'
import { listen } from './support/announcements.ts'
import { recordBodies } from './support/bodies.ts'
import { tabTo } from './support/keyboard.ts'
import { responderOf } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

describe('a first conversation', () => {
  test('a person picks a language, presses Chat now and types, and a responder answers', async () => {
    const seeker = seekerOf(await scene.person())
    const { t } = seeker

    await seeker.arrive()
    await seeker.chooseLanguage('en')
    // Nobody is there yet, and the page says so.
    await see(seeker.text('help.availability.closed'))
    await seeker.chatNow()
    await see(seeker.text('help.availability.closed'))
    // No question comes before: nothing must be filled in or chosen.
    await see(seeker.text('chat.empty'))
    expect(await seeker.page.locator('[required]').count()).toBe(0)
    expect(await seeker.page.locator('select, input[type="radio"]').filter({ visible: true }).count()).toBe(0)

    // Somebody who has signed in is not on duty yet.
    const ada = responderOf(await scene.person())
    await ada.enter(scene.signIn('ada'))
    await seeker.page.reload()
    await see(seeker.text('help.availability.closed'))
    await ada.goOnDuty()
    await seeker.reloadUntil(seeker.text('help.availability.free'))
    await see(seeker.text('help.availability.languages', { languages: 'Arabic, English and French' }))

    await seeker.say('They keep my passport')
    await see(seeker.text('chat.state.waiting'))
    await see(seeker.text('chat.state.ahead', { ahead: 0 }))
    expect(new Set(await seeker.sixWords()).size).toBeGreaterThan(1)
    await see(seeker.text('chat.words.ready'))

    // The queue is asked again every half minute: that it is here sooner is the event's doing.
    await see(ada.waiting())
    expect(await ada.queue.innerText()).not.toContain('passport')
    await ada.take()
    await see(ada.said('They keep my passport'))
    await see(seeker.text('chat.state.claimed'))
    await ada.say('I am here with you. Is it safe to write?')
    await see(seeker.said('I am here with you. Is it safe to write?'))
    await seeker.say('Yes')
    await see(ada.said('Yes'))
    await gone(ada.waiting())
    expect(await seeker.page.title()).toBe(t('help.title'))
  })

  test('the six words can be ignored, and stay away', async () => {
    const seeker = seekerOf(await scene.person())
    await seeker.openChat()
    await seeker.say('Hello')
    expect(await seeker.sixWords()).toHaveLength(6)
    await seeker.button('chat.words.hide').click()
    await gone(seeker.wordsCard)
    await seeker.page.reload()
    await see(seeker.said('Hello'))
    await gone(seeker.wordsCard)
  })

  test('each side sees that the other is typing, and what is not sent never leaves a device', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Are you there?')
    const sent = [seeker.page, ada.page].map(recordBodies)

    await seeker.box.pressSequentially('half a sentence of mine')
    await see(ada.text('workspace.conversation.they_type'))
    await ada.box.pressSequentially('half a sentence of hers')
    await see(seeker.text('chat.still_typing'))

    expect(await ada.page.locator('body').innerText()).not.toContain('half a sentence of mine')
    expect(await seeker.page.locator('body').innerText()).not.toContain('half a sentence of hers')
    const bodies = sent.flatMap((read) => read())
    expect(bodies.length).toBeGreaterThan(0)
    expect(bodies.filter((body) => body.includes('half a sentence'))).toEqual([])
    await gone(ada.text('workspace.conversation.they_type'))
    await gone(seeker.text('chat.still_typing'))
  })

  test('a screen reader announces who wrote what when a message comes, and nothing while the page is covered', async () => {
    const ada = await onDuty(scene)
    const person = await scene.person()
    await person.page.clock.install()
    const seeker = seekerOf(person)
    const { t } = seeker
    await seeker.openChat()
    await seeker.say('Hello')
    await ada.take()
    await see(seeker.text('chat.state.claimed'))
    const reader = await listen(seeker.page)
    const announced = async (words: string) => (await reader.said()).filter((text) => text.includes(words))

    await ada.say('You can stop at any time')
    await see(seeker.said('You can stop at any time'))
    await eventually(() => announced('You can stop at any time')).toHaveLength(1)
    expect((await announced('You can stop'))[0]).toMatch(
      new RegExp(`^${t('chat.from_responder')} .*You can stop`),
    )

    // A minute untouched, and the page covers itself.
    await seeker.page.clock.fastForward(61_000)
    await see(seeker.button('help.cover'))
    await gone(seeker.log)
    await ada.say('Said under the cover')
    await eventually(() => seeker.page.locator('#log').textContent()).toContain('Said under the cover')
    expect(await announced('Said under the cover')).toEqual([])
    expect(await seeker.page.title()).toBe(t('help.title'))

    await seeker.button('help.cover').click()
    await see(seeker.said('Said under the cover'))
  })

  test('all of it can be done with a keyboard alone', async () => {
    const seeker = seekerOf(await scene.person())
    const { page, t } = seeker
    await seeker.arrive()
    await tabTo(page, t('help.chat_now'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/en/chat')
    await tabTo(page, t('chat.label'))
    await page.keyboard.type('By keyboard')
    await page.keyboard.press('Enter')
    await see(seeker.said('By keyboard'))

    const ada = responderOf(await scene.person())
    const { handle, passphrase } = scene.signIn('ada')
    await ada.open()
    await tabTo(ada.page, ada.t('workspace.sign_in.use_passphrase'))
    await ada.page.keyboard.press('Enter')
    await tabTo(ada.page, ada.t('workspace.sign_in.name'))
    await ada.page.keyboard.type(handle)
    await tabTo(ada.page, ada.t('workspace.sign_in.passphrase'))
    await ada.page.keyboard.type(passphrase)
    await ada.page.keyboard.press('Enter')
    await see(ada.waiting().first())
    await tabTo(ada.page, ada.t('workspace.duty.on'))
    await ada.page.keyboard.press('Space')
    await tabTo(ada.page, 'English')
    await ada.page.keyboard.press('Enter')
    await see(ada.box)
    await tabTo(ada.page, ada.t('workspace.composer.label'))
    await ada.page.keyboard.type('Answered by keyboard')
    await ada.page.keyboard.press('Enter')
    await eventually(() => ada.log.textContent()).toContain('Answered by keyboard')
  })
})
