import * as z from 'zod'

/* A release as its folder says it, checked before it is published: nothing but whole numbers in the order of the codebook. */

const whole = z.int().min(0)
const cell = z.tuple([whole, whole, whole])

export const aboutOf = z.object({
  at: z.string(),
  codebook: z.string().min(1),
  loss: z.object({
    rho: z.string().regex(/^\d+\/\d+$/),
    epsilon: z.number().positive(),
    delta: z.number().positive(),
  }),
  ledger: z.object({ entry: z.int().min(1), hash: z.string().min(16) }),
  total: z.object({ about: whole, low: whole, high: whole }),
})
export type About = z.infer<typeof aboutOf>

export const figuresOf = z.object({
  variables: z.array(z.object({ name: z.string(), values: z.array(z.string()).min(2) })).min(1),
  /** About, low, high; the last variable runs fastest. */
  tables: z.array(z.object({ variables: z.array(z.string()).min(1).max(4), cells: z.array(cell) })),
})
export type Figures = z.infer<typeof figuresOf>

export type Content = { about: About; figures: Figures; rows: string }

/** What is wrong with a release, in words; an empty list where nothing is. */
export function faultsOfContent({ about, figures, rows }: Content): string[] {
  const sizes = new Map(figures.variables.map(({ name, values }) => [name, values.length]))
  const wrong = ([number, low, high]: readonly [number, number, number]) => number < low || number > high
  const { total } = about
  return [
    ...(wrong([total.about, total.low, total.high]) ? ['the total is outside its range'] : []),
    ...figures.tables.flatMap(({ variables, cells }) => {
      const where = variables.join(' × ')
      const unknown = variables.filter((name) => !sizes.has(name))
      if (unknown.length > 0) return [`${where}: ${unknown.join(', ')} is no variable of it`]
      const size = variables.reduce((product, name) => product * (sizes.get(name) ?? 1), 1)
      if (size !== cells.length) return [`${where}: has ${cells.length} cells where there are ${size}`]
      return cells.some(wrong) ? [`${where}: a number is outside its range`] : []
    }),
    ...(rows.split('\n', 1)[0]?.split(',').length === figures.variables.length
      ? []
      : ['the rows have other variables than the tables']),
  ]
}
