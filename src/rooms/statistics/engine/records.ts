import type { Codebook, Fault } from './codebook.ts'

/** Records by column: `columns[v][r]` is the index of record r's value among the values of variable v. */
export type Records = { readonly count: number; readonly columns: readonly Uint16Array[] }

/** The first so many faults are told; more say no more. */
const mostFaults = 100

/** Takes rows one by one, so that a large file is never held as text. */
export type Encoder = {
  /** The cells of a row, in the order of the names. */
  add(row: readonly string[]): void
  /** What came of it: the records, or what was wrong. Nothing is half taken. */
  end(): { records: Records } | { faults: Fault[] }
}

/**
 * Encodes rows of cells, in the order of `names`. A cell that is no value of its variable, a row that is too short or too
 * long, a name that is missing, unknown or there twice is a fault with its place. Rows are counted as in an editor, the names being row 1.
 */
export function encoderFor(codebook: Codebook, names: readonly string[]): Encoder {
  const faults = namesIn(codebook, names)
  const told = faults.length > 0
  const own = codebook.variables.map(({ name, values }) => ({
    name,
    at: names.indexOf(name),
    codes: new Map(values.map((value, index) => [value, index])),
    column: new Uint16Array(1_024),
  }))
  let count = 0
  let more = 0
  const fault = (where: string, what: string) => {
    if (faults.length < mostFaults) faults.push({ where, what })
    else more += 1
  }
  return {
    add: (row) => {
      if (told) return
      if (row.length !== names.length)
        fault(`row ${count + 2}`, `has ${row.length} cells where there are ${names.length} names`)
      for (const variable of own) {
        if (count === variable.column.length) {
          const larger = new Uint16Array(count * 2)
          larger.set(variable.column)
          variable.column = larger
        }
        const cell = row[variable.at] ?? ''
        const code = variable.codes.get(cell)
        if (code === undefined)
          fault(`row ${count + 2}, ${variable.name}`, `“${cell.slice(0, 60)}” is no value of this variable`)
        else variable.column[count] = code
      }
      count += 1
    },
    end: () => {
      if (more > 0) faults.push({ where: 'further rows', what: `have ${more} more faults` })
      return faults.length > 0
        ? { faults }
        : { records: { count, columns: own.map(({ column }) => column.slice(0, count)) } }
    },
  }
}

function namesIn({ variables }: Codebook, names: readonly string[]): Fault[] {
  return [
    ...variables.flatMap(({ name }) => {
      const at = names.indexOf(name)
      if (at === -1) return [{ where: name, what: 'is a variable of the codebook and no column of the file' }]
      return names.lastIndexOf(name) === at ? [] : [{ where: name, what: 'is a column twice' }]
    }),
    ...names
      .filter((name) => !variables.some((variable) => variable.name === name))
      .slice(0, mostFaults)
      .map((name) => ({
        where: name.slice(0, 60),
        what: 'is a column of the file and no variable of the codebook',
      })),
  ]
}

/** The same for rows that are at hand. */
export function encode(
  codebook: Codebook,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): { records: Records } | { faults: Fault[] } {
  const encoder = encoderFor(codebook, names)
  for (const row of rows) encoder.add(row)
  return encoder.end()
}
