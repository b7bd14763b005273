import { mkdirSync } from 'node:fs'
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
 * each version gets a folder of its own.
 */
const version = '153.0.0'
const home = join(tmpdir(), `northline-chromium-${version}`)

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
  mkdirSync(home, { recursive: true })
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = home
  const executablePath = await chromium.executablePath()
  if (before === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = before
  return {
    executablePath,
    headless: true,
    args: [
      ...chromium.args.filter((flag) => !/^--(single-process|no-zygote|headless)/.test(flag)),
      '--disable-background-networking',
      ...(options.args ?? []),
    ],
    ...(options.backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  }
}
