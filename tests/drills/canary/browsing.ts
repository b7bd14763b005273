import { readdirSync, readFileSync } from 'node:fs'
import type { BrowserContext } from 'playwright-core'
import { launchProfile } from '../../support/browser.ts'

/** A browser on a profile of its own, which can be killed as a phone that falls into water. */
export type Browsing = {
  context: BrowserContext
  kill(): Promise<void>
  close(): Promise<void>
}

export async function browse(profile: string, script: boolean): Promise<Browsing> {
  const context = await launchProfile(profile, { javaScript: script })
  context.setDefaultTimeout(30_000)
  return {
    context,
    async kill() {
      // The browser writes its files some seconds late: what it means to write is written.
      await new Promise((resolve) => setTimeout(resolve, 6_000))
      for (const pid of processesOf(profile)) kill(pid)
      await context.close().catch(() => undefined)
    },
    close: () => context.close(),
  }
}

/** This browser’s processes and nobody else’s: the profile’s path stands in their command lines. */
function processesOf(profile: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(profile) ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Died with the one before.
  }
}
