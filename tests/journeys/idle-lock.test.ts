import { expect, test } from 'vitest'
import { openScene } from './support/scene.ts'
import { eventually, see } from './support/seeing.ts'
import { onDuty, together } from './support/together.ts'

// Unlocking begins a new session: a stream opened under the old one fails its next look at who asks.
const scene = openScene({ environment: { STREAM_RECHECK_SECONDS: '1' } })

test('after a lock is opened the desk’s stream is made again by itself, and the conversation goes on', async () => {
  const ada = await onDuty(scene)
  const { handle, passphrase, name } = scene.signIn('ada')
  const seeker = await together(scene, ada, 'Before the lock')
  let streams = 0
  ada.page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/desk/stream') streams += 1
  })

  await ada.page.getByRole('button', { name }).first().click()
  await ada.button('workspace.settings.lock').click()
  await see(ada.page.getByRole('heading', { name: ada.t('workspace.lock.title') }))
  await seeker.say('Behind the cover')
  await ada.button('workspace.sign_in.use_passphrase').click()
  const field = ada.field('workspace.sign_in.name')
  if (await field.isVisible()) await field.fill(handle)
  await ada.field('workspace.sign_in.passphrase').fill(passphrase)
  await ada.button('workspace.sign_in.enter').click()
  await see(ada.said('Behind the cover'))

  // The clock of streams turns every five seconds.
  await eventually(async () => streams > 0).toBe(true)
  await seeker.say('After the lock')
  await see(ada.said('After the lock'))
  await ada.say('Still with you')
  await see(seeker.said('Still with you'))
  expect(await ada.page.getByRole('heading', { name: ada.t('workspace.lock.title') }).count()).toBe(0)
})
