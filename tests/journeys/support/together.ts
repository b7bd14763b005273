import { responderOf, type Responder } from './responder.ts'
import type { PersonOptions, Scene } from './scene.ts'
import { eventually, see } from './seeing.ts'
import { seekerOf, type Seeker } from './seeker.ts'

/** A responder on duty at a desk. */
export async function onDuty(scene: Scene, handle = 'ada', options: PersonOptions = {}): Promise<Responder> {
  const responder = responderOf(await scene.person(options))
  await responder.enter(scene.signIn(handle))
  await responder.goOnDuty()
  return responder
}

/** A person who has written `words` and is with this responder. */
export async function together(
  scene: Scene,
  responder: Responder,
  words: string,
  options: PersonOptions = {},
): Promise<Seeker> {
  const seeker = seekerOf(await scene.person(options))
  await seeker.openChat()
  await seeker.say(words)
  await responder.take(options.locale)
  await see(responder.said(words))
  await see(seeker.text('chat.state.claimed'))
  return seeker
}

/** Ends what another test left waiting or with this responder, so that the next one to wait is the only one. */
export async function takeAllWaiting(responder: Responder): Promise<void> {
  const { page, t, queue, pane } = responder
  const take = queue.getByRole('button')
  while ((await take.count()) > 0) {
    await take.first().click()
    await see(responder.box)
  }
  const end = t('workspace.conversation.end')
  while ((await pane.getByRole('tab').count()) > 0) {
    const tabs = await pane.getByRole('tab').count()
    await pane.getByRole('button', { name: end, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: end, exact: true }).click()
    await eventually(() => pane.getByRole('tab').count()).toBe(tabs - 1)
  }
}
