import type { DirectoryDeps } from '../directory.deps.ts'
import type { Results } from '../search/search.usecase.ts'
import { mondayOf } from './weeks.ts'
import { addUnmet } from './coverage.repository.ts'

/**
 * Counts needs for which nothing near by fitted: the need, the province where one was said, the week, and nothing else
 * of the search. In memory, and written once an hour: a row that changed with each search would tell when somebody looked.
 */
export class Unmet {
  readonly #counts = new Map<string, number>()

  /** Notes a search's first page that had to go beyond what was asked, or found nothing. */
  note({ meant, widened, total }: Pick<Results, 'meant' | 'widened' | 'total'>, page: number): void {
    if (!meant.need || page !== 1) return
    const beyond = widened === 'distance' || widened === 'anywhere' || widened === 'misfits'
    if (!beyond && total > 0) return
    const province = meant.place?.province ?? ''
    const key = JSON.stringify([mondayOf(meant.now), meant.need, province])
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** Writes what was counted since the last time. What can't be written is counted on. */
  async write(deps: DirectoryDeps): Promise<void> {
    if (this.#counts.size === 0) return
    const taken = [...this.#counts]
    this.#counts.clear()
    try {
      await deps.database.as({ kind: 'system' }, (tx) =>
        addUnmet(
          tx,
          taken.map(([key, times]) => {
            const [week, need, province] = JSON.parse(key) as [string, string, string]
            return { week, need, province, times }
          }),
        ),
      )
    } catch (error) {
      for (const [key, times] of taken) this.#counts.set(key, (this.#counts.get(key) ?? 0) + times)
      throw error
    }
  }
}
