import { responderOf, type Responder } from './responder.ts'
import type { PersonOptions } from './person.ts'
import type { Scene } from './scene.ts'
import { see } from './seeing.ts'
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
