import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'
import { installPackages } from '../../support/debian.ts'

const run = promisify(execFile)

/** Debian’s packages that this drill needs, by the program that shows whether they are there. */
const packages: Record<string, string> = {
  '/usr/bin/chromium': 'chromium',
  '/usr/bin/firefox-esr': 'firefox-esr',
  '/usr/bin/Xvfb': 'xvfb',
  '/usr/bin/xdotool': 'xdotool',
}

/** Installs what is missing. Gives a sentence when it can’t, and the drill is then skipped. */
export const installBrowsers = (): string | undefined => installPackages(packages)

/** A screen that nobody looks at, so that the browsers run as they do on a desk and not headless. */
export type Display = {
  name: string
  /** Presses keys in whatever window has the focus: `ctrl+shift+t`. */
  press(keys: string): Promise<void>
  close(): Promise<void>
}

export async function openDisplay(): Promise<Display> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const name = await displayName(screen)
  const environment = { ...process.env, DISPLAY: name }
  return {
    name,
    async press(keys) {
      // Without a window manager nothing has the focus until it is given.
      const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--name', '.'], {
        env: environment,
      })
      const [window] = stdout.trim().split('\n').slice(-1)
      if (window)
        await run('xdotool', ['windowfocus', '--sync', window], { env: environment }).catch(() => undefined)
      await run('xdotool', ['key', '--clearmodifiers', keys], { env: environment })
    },
    close: async () => {
      const gone = new Promise((resolve) => screen.once('exit', resolve))
      screen.kill()
      await gone
    },
  }
}

function displayName(screen: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    screen.once('error', reject)
    screen.once('exit', () => reject(new Error('Xvfb did not start')))
    screen.stdio[3]?.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`))
  })
}
