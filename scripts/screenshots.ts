/* Makes the pictures of the README from a running demo of its own: npm run screenshots. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from '../tests/support/browser.ts'
import { serverFolder, startServerProcess } from '../tests/support/server-process.ts'
import { playFirstLight } from '../tests/journeys/support/first-light.ts'

const images = join(import.meta.dirname, '..', 'docs', 'images')
mkdirSync(images, { recursive: true })

const folder = serverFolder()
const demo = await startServerProcess(folder, { entry: 'src/demo/main.ts' })
const browser = await launchBrowser()
try {
  const signIns = JSON.parse(readFileSync(join(folder.outerKeys, 'demo-sign-ins.json'), 'utf8')) as never
  await playFirstLight(browser, demo, signIns, images)
} finally {
  await browser.close()
  await demo.stop()
  folder.remove()
}
