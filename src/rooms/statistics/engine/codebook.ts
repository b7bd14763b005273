/*
 * What may be said of a person, as data. The domain of every variable comes from here and never from the data: a value
 * that only one person has must not show by being there.
 */

/** `values`: codes, each once; the first is what stands for "nothing said". */
export type Variable = { readonly name: string; readonly values: readonly string[] }

export type Codebook = { readonly version: string; readonly variables: readonly Variable[] }

export type Fault = { readonly where: string; readonly what: string }

const mostVariables = 200
const mostValues = 2_000

/** What is wrong with a codebook, in words, with the place; an empty list where nothing is. */
export function faultsOf(codebook: Codebook): Fault[] {
  const { version, variables } = codebook
  const faults: Fault[] = []
  if (version.trim() === '') faults.push({ where: 'version', what: 'is empty' })
  if (variables.length === 0) faults.push({ where: 'variables', what: 'are none' })
  if (variables.length > mostVariables)
    faults.push({ where: 'variables', what: `are more than ${mostVariables}` })
  const names = new Set<string>()
  variables.forEach(({ name, values }, index) => {
    const where = name.trim() === '' ? `variable ${index + 1}` : name
    if (name.trim() === '') faults.push({ where, what: 'has no name' })
    if (names.has(name)) faults.push({ where, what: 'stands there twice' })
    names.add(name)
    if (values.length < 2) faults.push({ where, what: 'has fewer than two values' })
    if (values.length > mostValues) faults.push({ where, what: `has more than ${mostValues} values` })
    const twice = values.find((value, at) => values.indexOf(value) !== at)
    if (twice !== undefined) faults.push({ where, what: `has the value “${twice}” twice` })
  })
  return faults
}
