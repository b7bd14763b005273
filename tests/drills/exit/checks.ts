import { createSearcher } from '../../support/canary/search.ts'
import type { Canary } from '../../support/canary/canaries.ts'
import type { Driver } from './driver.ts'

/** What was looked at and what was found; a check that held has nothing in `faults`. */
export type Check = { name: string; figure: string; faults: string[] }

export type Checks = {
  all: readonly Check[]
  add(name: string, figure: string, faults?: string[]): void
  /** Nothing of the conversation may be in any tab. */
  showsNothing(name: string, driver: Driver): Promise<void>
  /** Nothing of the conversation may be in any file of the profile. */
  leavesNothing(name: string, profile: string): void
}

/** Each check is said as soon as it is made. */
export function openChecks(canaries: () => readonly Canary[], say: (line: string) => void): Checks {
  const all: Check[] = []
  const add = (name: string, figure: string, faults: string[] = []) => {
    all.push({ name, figure, faults })
    say(`  ${faults.length === 0 ? 'held' : 'NOT held'}  ${name}: ${figure}`)
    for (const fault of faults.slice(0, 6)) say(`            ${fault}`)
  }
  return {
    all,
    add,
    async showsNothing(name, driver) {
      const text = await driver.everything()
      const { finds } = createSearcher(canaries()).searchBytes(text, name)
      add(name, `${finds.length} shown`, [
        ...new Set(finds.map(({ canary }) => `${name}: shows “${canary}”`)),
      ])
    },
    leavesNothing(name, profile) {
      const { finds, files, bytes } = createSearcher(canaries()).searchPath(profile, 'browser')
      const figure = `${finds.length} found in ${files} files, ${(bytes / 1e6).toFixed(0)} MB with what was unpacked`
      add(name, figure, [
        ...new Set(finds.map(({ canary, encoding, where }) => `“${canary}” as ${encoding} in ${where}`)),
      ])
    },
  }
}
