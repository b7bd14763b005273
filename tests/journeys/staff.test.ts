import type { CDPSession } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { invite } from './support/invitation.ts'
import { memberOf, responderOf, type Responder } from './support/responder.ts'
import type { Person } from './support/person.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import { seekerOf } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

/** A security key in this page that knows PRF; taps by itself. It is the page's own: another has none. */
async function giveKey({ context, page }: Person): Promise<CDPSession> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return session
}

describe('a newcomer', () => {
  test('begins with a passkey, reads what comes, locks, and is back with one tap', async () => {
    const link = await invite(scene, 'Noor (invented)', 'noor')
    const person = await scene.person()
    await giveKey(person)
    const noor = responderOf(person)
    await noor.page.goto(link)
    // The secret of the link does not stay in the address.
    await see(
      noor.page.getByRole('heading', {
        name: noor.t('workspace.invitation.hello', { name: 'Noor (invented)' }),
      }),
    )
    expect(noor.page.url()).not.toContain('#')
    await noor.button('workspace.invitation.passkey').click()
    await see(noor.page.getByRole('heading', { name: noor.t('workspace.queue.title') }))
    await noor.goOnDuty()

    const seeker = await together(scene, noor, 'Hello Noor')
    await noor.box.fill('what I had begun to write')
    await noor.page.getByRole('button', { name: 'Noor (invented)' }).click()
    await noor.button('workspace.settings.lock').click()
    await see(noor.page.getByRole('heading', { name: noor.t('workspace.lock.title') }))
    await see(noor.text('workspace.lock.held', { count: 1 }))
    await gone(noor.said('Hello Noor'))
    expect(await noor.page.content()).not.toContain('what I had begun to write')
    await seeker.say('Said while she was away')
    await see(seeker.text('chat.state.claimed'))
    await noor.button('workspace.lock.passkey').click()
    await see(noor.said('Said while she was away'))
    await eventually(() => noor.box.inputValue()).toBe('what I had begun to write')

    // A reload asks for one tap too, and the conversation is still hers.
    await noor.page.reload()
    await noor.button('workspace.lock.passkey').click()
    await see(noor.said('Hello Noor'))
    await eventually(() => noor.box.inputValue()).toBe('what I had begun to write')

    await noor.page.getByRole('button', { name: 'Noor (invented)' }).click()
    await noor.button('workspace.sign_out').click()
    await see(noor.text('workspace.sign_in.signed_out'))
    await noor.button('workspace.sign_in.passkey').click()
    await see(noor.page.getByRole('heading', { name: noor.t('workspace.queue.title') }))
    await see(noor.said('Hello Noor'))
  })

  test('whose machine has no passkey writes down a passphrase, and is asked two of its words', async () => {
    const link = await invite(scene, 'Old machine (invented)', 'old.machine')
    const member = responderOf(await scene.person())
    const { page, t } = member
    await page.goto(link)
    await member.button('workspace.invitation.no_passkey').click()
    const words = await page.locator('.made-words').getByRole('listitem').allInnerTexts()
    expect(words).toHaveLength(7)
    await member.button('workspace.passphrase.written').click()
    for (const field of await page.getByRole('textbox').all()) {
      const label = (await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent)) ?? ''
      await field.fill(words[Number(/\d+/.exec(label)?.[0]) - 1] ?? '')
    }
    await member.button('workspace.passphrase.begin').click()
    await see(page.getByRole('heading', { name: t('workspace.queue.title') }))
    // The link worked once.
    const late = memberOf(await scene.person())
    late.trouble.expect(/status of 4\d\d .*\/api\/identity\//)
    await late.page.goto(link)
    await see(late.page.getByRole('heading', { name: late.t('workspace.invitation.over') }))
  })
})

describe('several responders', () => {
  test('of two who take the same conversation one has it, and the other is told', async () => {
    const ada = await onDuty(scene)
    const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
    for (const one of [ada, bastien]) one.trouble.expect(/status of 409 .*\/api\/desk\/claim/)
    const seeker = seekerOf(await scene.person())
    await seeker.openChat()
    await seeker.say('Who takes me?')
    const buttons = [ada, bastien].map((one) => one.queue.getByRole('button'))
    for (const button of buttons) await see(button)
    await Promise.all(buttons.map((button) => button.click({ noWaitAfter: true })))
    await see(seeker.text('chat.state.claimed'))
    const holds = async (one: Responder) => one.box.filter({ visible: true }).count()
    await eventually(async () => (await holds(ada)) + (await holds(bastien))).toBe(1)
    await gone(ada.waiting())
    await gone(bastien.waiting())
  })

  test('a conversation handed over keeps its history, and the person is told that another answers', async () => {
    const ada = await onDuty(scene)
    const bastien = await onDuty(scene, 'bastien', { locale: 'fr' })
    const seeker = await together(scene, ada, 'My story so far')
    await ada.say('I go home now, Bastien stays')
    await ada.button('workspace.conversation.hand_over').click()
    const dialog = ada.page.getByRole('dialog')
    await dialog
      .getByRole('listitem')
      .filter({ hasText: 'Bastien' })
      .getByRole('button', { name: ada.t('workspace.hand_over.give') })
      .click()
    await gone(ada.box)

    await see(bastien.said('My story so far'))
    await see(bastien.said('I go home now, Bastien stays'))
    await bastien.say('I have read it all')
    await see(seeker.said('I have read it all'))
    await see(seeker.text('chat.new_person'))
  })

  test('an untouched screen locks without dropping the conversation', async () => {
    const person = await scene.person()
    await person.page.clock.install()
    const ada = responderOf(person)
    await ada.enter(scene.signIn('ada'))
    await ada.goOnDuty()
    const seeker = await together(scene, ada, 'Are you awake?')
    await ada.page.clock.fastForward(15 * 60_000 + 10_000)
    await see(ada.page.getByRole('heading', { name: ada.t('workspace.lock.title') }))
    await gone(ada.said('Are you awake?'))
    await see(seeker.text('chat.state.claimed'))
    await ada.button('workspace.sign_in.use_passphrase').click()
    await ada.field('workspace.sign_in.passphrase').fill(scene.signIn('ada').passphrase)
    await ada.button('workspace.sign_in.enter').click()
    await see(ada.said('Are you awake?'))
    await ada.say('I am')
    await see(seeker.said('I am'))
  })

  test('a line that drops at the desk is shown, heals, and what was written goes out once', async () => {
    const ada = await onDuty(scene)
    const seeker = await together(scene, ada, 'Hello')
    ada.trouble.expect(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_FAILED/)
    await ada.context.setOffline(true)
    await see(ada.text('workspace.connection.lost'))
    await ada.say('Written without a line')
    await ada.context.setOffline(false)
    await see(seeker.said('Written without a line'))
    await gone(ada.text('workspace.connection.lost'))
    await eventually(() => ada.log.getByText('Written without a line').count()).toBe(1)
  })
})
