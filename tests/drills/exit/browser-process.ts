import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../postgres/server.ts'
import type { Display } from './display.ts'

export type BrowserName = 'chromium' | 'firefox'

/** One run of a browser on a profile. */
export type BrowserProcess = {
  /** Where its remote control listens. */
  address: string
  /** As pulling the battery out: nothing is written any more. */
  kill(): Promise<void>
  /** Closed as a person closes it: everything is written. */
  quit(): Promise<void>
}

type Options = { display: Display; profile: string; home: string; script?: boolean; arguments?: string[] }

/** Debian’s Chromium as it is installed, but for what running as root and without a first-run page needs. */
export async function startChromium({
  display,
  profile,
  home,
  script = true,
  arguments: more = [],
}: Options): Promise<BrowserProcess> {
  mkdirSync(join(profile, 'Default'), { recursive: true })
  const preferences = join(profile, 'Default', 'Preferences')
  // As in its own settings: “don’t allow sites to use JavaScript”.
  const noScript = { profile: { default_content_setting_values: { javascript: 2 } } }
  if (!script && !existsSync(preferences)) writeFileSync(preferences, JSON.stringify(noScript))
  const flags = [
    `--user-data-dir=${profile}`,
    '--remote-debugging-port=0',
    '--no-sandbox',
    '--no-first-run',
    '--no-default-browser-check',
    '--password-store=basic',
    '--disable-component-update',
    '--disable-gpu',
    '--window-size=1200,850',
    ...more,
  ]
  const child = start('chromium', flags, display, home)
  const line = await spoken(child, /DevTools listening on (ws:\S+)/)
  return { address: line, ...endings(child) }
}

/** Firefox keeps its defaults too: what remote control would change for tests is switched off. */
const firefoxPreferences = {
  'remote.prefs.recommended': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.update.enabled': false,
  'browser.startup.page': 3,
  'browser.sessionstore.resume_from_crash': true,
  'browser.sessionstore.max_resumed_crashes': -1,
  'browser.startup.homepage_override.mstone': 'ignore',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
}

export async function startFirefox({
  display,
  profile,
  home,
  script = true,
  arguments: more = [],
}: Options): Promise<BrowserProcess> {
  mkdirSync(profile, { recursive: true })
  const lines = Object.entries({ ...firefoxPreferences, 'javascript.enabled': script }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  )
  writeFileSync(join(profile, 'user.js'), lines.join('\n'))
  const port = await freePort()
  const flags = ['--profile', profile, '--new-instance', '--remote-debugging-port', String(port), ...more]
  const child = start('firefox-esr', flags, display, home)
  const address = await spoken(child, /WebDriver BiDi listening on (ws:\S+)/)
  return { address: `${address}/session`, ...endings(child) }
}

function start(program: string, flags: string[], display: Display, home: string): ChildProcess {
  return spawn(program, flags, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TMPDIR: home,
      DISPLAY: display.name,
      LANG: 'C.UTF-8',
    },
  })
}

function endings(child: ChildProcess): Pick<BrowserProcess, 'kill' | 'quit'> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // The whole group: the helpers of a browser outlive it otherwise.
  const group = (signal: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, signal)
    } catch {
      // Gone already.
    }
  }
  return {
    kill: async () => {
      group('SIGKILL')
      await gone
    },
    quit: async () => {
      child.kill('SIGTERM')
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 15_000))])
      group('SIGKILL')
    },
  }
}

function spoken(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(
      () => reject(new Error(`the browser did not start: ${text.slice(-2_000)}`)),
      60_000,
    )
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    })
    child.once('exit', () => reject(new Error(`the browser ended: ${text.slice(-2_000)}`)))
  })
}

/** The name of the Debian package’s version, for the figures. */
export function versionOf(name: BrowserName): string {
  const status = readFileSync('/var/lib/dpkg/status', 'utf8')
  const wanted = name === 'chromium' ? 'chromium' : 'firefox-esr'
  return new RegExp(`^Package: ${wanted}\\n(?:.+\\n)*?Version: (.+)$`, 'm').exec(status)?.[1] ?? 'unknown'
}
