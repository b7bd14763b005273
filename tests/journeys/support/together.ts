import { responderOf, type Responder } from './responder.ts'
import type { PersonOptions, Scene } from './scene.ts'
import { gone, see } from './seeing.ts'
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

/** Empties the queue that another test left, so that the next one to wait is the only one. */
export async function takeAllWaiting(responder: Responder): Promise<void> {
  const row = responder.queue.getByRole('row')
  for (let waiting = await row.count(); waiting > 0; waiting = await row.count()) {
    await row.first().getByRole('button').click()
    await see(responder.box)
    await responder.button('workspace.conversation.end').click()
    await responder.page.getByRole('dialog').getByRole('button', { name: responder.t('workspace.conversation.end'), exact: true }).click()
    await gone(responder.box)
  }
}
