import { cellAt, type Figure, type PublishedRelease } from '../../contracts/statistics.ts'

/* Reading numbers out of what was released, and never adding or taking away: a number that was not released is not there. */

type Tables = Pick<PublishedRelease, 'variables' | 'tables'>

/** The figure of a combination, by variable and value; undefined where just these were not released together. */
export function figureOf(release: Tables, combination: Readonly<Record<string, string>>): Figure | undefined {
  const names = Object.keys(combination)
  const table = release.tables.find(
    ({ variables }) => variables.length === names.length && variables.every((name) => name in combination),
  )
  if (!table) return undefined
  const places = table.variables.map((name) => {
    const values = release.variables.find((variable) => variable.name === name)?.values ?? []
    return { at: values.findIndex(({ code }) => code === combination[name]), of: values.length }
  })
  if (places.some(({ at }) => at === -1)) return undefined
  const cell = table.cells[cellAt(places)]
  return cell && { about: cell[0], low: cell[1], high: cell[2] }
}

/** Whether these variables were released together. */
export function together({ tables }: Tables, names: readonly string[]): boolean {
  return tables.some(
    ({ variables }) => variables.length === names.length && names.every((name) => variables.includes(name)),
  )
}
