import { queries } from '../app/queries.ts'

/** Everything about entries that may be one begins with this key. */
export const duplicatesKey = 'duplicates'

export type PairIds = { firstId: string; secondId: string }

/** After a decision: the list is asked for again, and what searches find has changed. The pair itself is none any more. */
export async function duplicatesChanged(): Promise<void> {
  await Promise.all(
    [[duplicatesKey, 'list'], ['services']].map((queryKey) => queries.invalidateQueries({ queryKey })),
  )
}
