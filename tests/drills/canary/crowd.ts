import { translator } from '../../../src/i18n/index.ts'
import type { Book } from './book.ts'
import { browse } from './browsing.ts'
import type { Stage } from './stage.ts'
import { hear, takeNext } from './staff-side.ts'
import type { Walked } from './with-script.ts'

const t = translator('en')

/** One at once, and two seconds for whoever comes after. */
export const crowded = {
  CONVERSATIONS_CALM_OPENS_PER_MINUTE: '1',
  CONVERSATIONS_SLOW_LANE_SECONDS: '2',
}

/** Without script, where many come at once: the first message waits in its own page, and then goes. */
export async function walkCrowd(stage: Stage, book: Book, profile: string): Promise<Walked> {
  const path = 'crowd, no script'
  const browsing = await browse(profile, false)
  try {
    let waited = false
    for (let n = 1; n <= 3; n++) {
      const page = await browsing.context.newPage()
      await page.goto(`${stage.origins.help}/en/chat`)
      const text = book.plain(`${path}: first message ${n}`, n === 3 ? 'story' : undefined)
      await page.locator('#text').fill(text)
      await page.locator('#composer button.main').click({ noWaitAfter: true })
      const said = page.locator('.words').getByText(text)
      const crowd = page.getByText(t('chat.noscript.crowd')).filter({ visible: true }).first()
      await said.or(crowd).first().waitFor()
      waited ||= await crowd.isVisible()
      await said.waitFor()
    }
    if (!waited) throw new Error('nobody had to wait in a crowd')
    // All three are taken, the newest first: whoever comes next must be the only one who waits.
    const desk = await takeNext(stage)
    for (let n = 2; n >= 1; n--) await takeNext(stage)
    await hear(desk, book.controlled('story').at(-1)?.text ?? '')
    await browsing.kill()
    return { desk, opened: '' }
  } catch (error) {
    await browsing.kill()
    throw error
  }
}
