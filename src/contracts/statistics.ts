/**
 * The national picture: releases of the statistics, for everybody. Every number was published with noise and a range; there is no other here,
 * and nothing that could be asked leads to one.
 */
import * as z from 'zod'
import { id, moment, route } from './route.ts'

export const labels = z.object({ en: z.string(), fr: z.string() })
export type Labels = z.infer<typeof labels>

/** About so many, and between which numbers 19 times in 20; whole numbers, never negative. */
export const figure = z.object({ about: z.int().min(0), low: z.int().min(0), high: z.int().min(0) })
export type Figure = z.infer<typeof figure>

/*
 * How the cells of a table stand: in the order of the variables' values, the last variable running fastest.
 */

/** The value of each variable that a cell is of. */
export function valuesAt<Value>(lists: readonly (readonly Value[])[], cell: number): (Value | undefined)[] {
  let rest = cell
  return lists
    .toReversed()
    .map((list) => {
      const value = list[rest % list.length]
      rest = Math.floor(rest / list.length)
      return value
    })
    .toReversed()
}

/** The cell of these values, each given by its place in its list and how long that is. */
export function cellAt(places: readonly { at: number; of: number }[]): number {
  return places.reduce((cell, { at, of }) => cell * of + at, 0)
}

const head = z.object({
  releaseId: id,
  title: labels,
  /** Made from invented records, to show how it looks. */
  invented: z.boolean(),
  at: moment,
  /** The release that this one corrects, and why. */
  replaces: z.object({ releaseId: id, why: labels }).optional(),
  /** A later one corrects it. */
  replacedBy: id.optional(),
})
export type ReleaseHead = z.infer<typeof head>

export const releasedVariable = z.object({
  name: z.string(),
  label: labels,
  /** A question of yes and no that is part of a variable with several values. */
  group: z.object({ code: z.string(), label: labels }).optional(),
  definition: labels.optional(),
  values: z.array(
    z.object({
      code: z.string(),
      label: labels,
      /** False for “not known”, “not asked” and “did not want to say”, none of which is “no”. */
      answer: z.boolean(),
    }),
  ),
})
export type ReleasedVariable = z.infer<typeof releasedVariable>

export const release = head.extend({
  codebook: z.string(),
  /** Privacy loss of one person: ρ of zero-concentrated loss as a fraction, and the same as (ε, δ). */
  loss: z.object({ rho: z.string(), epsilon: z.number(), delta: z.number() }),
  ledger: z.object({ entry: z.int(), hash: z.string() }),
  total: figure,
  /** How many synthetic rows there are. */
  rows: z.int(),
  variables: z.array(releasedVariable),
  /** `cells` in the order of the variables' values, the last variable running fastest: about, low, high. */
  tables: z.array(
    z.object({ variables: z.array(z.string()), cells: z.array(z.tuple([z.int(), z.int(), z.int()])) }),
  ),
})
export type PublishedRelease = z.infer<typeof release>

export const listReleases = route({
  id: 'statistics.releases',
  method: 'get',
  origin: 'help',
  path: '/api/statistics/releases',
  access: 'public',
  summary: 'Every release, the latest first.',
  input: z.object({}),
  output: z.object({ releases: z.array(head) }),
  errors: [],
})

export const getRelease = route({
  id: 'statistics.release',
  method: 'get',
  origin: 'help',
  path: '/api/statistics/release',
  access: 'public',
  summary: 'One release with all its tables, each number with its range; without `releaseId` the latest.',
  input: z.object({ releaseId: id.optional() }),
  output: z.object({ release }),
  errors: ['statistics.no_release'],
})

export const getRows = route({
  id: 'statistics.rows',
  method: 'get',
  origin: 'help',
  path: '/api/statistics/rows',
  access: 'public',
  summary:
    'The synthetic rows of a release, as CSV: made so that they resemble the whole, and none of them a person.',
  input: z.object({ releaseId: id }),
  output: z.object({ csv: z.string() }),
  errors: ['statistics.no_release'],
})
