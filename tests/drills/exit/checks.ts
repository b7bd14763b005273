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
  /** The same look must see the conversation while it is open, or it would see nothing anywhere. */
  showsSomething(name: string, driver: Driver): Promise<void>
  /**
   * Nothing of the conversation may be in any file of the profile. `control` went
   * through another site on purpose, and must be found there.
   */
  leavesNothing(name: string, profile: string, control: Canary): void
  /** Says how much of it is there, where no more is promised. */
  counts(name: string, profile: string): void
}

/** Each check is said as soon as it is made. */
export function openChecks(canaries: () => readonly Canary[], say: (line: string) => void): Checks {
  const all: Check[] = []
  const add = (name: string, figure: string, faults: string[] = []) => {
    all.push({ name, figure, faults })
    say(`  ${faults.length === 0 ? 'held' : 'NOT held'}  ${name}: ${figure}`)
    for (const fault of faults.slice(0, 6)) say(`            ${fault}`)
  }
  const look = async (name: string, driver: Driver) =>
    createSearcher(canaries()).searchBytes(await driver.everything(), name)

  return {
    all,
    add,
    async showsNothing(name, driver) {
      const { finds } = await look(name, driver)
      const faults = finds.map(({ canary }) => `${name}: shows “${canary}”`)
      add(name, `${finds.length} shown at ${await driver.addresses()}`, [...new Set(faults)])
    },
    async showsSomething(name, driver) {
      const { finds } = await look(name, driver)
      add(name, `${finds.length} shown`, finds.length > 0 ? [] : ['the look is blind'])
    },
    counts(name, profile) {
      const { finds } = createSearcher(canaries()).searchPath(profile, 'browser')
      const labels = [...new Set(finds.map(({ canary }) => canary))]
      add(name, `${labels.length} found${labels.length > 0 ? `: ${labels.join(', ')}` : ''}`)
    },
    leavesNothing(name, profile, control) {
      const { finds, files, bytes } = createSearcher([...canaries(), control]).searchPath(profile, 'browser')
      const own = finds.filter(({ canary }) => canary !== control.label)
      const figure = `${own.length} found in ${files} files, ${(bytes / 1e6).toFixed(0)} MB with what was unpacked`
      const blind =
        own.length === finds.length ? ['the search is blind: the other site’s text was not found'] : []
      const faults = own.map(({ canary, encoding, where }) => `“${canary}” as ${encoding} in ${where}`)
      add(name, figure, [...new Set(faults), ...blind])
    },
  }
}
