/*
 * npm run drill -- exit [--browser chromium|firefox] [--only script|plain]
 *
 * Debian's Chromium and Firefox, with windows, on a screen that nobody sees, with
 * their own defaults. Somebody leaves a conversation by Exit, or the phone is
 * taken from them; then everything is done that a person who takes it can do.
 * Held when Exit covers in 100 ms, and neither Back, nor a reopened tab, nor a
 * restored session, nor any file of the profile gives anything of it away.
 * Exit code 2: the browsers are not here and can't be installed.
 */
import { parseArgs } from 'node:util'
import { newCanary } from '../support/canary/canaries.ts'
import { openBook } from './canary/book.ts'
import { setStage } from './canary/stage.ts'
import { versionOf, type BrowserName } from './exit/browser-process.ts'
import { openChecks } from './exit/checks.ts'
import { installBrowsers, openDisplay } from './exit/display.ts'
import { pause } from './exit/driver.ts'
import {
  atNeutral,
  backKeepsPages,
  converse,
  converseWithoutScript,
  launch,
  lookAround,
  measureExit,
  onlyUs,
  type Ground,
} from './exit/scenes.ts'

const { values: options } = parseArgs({ options: { browser: { type: 'string' }, only: { type: 'string' } } })
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Browsers write their files seconds late: what they mean to write is written then. */
const untilWritten = 20_000

async function withScript(ground: Ground): Promise<void> {
  const { checks, name } = ground
  const control = newCanary('another site')
  const first = await launch(ground, 'exit')
  await backKeepsPages(ground, first.driver, control)
  await measureExit(ground, first.driver)
  await converse(ground, first.driver, 'Exit')
  await first.driver.click('#exit')
  await atNeutral(ground, first.driver)
  await checks.showsNothing(`${name}: after Exit`, first.driver)
  await lookAround(ground, first.driver, 'Exit')
  await onlyUs(ground, first.driver, 'Exit')
  await pause(untilWritten)
  first.driver.close()
  await first.browser.quit()
  checks.leavesNothing(`${name}: profile after Exit`, first.profile, control)

  const again = await launch(ground, 'exit', { restore: true })
  await pause(3_000)
  await again.driver.follow()
  await checks.showsNothing(`${name}: restored session after Exit`, again.driver)
  again.driver.close()
  await again.browser.kill()

  const second = await launch(ground, 'kill')
  await second.driver.open(`${ground.stage.neutral}/b?${control.text}`)
  await converse(ground, second.driver, 'kill')
  await pause(untilWritten)
  second.driver.close()
  await second.browser.kill()
  checks.leavesNothing(`${name}: profile after a kill`, second.profile, control)
}

/**
 * What is promised without script, and no more: Exit leads away, Back shows a
 * neutral page or the browser's own question, never what was said, and until
 * somebody presses Back no file of the profile holds it. (A Chromium that has
 * asked that question writes the first message's request into its session file:
 * docs/threat-model.md. How often is said, and is not a fault.)
 */
async function withoutScript(ground: Ground): Promise<void> {
  const { checks, name } = ground
  const control = newCanary('another site')
  const first = await launch(ground, 'plain', { script: false })
  await first.driver.open(`${ground.stage.neutral}/b?${control.text}`)
  await converseWithoutScript(ground, first.driver, 'no script')
  await first.driver.click('#exit button')
  await atNeutral(ground, first.driver)
  await checks.showsNothing(`${name}, no script: after Exit`, first.driver)
  await onlyUs(ground, first.driver, 'no script')
  await pause(untilWritten)
  first.driver.close()
  await first.browser.quit()
  checks.leavesNothing(`${name}, no script: profile after Exit`, first.profile, control)

  const again = await launch(ground, 'plain', { restore: true, script: false })
  await pause(3_000)
  await again.driver.follow()
  await checks.showsNothing(`${name}, no script: restored session after Exit`, again.driver)
  await lookAround(ground, again.driver, 'no script, restored')
  again.driver.close()
  await again.browser.kill()

  const looked = await launch(ground, 'plain-back', { script: false })
  await looked.driver.open(`${ground.stage.neutral}/b?${control.text}`)
  await converseWithoutScript(ground, looked.driver, 'no script, Back')
  await looked.driver.click('#exit button')
  await atNeutral(ground, looked.driver)
  await lookAround(ground, looked.driver, 'no script')
  await pause(untilWritten)
  looked.driver.close()
  await looked.browser.quit()
  checks.counts(`${name}, no script: profile after Exit and Back, not promised`, looked.profile)

  const second = await launch(ground, 'plain-kill', { script: false })
  await second.driver.open(`${ground.stage.neutral}/b?${control.text}`)
  await converseWithoutScript(ground, second.driver, 'no script, kill')
  await pause(untilWritten)
  second.driver.close()
  await second.browser.kill()
  checks.leavesNothing(`${name}, no script: profile after a kill`, second.profile, control)
}

const ground = { stage: await prepare(), book: openBook(), display: await openDisplay() }
const checks = openChecks(() => ground.book.all(), say)

async function prepare() {
  const why = installBrowsers()
  if (why) {
    say(`exit: skipped, ${why}`)
    process.exit(2)
  }
  return setStage('pglite')
}

try {
  for (const name of ['chromium', 'firefox'] as const satisfies BrowserName[]) {
    if (options.browser !== undefined && options.browser !== name) continue
    say(`${name} ${versionOf(name)}`)
    if (options.only !== 'plain') await withScript({ ...ground, checks, name })
    if (options.only !== 'script') await withoutScript({ ...ground, checks, name })
  }
} finally {
  await ground.display.close()
  await ground.stage.close()
}
const faults = checks.all.flatMap((check) => check.faults)
say(`exit: ${checks.all.length} checks, ${faults.length} faults`)
say(faults.length === 0 ? 'exit: held' : 'exit: NOT held')
process.exit(faults.length === 0 ? 0 : 1)
