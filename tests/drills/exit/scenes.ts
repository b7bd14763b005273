import { join } from 'node:path'
import type { Book } from '../canary/book.ts'
import type { Canary } from '../../support/canary/canaries.ts'
import type { Stage } from '../canary/stage.ts'
import { takeNext } from '../canary/staff-side.ts'
import { startChromium, startFirefox, type BrowserName, type BrowserProcess } from './browser-process.ts'
import type { Checks } from './checks.ts'
import { driveChromium } from './chromium.ts'
import type { Display } from './display.ts'
import { pause, until, type Driver } from './driver.ts'
import { driveFirefox } from './firefox.ts'

export type Ground = { stage: Stage; book: Book; checks: Checks; display: Display; name: BrowserName }

/** Longest time in which Exit must cover the page, in milliseconds. */
const longest = 100
const slowness = 6
const rounds = 5

type Run = { browser: BrowserProcess; driver: Driver; profile: string }

/** Starts a browser on a profile; `restore` as after a crash, with the tabs of the last time. */
export async function launch(
  { stage, display, name }: Ground,
  profileName: string,
  options: { restore?: boolean; script?: boolean } = {},
): Promise<Run> {
  const profile = join(stage.home.root, `${name}-${profileName}`)
  const { restore = false, script = true } = options
  const input = { display, profile, home: stage.home.root, script }
  const browser =
    name === 'chromium'
      ? await startChromium({ ...input, arguments: restore ? ['--restore-last-session'] : [] })
      : await startFirefox(input)
  return { browser, driver: await (name === 'chromium' ? driveChromium : driveFirefox)(browser), profile }
}

/** Whether the browser keeps pages in memory at all: what is shown by Back means nothing otherwise. */
export async function backKeepsPages(
  { stage, checks, display, name }: Ground,
  driver: Driver,
  control: Canary,
): Promise<void> {
  await driver.open(`${stage.neutral}/a`)
  await driver.open(`${stage.neutral}/b?${control.text}`)
  // Firefox writes a visit into its history some seconds late.
  await pause(5_000)
  await display.press('alt+Left')
  const kept = await until('Back', async () => {
    const [where, title] = await driver.evaluate<string[]>('[location.pathname, document.title]')
    return where === '/a' && title?.startsWith('kept') ? title : undefined
  })
  checks.add(
    `${name}: back/forward cache on`,
    kept,
    kept === 'kept true' ? [] : ['an ordinary page was not kept'],
  )
}

/** A conversation with texts of both sides and one that was typed and not sent. */
export async function converse(
  { stage, book, checks, name }: Ground,
  driver: Driver,
  path: string,
): Promise<void> {
  await driver.open(`${stage.origins.help}/en/chat`)
  await scripted(driver)
  const own = book.plain(`${name}, ${path}: message`)
  await say(driver, own)
  await until('the acknowledgement', () => driver.evaluate<boolean>(`!document.querySelector('.pending')`))
  const desk = await takeNext(stage)
  const answer = book.foreign(`${name}, ${path}: answer`)
  await desk.pen.write({ kind: 'text', text: answer })
  await until('the answer', () =>
    driver.evaluate<boolean>(`document.body.innerText.includes(${JSON.stringify(answer)})`),
  )
  await driver.click('#text')
  await driver.type(book.plain(`${name}, ${path}: draft`))
  await checks.showsSomething(`${name}, ${path}: while it is open`, driver)
}

/** Before its script has come the page is one without script, and Enter begins a line. */
async function scripted(driver: Driver): Promise<void> {
  await until('the script', () =>
    driver.evaluate<boolean>(`document.documentElement.classList.contains('on')`),
  )
}

async function say(driver: Driver, text: string): Promise<void> {
  await driver.click('#text')
  await driver.type(text)
  await driver.press('Enter')
  await until('the message', () =>
    driver.evaluate<boolean>(`document.body.innerText.includes(${JSON.stringify(text)})`),
  )
}

/** The same without script: the page that never ends, and what is typed into it. */
export async function converseWithoutScript(
  { stage, book, checks, name }: Ground,
  driver: Driver,
  path: string,
): Promise<void> {
  await driver.open(`${stage.origins.help}/en/chat`)
  await driver.click('#text')
  const own = book.plain(`${name}, ${path}: message`)
  await driver.type(own)
  await driver.click('#composer button.main')
  // Shown by the server: only then is this conversation the newest of the queue.
  await until('the message', () =>
    driver.evaluate<boolean>(`document.body.innerText.includes(${JSON.stringify(own)})`),
  )
  const desk = await takeNext(stage)
  const answer = book.foreign(`${name}, ${path}: answer`)
  await desk.pen.write({ kind: 'text', text: answer })
  const shown = `document.body.innerText.includes(${JSON.stringify(answer)})`
  await until('the answer', () => driver.evaluate<boolean>(shown))
  const said = await driver.evaluate<boolean>(
    `document.documentElement.outerHTML.includes('stays in the history')`,
  )
  checks.add(
    `${name}, ${path}: says that the history remains`,
    String(said),
    said ? [] : ['it does not say so'],
  )
  await driver.click('.fixed textarea')
  await driver.type(book.plain(`${name}, ${path}: draft`))
  await checks.showsSomething(`${name}, ${path}: while it is open`, driver)
}

/** Exit, by a tap and by three times Shift, each time while keys are derived and the processor is slow. */
export async function measureExit(ground: Ground, driver: Driver): Promise<void> {
  const { stage, book, checks, name } = ground
  const faults: string[] = []
  let slowed = false
  for (let round = 1; round <= rounds; round++) {
    await driver.open(`${stage.origins.help}/en/chat`)
    await scripted(driver)
    slowed = await driver.slowDown(slowness)
    await driver.click('#text')
    await driver.type(book.plain(`${name}: message of round ${round}`))
    await driver.press('Enter')
    await until('the derivation', () => driver.evaluate<boolean>('window.drillDeriving()'))
    if (round % 2 === 1) await driver.click('#exit')
    else for (let time = 0; time < 3; time++) await driver.press('Shift')
    await atNeutral(ground, driver)
    await driver.slowDown(1)
    if (driver.covers.length < round)
      faults.push(`round ${round}: no cover was painted before the neutral page`)
  }
  const times = driver.covers.map(({ after }) => after)
  const during = driver.covers.filter(({ deriving }) => deriving).length
  if (times.some((time) => time > longest)) faults.push(`covered after more than ${longest} ms`)
  if (during === 0) faults.push('never while keys were derived')
  const figure = `${times.map((time) => time.toFixed(0)).join(', ')} ms, ${during} of ${times.length} during key derivation, ${slowed ? `${slowness}× slower` : 'at full speed'}`
  checks.add(`${name}: Exit covers`, figure, faults)
}

export async function atNeutral({ stage }: Ground, driver: Driver): Promise<void> {
  await until('the neutral page', () =>
    driver.evaluate<boolean>(
      `location.origin === ${JSON.stringify(stage.neutral)} && document.readyState === 'complete'`,
    ),
  )
}

/** What somebody does who takes the phone: back, forward, the tab that was closed. */
export async function lookAround(
  { checks, display, name }: Ground,
  driver: Driver,
  path: string,
): Promise<void> {
  for (let time = 1; time <= 5; time++) {
    await display.press('alt+Left')
    await pause(700)
    await checks.showsNothing(`${name}, ${path}: Back ×${time}`, driver)
  }
  await display.press('alt+Right')
  await pause(700)
  await checks.showsNothing(`${name}, ${path}: Forward`, driver)
  await display.press('ctrl+t')
  await pause(700)
  await display.press('ctrl+1')
  await pause(500)
  await display.press('ctrl+w')
  await pause(700)
  await display.press('ctrl+shift+t')
  await pause(1_500)
  await driver.follow()
  await checks.showsNothing(`${name}, ${path}: reopened tab`, driver)
}

/** No cookie, and nobody was asked for anything but this site and the neutral one. */
export async function onlyUs({ stage, checks, name }: Ground, driver: Driver, path: string): Promise<void> {
  const cookies = await driver.cookies()
  checks.add(`${name}, ${path}: cookies`, String(cookies), cookies === 0 ? [] : [`${cookies} cookies`])
  const ours = new Set([stage.origins.help, stage.neutral])
  const others = driver.requests.filter(
    (url) => /^(https?|wss?):/.test(url) && !ours.has(new URL(url).origin),
  )
  checks.add(`${name}, ${path}: other origins`, `${others.length} of ${driver.requests.length} requests`, [
    ...new Set(others.map((url) => `asked ${new URL(url).origin}`)),
  ])
}
