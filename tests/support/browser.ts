import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import {
  chromium as playwright,
  type Browser,
  type BrowserContext,
  type LaunchOptions,
} from 'playwright-core'

/*
 * The browser comes with npm, so that one command suffices on a fresh machine.
 * It unpacks itself into the temporary folder and reuses what it finds there, so
 * each version gets a folder of its own; that folder appears whole or not at all,
 * since several tests begin at the same moment.
 */
const version = '153.0.0'
const home = join(tmpdir(), `northline-chromium-${version}`)

/*
 * What the package sets for a server without a screen, and would be wrong here: one process for everything, a software
 * graphics card, and above all a browser in which one origin may read another's answers, as a person's own never lets it.
 */
const unwanted =
  /^--(single-process|no-zygote|headless|disable-web-security|allow-running-insecure-content|use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist|in-process-gpu)/

type Options = { backForwardCache?: boolean; args?: string[]; /** Default true. */ javaScript?: boolean }

/** A real Chromium. Closing the browser ends its processes. `backForwardCache` turns on what Playwright turns off. */
export async function launchBrowser(options: Options = {}): Promise<Browser> {
  return playwright.launch(await launchOptions(options))
}

/** The same with a profile in a folder, for tests that look at what a browser leaves behind. */
export async function launchProfile(folder: string, options: Options = {}): Promise<BrowserContext> {
  const { javaScript = true } = options
  return playwright.launchPersistentContext(folder, {
    ...(await launchOptions(options)),
    javaScriptEnabled: javaScript,
  })
}

async function launchOptions(options: Options): Promise<LaunchOptions> {
  if (!existsSync(home)) await unpack()
  const executablePath = await unpackedIn(home)
  return {
    executablePath,
    headless: true,
    args: [
      ...chromium.args.filter((flag) => !unwanted.test(flag)),
      // Pages are painted by the processor itself: a software card in between costs half as much again.
      '--disable-gpu',
      '--disable-background-networking',
      ...(options.args ?? []),
    ],
    ...(options.backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  }
}

async function unpack(): Promise<void> {
  const own = mkdtempSync(`${home}-`)
  await unpackedIn(own)
  try {
    renameSync(own, home)
  } catch (error) {
    // Somebody else was sooner.
    if (!existsSync(home)) throw error
    rmSync(own, { recursive: true, force: true })
  }
}

/** The browser's path in a folder, where it is unpacked unless it is there. */
async function unpackedIn(folder: string): Promise<string> {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    return await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
