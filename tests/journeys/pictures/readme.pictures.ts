import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { providerOf } from '../support/provider.ts'
import { openScene } from '../support/scene.ts'
import { see } from '../support/seeing.ts'
import { seekerOf } from '../support/seeker.ts'
import { onDuty, together } from '../support/together.ts'

/* The README's pictures, from a real run with invented people: npm run screenshots. */

const scene = openScene()
const images = join(import.meta.dirname, '..', '..', '..', 'docs', 'images')

const picture = (page: Page, name: string) => page.screenshot({ path: join(images, `${name}.png`) })

test('the three screens', async () => {
  const ada = await onDuty(scene)
  const visitor = seekerOf(await scene.person({ width: 360 }))
  await visitor.arrive()
  await picture(visitor.page, 'help-site')

  const seeker = await together(scene, ada, 'I need somewhere for tonight. He keeps my passport.', {
    width: 360,
  })
  await ada.say('I am here with you. Is it safe to write now?')
  await seeker.say('Yes, for an hour or so. I speak French better.')
  await see(ada.said('Yes, for an hour or so. I speak French better.'))
  await ada.say('Merci de me l’avoir dit. I will look for a bed where they speak French.')
  await ada.search('safe bed, Kingston, French, tonight')
  const shelter = 'Lantern safe beds'
  await see(ada.hit(shelter))
  await ada.offer(shelter)
  await see(seeker.log.getByText(shelter).first())
  await picture(seeker.page, 'conversation')
  await picture(ada.page, 'workspace')

  await ada.askCapacity(shelter)
  const dominique = providerOf(await scene.person({ width: 360 }))
  await dominique.enter(scene.signIn('dominique'))
  await see(dominique.asks.getByText(shelter))
  await picture(dominique.page, 'provider')
})
