import { describe, expect, test } from 'vitest'
import { translator } from '../../src/i18n/index.ts'
import { inspect } from './support/accessibility.ts'
import { inFrenchAndArabic } from './support/both-ways.ts'
import type { PersonOptions } from './support/person.ts'
import { providerOf, type Provider } from './support/provider.ts'
import type { Responder } from './support/responder.ts'
import { openScene } from './support/scene.ts'
import { eventually, gone, see } from './support/seeing.ts'
import type { Seeker } from './support/seeker.ts'
import { onDuty, together } from './support/together.ts'

const scene = openScene()

const shelter = 'Lantern safe beds'
const house = 'Harbour Lantern House (invented)'
const hiddenStreet = 'Wrenfield'
const asked = 'safe bed, Kingston, French, tonight'

async function atTheService(handle: string): Promise<Provider> {
  const provider = providerOf(await scene.person({ width: 360 }))
  await provider.enter(scene.signIn(handle))
  return provider
}

/** A seeker and a responder who has found the shelter for them. */
async function foundFor(
  words: string,
  options: PersonOptions = {},
): Promise<{ ada: Responder; seeker: Seeker }> {
  const ada = await onDuty(scene)
  const seeker = await together(scene, ada, words, { width: 360, ...options })
  await ada.search(asked)
  await see(ada.hit(shelter))
  return { ada, seeker }
}

describe('finding a service beside the conversation', () => {
  test('two services come into the chat as cards in the language of the person, without a confidential address', async () => {
    const { ada, seeker } = await foundFor('Je cherche un endroit pour ce soir', { locale: 'fr' })
    const { t } = seeker
    const answers: string[] = []
    ada.page.on('response', (response) => {
      if (response.url().includes('/api/directory/')) void response.text().then((text) => answers.push(text))
    })
    // What the search understood, and why each service is there.
    for (const term of ['Kingston', 'French']) {
      await see(ada.side.getByRole('row').filter({ hasText: term }).first())
    }
    await see(ada.hit(shelter).getByText(ada.t('workspace.hit.confidential'), { exact: true }))
    const names = await ada.hits.getByRole('heading', { level: 3 }).allInnerTexts()
    const other = names.find((name) => name !== shelter) ?? ''
    await ada.offer(shelter, other)

    const heading = seeker.log.getByText(t('chat.cards.heading', { count: 2 }))
    await see(heading)
    const card = seeker.log.locator('.offer').filter({ hasText: 'Lits sûrs de la Lanterne' })
    await see(card.getByRole('heading', { name: 'Lits sûrs de la Lanterne' }))
    for (const key of [
      'chat.cards.when',
      'chat.cards.for_whom',
      'chat.cards.bring',
      'chat.cards.sharing',
    ] as const) {
      await see(card.getByText(t(key), { exact: true }))
    }
    await see(card.getByText(/Rien d’obligatoire/))
    await see(card.getByText(/un enfant en danger/))
    expect(await seeker.log.locator('.offer').count()).toBe(2)

    for (const { page } of [seeker, ada]) expect(await page.content()).not.toContain(hiddenStreet)
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.join()).not.toContain(hiddenStreet)
  })
})

describe('a referral', () => {
  test('capacity first, then only what the person ticked, accepted, and connected as the person says', async () => {
    const { ada, seeker } = await foundFor('My secret sentence')
    const { t } = seeker
    await ada.askCapacity(shelter)

    const dominique = await atTheService('dominique')
    await see(dominique.asks.getByText(shelter))
    await dominique.holdPlace()
    expect(await dominique.page.content()).not.toContain('My secret sentence')

    await see(ada.text('workspace.asks.state_held'))
    await ada.button('workspace.asks.tell').click()
    await see(seeker.log.getByText(new RegExp(`${shelter} keeps a place for you until`)))
    await ada.button('workspace.asks.prepare').click()
    await ada.askConsent({ name: 'Call me Sam', needs: 'A bed for tonight', contact: 'Text after nine' })

    const question = seeker.page.getByRole('group', { name: t('chat.consent.heading', { service: shelter }) })
    await see(question)
    await see(question.getByText(`${shelter} (${house})`))
    for (const key of ['chat.consent.to', 'chat.consent.why', 'chat.consent.until'] as const) {
      await see(question.getByText(t(key), { exact: true }))
    }
    // Each field is shut, and nothing is ticked beforehand.
    await gone(question.getByText('A bed for tonight'))
    expect(await question.getByRole('checkbox', { checked: true }).count()).toBe(0)
    await seeker.button('chat.consent.yes').click()
    await see(question.getByText(t('chat.consent.nothing_ticked')))
    await question.getByRole('checkbox', { name: 'What I need now' }).check()
    await question.getByRole('checkbox', { name: 'Safe way to reach me' }).check()
    await question.getByText(t('chat.consent.show'), { exact: true }).nth(1).click()
    // Without the yes nothing has left.
    await see(dominique.text('workspace.provider.no_referrals'))
    await seeker.button('chat.consent.yes').click()
    await see(seeker.log.getByText(/You said yes to sharing this/))
    await gone(question)

    await see(ada.side.getByText(ada.t('workspace.consent.yes'), { exact: true }))
    await see(ada.side.getByText(ada.t('workspace.consent.not_shared')))
    await ada.button('workspace.consent.send', { organisation: house }).click()
    await see(seeker.log.getByText(t('chat.referral.sent', { service: shelter })))

    await dominique.openReferral()
    await see(dominique.referral.getByText('A bed for tonight'))
    await see(dominique.referral.getByText('Text after nine'))
    const seen = await dominique.page.content()
    for (const unseen of ['Call me Sam', 'My secret sentence']) expect(seen).not.toContain(unseen)
    await dominique.accept('Ring twice, ask for Dominique')

    await see(seeker.log.getByText(t('chat.answer.heading'), { exact: true }))
    await gone(seeker.log.getByText(t('chat.answer.yes', { service: shelter })))
    await seeker.button('chat.answer.show', { service: shelter }).click()
    await see(seeker.log.getByText(t('chat.answer.yes', { service: shelter })))
    await see(seeker.log.getByText('Ring twice, ask for Dominique'))

    await see(ada.side.getByText(ada.t('workspace.mailbox.accepted')))
    // The responder alone can't say that they are connected.
    await gone(ada.page.getByRole('button', { name: /arrived|connected/i }))
    await seeker.button('chat.connected.say').click()
    await see(seeker.log.getByText(t('chat.connected.done', { service: shelter })))
    await see(ada.side.getByText(ada.t('workspace.mailbox.connected'), { exact: true }))
  })

  test('is connected as the service says: the responder and the person read it', async () => {
    const { ada, seeker } = await foundFor('I am on my way')
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    await ada.askConsent({ needs: 'A bed' })
    await see(seeker.question)
    await seeker.sayYes(seeker.t('content.consent.needs'))
    await ada.button('workspace.consent.send', { organisation: house }).click()
    const dominique = await atTheService('dominique')
    await dominique.openReferral()
    await asksWho(dominique)
    // Not before they have accepted.
    await gone(dominique.button('workspace.provider.connected'))
    await dominique.accept('Ring twice')
    await dominique.button('workspace.provider.connected').click()
    await see(
      dominique.referral.getByText(dominique.t('workspace.referral.state_connected'), { exact: true }),
    )
    await see(ada.side.getByText(ada.t('workspace.mailbox.connected'), { exact: true }))
    await see(seeker.log.getByText(seeker.t('chat.connected.done', { service: shelter })))
  })
})

/** “Who can see this, and why?”: the person's yes, the naming by the line, and each colleague. */
async function asksWho({ button, page, t }: Provider): Promise<void> {
  await button('workspace.why.open').click()
  const dialog = page.getByRole('dialog', { name: t('workspace.why.title') })
  const place = { service: shelter, organisation: house }
  await see(dialog.getByText(t('workspace.why.person_tapped', place)))
  await see(
    dialog.getByRole('listitem').filter({ hasText: 'Dominique' }).getByText(t('workspace.why.receives')),
  )
  await see(dialog.getByText(/has named the team .* to receive for: .*Lantern safe beds/))
  expect(await inspect(page, 'who can see a referral')).toEqual([])
  if (process.env['PICTURES']) await page.screenshot({ path: `${process.env['PICTURES']}/why-referral.png` })
  await dialog.getByRole('button', { name: t('workspace.close'), exact: true }).click()
}

describe.each(inFrenchAndArabic)('a referral, $name', ({ options }) => {
  test('a yes that is read back in the chat, and a decline that is not because of them', async () => {
    const { ada, seeker } = await foundFor('I can’t tap well today', options)
    const { t, thread } = seeker
    const needs = t('content.consent.needs')
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    await ada.askConsent({ needs: 'A quiet room', name: 'Robin' })
    await see(seeker.question)
    await seeker.say('Yes, the needs, not my name')
    await see(ada.said('Yes, the needs, not my name'))
    await ada.button('workspace.read_back.begin').click()
    await ada.side
      .getByRole('group', { name: ada.t('workspace.read_back.fields') })
      .getByText(needs)
      .click()
    await ada.side.getByText(/Yes, the needs, not my name/).click()
    await ada.button('workspace.read_back.record').click()
    await see(thread.getByText(t('chat.consent.read_back', { service: shelter, fields: needs })))
    await gone(seeker.question)
    await ada.button('workspace.consent.send', { organisation: house }).click()
    await see(thread.getByText(t('chat.referral.sent', { service: shelter })))

    const dominique = await atTheService('dominique')
    await dominique.openReferral()
    await see(dominique.text('workspace.packet.read_back'))
    await see(dominique.referral.getByText('A quiet room'))
    expect(await dominique.page.content()).not.toContain('Robin')
    await dominique.decline(dominique.t('workspace.decline_reason.full'))
    await gone(dominique.inbox.getByText('A quiet room'))

    await see(thread.getByText(t('chat.answer.heading'), { exact: true }))
    await gone(thread.getByText(t('chat.declined')))
    await seeker.openAnswer(shelter)
    await see(seeker.answer.getByText(t('chat.declined')))
    expect(await seeker.answer.innerText()).not.toContain(ada.t('workspace.decline_reason.full'))

    await see(ada.side.getByText(ada.t('workspace.mailbox.declined')))
    await see(ada.side.getByText(ada.t('workspace.decline_reason.full')))
    await ada.button('workspace.asks.next').click()
    await see(ada.hit(shelter))
  })

  test('a no shares nothing, and what was sent can be taken back', async () => {
    const { ada, seeker } = await foundFor('Let me think', options)
    const { t, thread } = seeker
    const needs = t('content.consent.needs')
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    await ada.askConsent({ needs: 'Refused field' })
    await see(seeker.question)
    await seeker.button('chat.consent.no').click()
    await see(thread.getByText(t('chat.consent.answered_no')))
    await see(ada.side.getByText(ada.t('workspace.consent.fault_said_no')))
    await gone(ada.button('workspace.consent.send', { organisation: house }))

    await ada.search(asked)
    await ada.button('workspace.hit.refer_named', { service: shelter }).click()
    await ada.askConsent({ needs: 'Taken back field' })
    await see(seeker.question)
    await seeker.sayYes(needs)
    await see(thread.getByText(t('chat.consent.answered_yes', { service: shelter, fields: needs })))
    await ada.button('workspace.consent.send', { organisation: house }).click()
    await see(thread.getByText(t('chat.referral.sent', { service: shelter })))
    const dominique = await atTheService('dominique')
    await see(dominique.referral.getByText(dominique.t('workspace.referral.state_sent'), { exact: true }))
    await seeker.withdraw()
    await see(thread.getByText(t('chat.referral.withdrawn', { service: shelter })))

    await gone(dominique.inbox.getByText(dominique.t('workspace.referral.state_sent'), { exact: true }))
    await eventually(() => dominique.page.content()).not.toContain('Taken back field')
    expect(await dominique.page.content()).not.toContain('Refused field')
    await see(ada.side.getByText(ada.t('workspace.mailbox.because_withdrawn')))
  })
})

test('in English a decline reads that it is not because of them', () => {
  expect(translator('en')('chat.declined')).toBe("They can't this time. It isn't because of you.")
})
