/*
 * How far an answer is from the truth, over every combination of values of so many variables. Blank and 0 are no value.
 * One way of counting for everybody's answers, ours and others'.
 */

export type Answer = (variables: readonly number[], values: readonly number[]) => number

export type Score = {
  length: number
  /** Combinations that are in the truth. */
  combinations: number
  /** Mean absolute error over them, what the answer leaves out counted as 0; and over those only that it gives. */
  error: number
  errorOfGiven: number
  /** The share of them that the answer leaves out, and of what it gives the share that is not in the truth. */
  suppressed: number
  fabricated: number
}

export type Coded = {
  sizes: readonly number[]
  columns: readonly Uint16Array[]
  none: readonly (readonly boolean[])[]
}

/** All choices of `length` variables out of so many. */
export function choices(variables: number, length: number, from = 0): number[][] {
  if (length === 0) return [[]]
  return Array.from({ length: Math.max(0, variables - from) }, (_, index) => index + from).flatMap((first) =>
    choices(variables, length - 1, first + 1).map((rest) => [first, ...rest]),
  )
}

/** Counts of all cells of a table of records or rows. */
export function countsOf({ sizes, columns }: Coded, variables: readonly number[]): Float64Array {
  const counts = new Float64Array(
    variables.reduce((product, variable) => product * (sizes[variable] ?? 1), 1),
  )
  const rows = columns[0]?.length ?? 0
  for (let row = 0; row < rows; row++) {
    let cell = 0
    for (const variable of variables) cell = cell * (sizes[variable] ?? 1) + (columns[variable]?.[row] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return counts
}

export function scoreOf(
  truth: Coded,
  answerFor: (variables: readonly number[]) => ArrayLike<number>,
  longest: number,
): Score[] {
  return Array.from({ length: longest }, (_, index) => {
    const length = index + 1
    let [error, errorOfGiven, inTruth, left, given, invented] = [0, 0, 0, 0, 0, 0]
    for (const variables of choices(truth.sizes.length, length)) {
      const real = countsOf(truth, variables)
      const answer = answerFor(variables)
      for (let cell = 0; cell < real.length; cell++) {
        if (!hasValues(truth, variables, cell)) continue
        const [is, said] = [real[cell] ?? 0, answer[cell] ?? 0]
        if (said > 0) given += 1
        if (is > 0) {
          inTruth += 1
          error += Math.abs(is - said)
          if (said > 0) errorOfGiven += Math.abs(is - said)
          else left += 1
        } else if (said > 0) invented += 1
      }
    }
    return {
      length,
      combinations: inTruth,
      error: error / inTruth,
      errorOfGiven: errorOfGiven / Math.max(1, inTruth - left),
      suppressed: left / inTruth,
      fabricated: invented / Math.max(1, given),
    }
  })
}

function hasValues({ sizes, none }: Coded, variables: readonly number[], cell: number): boolean {
  let rest = cell
  for (let at = variables.length - 1; at >= 0; at--) {
    const variable = variables[at] ?? 0
    const size = sizes[variable] ?? 1
    if (none[variable]?.[rest % size]) return false
    rest = Math.floor(rest / size)
  }
  return true
}

/** One figure for all lengths, each combination counting the same. */
export function overall(scores: readonly Score[]): { error: number; errorOfGiven: number } {
  const weigh = (of: (score: Score) => [value: number, weight: number]) => {
    const parts = scores.map(of)
    return (
      parts.reduce((sum, [value, weight]) => sum + value * weight, 0) /
      parts.reduce((sum, [, weight]) => sum + weight, 0)
    )
  }
  return {
    error: weigh(({ error, combinations }) => [error, combinations]),
    errorOfGiven: weigh(({ errorOfGiven, combinations, suppressed }) => [
      errorOfGiven,
      combinations * (1 - suppressed),
    ]),
  }
}
