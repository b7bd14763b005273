import { suppliers, type Labels, type Mapping, type Supplier, type Value, type Variable } from './record.ts'

/* So that the record reads as a list: `code | English | français | maps`, a line each. A map: `ctdc_2024 name=value exact`. */

const targets = ['ctdc_2024', 'ctdc_2021', 'htcds_2', 'sdg_16_2_2'] as const
const fits = ['exact', 'broader', 'narrower', 'related'] as const

function oneOf<T extends string>(list: readonly T[], text: string, line: string): T {
  const found = list.find((one) => one === text)
  if (found === undefined) throw new Error(`“${text}” in the standard record: ${line}`)
  return found
}

function mapsIn(text: string, line: string): Mapping[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [to = '', named = '', fit = 'exact'] = part.split(' ')
      const [name = '', value] = named.split('=')
      return {
        to: oneOf(targets, to, line),
        name,
        ...(value === undefined ? {} : { value }),
        fit: oneOf(fits, fit, line),
      }
    })
}

export function values(text: string): Value[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [code = '', en = '', fr = '', maps = ''] = line.split('|').map((part) => part.trim())
      return { code, label: { en, fr }, maps: mapsIn(maps, line) }
    })
}

type Parts = {
  several?: true
  from?: readonly Supplier[]
  agreement?: 'indigenous'
  maps?: string
}

/** A variable: `code | English | français`, its definition in both, its values. Who may supply it: everybody, if nothing is said. */
export function variable(head: string, definition: Labels, list: string, parts: Parts = {}): Variable {
  const [code = '', en = '', fr = ''] = head.split('|').map((part) => part.trim())
  const { several = false, from = suppliers, agreement, maps = '' } = parts
  return {
    code,
    label: { en, fr },
    definition,
    several,
    values: values(list),
    from,
    ...(agreement ? { agreement } : {}),
    maps: mapsIn(maps, head),
  }
}
