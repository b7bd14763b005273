/*
 * npm run drill -- exit [--browser chromium|firefox]
 *
 * Debian's Chromium and Firefox, with windows, on a screen that nobody sees, with
 * their own defaults. Somebody leaves a conversation by Exit, or the phone is
 * taken from them; then everything is done that a person who takes it can do.
 * Held when Exit covers in 100 ms, and neither Back, nor a reopened tab, nor a
 * restored session, nor any file of the profile gives anything of it away.
 * Exit code 2: the browsers are not here and can't be installed.
 */
import { parseArgs } from 'node:util'
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
  launch,
  lookAround,
  measureExit,
  onlyUs,
  type Ground,
} from './exit/scenes.ts'

const { values: options } = parseArgs({ options: { browser: { type: 'string' } } })
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Browsers write their files seconds late: what they mean to write is written then. */
const untilWritten = 20_000

async function withScript(ground: Ground): Promise<void> {
  const { checks, name } = ground
  const first = await launch(ground, 'exit')
  await backKeepsPages(ground, first.driver)
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
  checks.leavesNothing(`${name}: profile after Exit`, first.profile)

  const again = await launch(ground, 'exit', { restore: true })
  await pause(3_000)
  await again.driver.follow()
  await checks.showsNothing(`${name}: restored session after Exit`, again.driver)
  again.driver.close()
  await again.browser.kill()

  const second = await launch(ground, 'kill')
  await converse(ground, second.driver, 'kill')
  await pause(untilWritten)
  second.driver.close()
  await second.browser.kill()
  checks.leavesNothing(`${name}: profile after a kill`, second.profile)
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
    await withScript({ ...ground, checks, name })
  }
} finally {
  await ground.display.close()
  await ground.stage.close()
}
const faults = checks.all.flatMap((check) => check.faults)
say(`exit: ${checks.all.length} checks, ${faults.length} faults`)
say(faults.length === 0 ? 'exit: held' : 'exit: NOT held')
process.exit(faults.length === 0 ? 0 : 1)
