import { describe, expect, test } from 'vitest'
import { newReceipt, receiptToWords } from '../../src/sealing/index.ts'
import { loadWordList } from '../../src/sealing/word-lists.ts'
import { listen } from './support/announcements.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

/** How often a message stands in the thread. */
const times = (seeker: Seeker, words: string) => seeker.log.getByText(words, { exact: true }).count()

describe('a network that drops, and a page that is loaded again', () => {
  test('what is sent without a network arrives once when it is back, and what came meanwhile is there', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'First')
    seeker.trouble.expect(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/)

    await seeker.context.setOffline(true)
    await seeker.say('Sent in a tunnel')
    await see(seeker.text('chat.offline'))
    await see(seeker.text('chat.pending'))
    await ada.say('Said while they were away')
    await seeker.context.setOffline(false)

    await see(seeker.said('Said while they were away'))
    await gone(seeker.text('chat.offline'))
    await gone(seeker.text('chat.pending'))
    await see(ada.said('Sent in a tunnel'))
    expect(await times(seeker, 'Sent in a tunnel')).toBe(1)
    expect(await ada.log.getByText('Sent in a tunnel').count()).toBe(1)
  })

  test('many messages that come at once are not read out one by one: how many there are is said', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person())
    seeker.trouble.expect(/ERR_FAILED/)
    await seeker.context.route('**/api/conversation/stream', (route) => route.abort())
    await seeker.openChat()
    await seeker.say('First')
    await ada.take()
    const meanwhile = ['Second', 'Third', 'Fourth', 'Fifth']
    for (const words of meanwhile) await ada.say(words)
    const reader = await listen(seeker.page)
    await seeker.context.unroute('**/api/conversation/stream')

    for (const words of meanwhile) await see(seeker.said(words))
    await eventually(() => reader.said()).toContain(seeker.t('chat.new_messages', { count: 4 }))
    expect((await reader.said()).filter((heard) => heard.includes('Third'))).toEqual([])
  })

  test('after a reload in the same tab the conversation goes on, with what was typed and not sent', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Before the reload')
    await ada.say('Answered before the reload')
    await see(seeker.said('Answered before the reload'))
    await seeker.box.fill('typed and not sent')
    // What is typed is kept sealed within a moment; the page itself does not say when.
    await eventually(() => seeker.page.evaluate(() => sessionStorage.length)).toBe(1)
    await seeker.page.waitForTimeout(1_000)
    const stored = await seeker.page.evaluate(() => JSON.stringify(sessionStorage))
    expect(stored).not.toContain('typed and not sent')

    await seeker.page.reload()
    await see(seeker.said('Answered before the reload'))
    await eventually(() => seeker.box.inputValue()).toBe('typed and not sent')
    expect(await times(seeker, 'Before the reload')).toBe(1)
    await see(seeker.text('chat.state.claimed'))

    await seeker.button('chat.send').click()
    await see(ada.said('typed and not sent'))
    await ada.say('Still here')
    await see(seeker.said('Still here'))
  })

  test('a message whose acknowledgement was lost is not doubled by the reload that follows', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Hello')
    seeker.trouble.expect(/ERR_FAILED/)
    // The server takes it; the browser never hears of it.
    await seeker.page.route('**/api/conversation/send', async (route) => {
      await route.fetch().catch(() => undefined)
      await route.abort('failed').catch(() => undefined)
    })
    await seeker.say('Acknowledged into the void')
    await see(ada.said('Acknowledged into the void'))
    await seeker.page.unroute('**/api/conversation/send')
    await seeker.page.reload()

    await see(seeker.said('Acknowledged into the void'))
    await seeker.say('And after')
    await see(ada.said('And after'))
    expect(await times(seeker, 'Acknowledged into the void')).toBe(1)
    expect(await ada.log.getByText('Acknowledged into the void').count()).toBe(1)
    await gone(seeker.text('chat.pending'))
  })
})

describe('the six words', () => {
  test('from another browser they lead to the same line in a blank thread, until the responder has checked', async () => {
    const ada = await onDuty(scene)
    const first = await together(scene, ada, 'My earlier message')
    await ada.say('My earlier answer')
    await see(first.text('chat.words.ready'))
    const words = await first.sixWords()

    const second = seekerOf(await scene.person({ width: 360 }))
    await second.comeBack(words.join(' '))
    await see(second.text('chat.returned.words'))
    // That they came back, and that their other page is still open; nothing of the thread.
    await see(second.text('chat.return.other_page'))
    expect(await second.log.getByRole('listitem').count()).toBe(2)
    await see(first.text('chat.unlinked'))
    expect(await second.page.locator('body').innerText()).not.toContain('earlier')
    await see(ada.text('workspace.visit.returned'))

    // Both can write and read what comes from now on.
    await second.say('It is me again')
    await see(ada.said('It is me again'))
    await ada.say('Which colour did you tell me?')
    await see(second.said('Which colour did you tell me?'))
    expect(await second.page.locator('body').innerText()).not.toContain('earlier answer')

    await ada.button('workspace.visit.check').click()
    await see(second.said('My earlier answer'))
    await see(second.said('My earlier message'))
    await see(second.text('chat.resealed'))
    await gone(ada.text('workspace.visit.returned'))
    expect(await times(second, 'It is me again')).toBe(1)
  })

  test('a second secret of their own opens what was said before', async () => {
    const ada = await onDuty(scene)
    const first = await together(scene, ada, 'Kept under a second secret')
    await see(first.text('chat.words.ready'))
    const words = await first.sixWords()
    await first.openWords()
    await first.page.locator('summary').getByText(first.t('chat.second.heading'), { exact: true }).click()
    await first.page.getByLabel(first.t('chat.second.label'), { exact: true }).fill('the red bicycle')
    await first.button('chat.second.button').click()
    await see(first.log.getByText(first.t('chat.second.done')))

    const wrong = seekerOf(await scene.person())
    wrong.trouble.expect(/status of 40\d/)
    await wrong.comeBack(words.join(' '), 'the blue bicycle')
    await see(wrong.text('chat.return.second_wrong'))
    expect(await wrong.page.locator('body').innerText()).not.toContain('Kept under')

    const third = seekerOf(await scene.person())
    await third.comeBack(words.join(' '), 'the red bicycle')
    await see(third.said('Kept under a second secret'))
    await see(third.text('chat.returned.second'))
  })

  test('wrong words are answered in plain words, with help for the spelling, and stay as they were typed', async () => {
    const seeker = seekerOf(await scene.person())
    const { page, t } = seeker
    seeker.trouble.expect(/status of 404/)
    const list = (await loadWordList('en')) ?? []
    const field = page.getByLabel(t('chat.return.label'), { exact: true })
    const tryWords = async (words: string) => {
      await field.fill(words)
      await seeker.button('chat.return.button').click()
    }
    await page.goto(`${scene.demo.helpOrigin}/en/return`)

    await tryWords('one two')
    await see(page.getByRole('alert').getByText(/Six are needed/))
    const [word = ''] = list
    await tryWords(`${word} ${word} ${word} ${word} ${word} zzzzqq`)
    await see(page.getByRole('alert').getByText(/“zzzzqq” is not in the list/))
    await tryWords('1234 5678')
    await see(page.getByRole('alert').getByText(t('chat.return.digits_wrong')))

    // Six words of the list that nobody ever had.
    const neverMade = receiptToWords(newReceipt(), list).join(' ')
    await tryWords(neverMade)
    await see(page.getByRole('alert').getByText(t('chat.return.unknown')))
    expect(await field.inputValue()).toBe(neverMade)
    // Words that somebody replaced because they were seen are answered with the same sentence.
    const owner = seekerOf(await scene.person())
    await owner.openChat()
    await owner.say('Somebody looked over my shoulder')
    await see(owner.text('chat.words.ready'))
    const seen = (await owner.sixWords()).join(' ')
    await owner.openWords()
    await owner.button('chat.words.seen').click()
    await owner.button('chat.words.new').click()
    await see(owner.text('chat.words.ready'))
    await eventually(async () => (await owner.sixWords()).join(' ')).not.toBe(seen)
    await tryWords(seen)
    await see(page.getByRole('alert').getByText(t('chat.return.unknown')))
    expect(await field.inputValue()).toBe(seen)
  })
})
