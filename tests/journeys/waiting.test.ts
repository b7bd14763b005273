import { describe, expect, test } from 'vitest'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf, type Seeker } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'
import { inEnglishAndArabic, withAndWithoutScript } from './support/both-ways.ts'

// The heartbeat of a desk comes every 15 seconds: silence must be longer than that.
const scene = openScene({
  environment: {
    CONVERSATIONS_RING_SECONDS: '4',
    CONVERSATIONS_SILENCE_SECONDS: '18',
    CONVERSATIONS_PRESENCE_SECONDS: '30',
    REFERRALS_ANSWER_SECONDS: '20',
  },
})

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'
const phone = '1-800-555-0142'

describe.each(inEnglishAndArabic)('waiting, $name', ({ options }) => {
  const { locale } = options
  test('nobody takes it: it rings, and the person is told the truth and offered other ways', async () => {
    const ada = await onDuty(scene)
    const seeker = seekerOf(await scene.person({ width: 360, ...options }))
    const { t } = seeker
    await seeker.openChat()
    await seeker.say('Is anybody there?')
    await see(seeker.text('chat.state.unanswered'))
    await see(seeker.page.getByRole('link', { name: t('help.call', { number: phone }) }).first())
    await see(ada.waiting(locale).getByText(ada.t('workspace.badge.rings')))

    await leaveMessage(seeker)
    await see(seeker.text('chat.state.left_message'))
    await see(ada.waiting(locale).getByText(ada.t('workspace.badge.left_message')))
    await ada.take(locale)
    await see(ada.said('Write to me on Sunday'))
    await see(ada.text('workspace.said.safe_time', { when: 'Sunday after ten' }))
    await see(ada.text('workspace.said.safe_way', { how: 'Only here' }))
  })
})

test('the responder falls silent: it goes back to the queue and rings, and the person is told', async () => {
  const ada = await onDuty(scene)
  // What is taken away from her is refused to her from then on.
  ada.trouble.expect(/status of 404 .*\/api\/desk\/messages/)
  const seekers: Seeker[] = []
  for (const { name, options } of withAndWithoutScript) {
    const seeker = await together(scene, ada, `Hello, ${name}`, { width: 360, ...options })
    await ada.say(`I am here, ${name}`)
    await see(seeker.said(`I am here, ${name}`))
    await seeker.say(`Are you still there, ${name}?`)
    seekers.push(seeker)
  }

  // Before it goes back she is told, in the thread in front and on the other's tab.
  await see(ada.page.locator('.answer-banner').getByText(ada.t('workspace.answer.waits')))
  await eventually(() => ada.page.getByText(ada.t('workspace.conversation.answer_soon')).count()).toBe(1)

  // Ada does nothing from here on: she has left, though her desk is open.
  for (const seeker of seekers) {
    await see(seeker.text('chat.state.back_in_queue'), 60_000)
    await see(seeker.page.getByRole('link', { name: seeker.t('help.call', { number: phone }) }).first())
  }
  await eventually(() => ada.queue.getByText(ada.t('workspace.badge.back')).count()).toBe(2)
  await see(ada.text('workspace.conversation.gone'))

  const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
  for (const { name } of withAndWithoutScript) {
    await bastien.queue.getByRole('button').first().click()
    await see(bastien.said(`Are you still there, ${name}?`))
    await see(bastien.said(`I am here, ${name}`))
    await bastien.say('I am another person, and I have read what you wrote')
  }
  for (const seeker of seekers) {
    await see(seeker.text('chat.state.claimed'))
    await see(seeker.text('chat.new_person'))
  }
})

test('a service that answers neither an ask nor a packet in its time: the responder is told, and the next one is offered', async () => {
  const ada = await onDuty(scene)
  const seeker = await together(scene, ada, 'I need a bed')
  await ada.search('safe bed Kingston')
  await ada.askCapacity(shelter)
  await ada.search('safe bed Kingston')
  await ada.button('workspace.hit.refer_named', { service: shelter }).click()
  await ada.askConsent({ needs: 'A bed' })
  await see(seeker.question)
  await seeker.sayYes(seeker.t('content.consent.needs'))
  await ada.button('workspace.consent.send', { organisation: house }).click()
  const sent = ada.side.getByRole('region', { name: ada.t('workspace.mailbox.title') })
  await see(sent.locator('.badge').getByText(ada.t('workspace.mailbox.sent'), { exact: true }))

  await see(ada.side.getByText(ada.t('workspace.asks.unanswered')), 90_000)
  await see(sent.getByText(ada.t('workspace.mailbox.unanswered'), { exact: true }), 90_000)
  await sent.getByRole('button', { name: ada.t('workspace.asks.next') }).click()
  await see(ada.side.getByLabel(ada.t('workspace.search.label'), { exact: true }))
  expect(await ada.side.getByRole('tab', { selected: true }).innerText()).toBe(
    ada.t('workspace.side.services'),
  )
})

async function leaveMessage({ page, t, button }: Seeker): Promise<void> {
  const summary = page.locator('summary').getByText(t('chat.leave.heading'), { exact: true })
  // Without script it lies among the other choices.
  if (!(await summary.isVisible()))
    await page.locator('summary').getByText(t('chat.options'), { exact: true }).click()
  if (!(await page.getByLabel(t('chat.leave.text'), { exact: true }).isVisible())) await summary.click()
  await page.getByLabel(t('chat.leave.text'), { exact: true }).fill('Write to me on Sunday')
  await page.getByLabel(t('chat.leave.safe_time'), { exact: true }).fill('Sunday after ten')
  await page.getByLabel(t('chat.leave.safe_way'), { exact: true }).fill('Only here')
  await button('chat.leave.send').click()
  await gone(page.getByLabel(t('chat.leave.send'), { exact: true }))
  await eventually(() => page.title()).toBe(t('help.title'))
}
