import { describe, expect, test } from 'vitest'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { responderOf } from './support/responder.ts'

const scene = openScene()

describe('a first conversation, with script', () => {
  test('a person picks a language, presses Chat now and types, and a responder answers', async () => {
    const seeker = seekerOf(await scene.person())
    const { t } = seeker

    await seeker.arrive()
    await seeker.chooseLanguage('en')
    await see(seeker.text('help.availability.closed'))
    await seeker.chatNow()
    // No question comes before: one box for text, and nothing that must be filled in.
    await see(seeker.text('chat.empty'))
    expect(await seeker.page.locator('[required]').count()).toBe(0)
    await see(seeker.text('help.availability.closed'))

    const ada = responderOf(await scene.person())
    await ada.enter(scene.signIn('ada'))
    await ada.goOnDuty()
    await seeker.page.reload()
    await see(seeker.text('help.availability.free'))

    await seeker.say('They keep my passport')
    await see(seeker.text('chat.state.waiting'))
    const words = await seeker.sixWords()
    expect(words).toHaveLength(6)
    await see(seeker.text('chat.words.ready'))

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
    await eventually(() => seeker.page.title()).toBe(t('help.title'))
  })
})
