import type { Codebook } from '../engine/index.ts'
import { nonAnswers, type StandardRecord, type Variable } from './record.ts'

/*
 * From the record as it is collected to a codebook of what is released: finer values merged, and what may have several
 * values taken apart into questions of yes and no, so that one person stays one record.
 */

/** For a variable: the released values, each with the collected ones that it takes together. Those that are left out stay as they are. */
export type Merging = Readonly<
  Record<string, readonly { readonly code: string; readonly of: readonly string[] }[]>
>

/** Ages as Statistics Canada shows them, and four ways of being counted as how sure it is. */
export const usualMerging: Merging = {
  age: [
    { code: '0-17', of: ['0-8', '9-11', '12-15', '16-17'] },
    { code: '18-24', of: ['18-20', '21-23', '24'] },
    { code: '25-34', of: ['25-26', '27-29', '30-34'] },
    { code: '35-44', of: ['35-38', '39-44'] },
    { code: '45+', of: ['45-47', '48-54', '55-64', '65+'] },
  ],
  gender: [
    { code: 'woman', of: ['woman'] },
    { code: 'man', of: ['man'] },
    { code: 'trans_or_another', of: ['trans_woman', 'trans_man', 'nonbinary', 'two_spirit', 'other'] },
  ],
}

/** The codes that an answer may have when it is released: its values, and the three that are none. */
function releasedValues(variable: Variable, merging: Merging): string[] {
  return [
    ...nonAnswers,
    ...(merging[variable.code]?.map(({ code }) => code) ?? variable.values.map(({ code }) => code)),
  ]
}

/** The engine's codebook for these variables, in this order. Throws for one that the record does not have. */
export function codebookFor(
  record: StandardRecord,
  codes: readonly string[],
  merging: Merging = usualMerging,
): Codebook {
  const variables = codes.map((code) => {
    const found = record.variables.find((variable) => variable.code === code)
    if (!found) throw new RangeError(`the standard record has no ${code}`)
    return found
  })
  return {
    version: record.version,
    variables: variables.flatMap((variable) =>
      variable.several
        ? variable.values.map(({ code }) => ({
            name: `${variable.code}.${code}`,
            values: [...nonAnswers, 'no', 'yes'],
          }))
        : [{ name: variable.code, values: releasedValues(variable, merging) }],
    ),
  }
}

/** An answer as it is released: the merged value, or which of the three it is. */
export function releasedAs(
  { code }: Pick<Variable, 'code'>,
  answer: string,
  merging: Merging = usualMerging,
): string {
  return merging[code]?.find(({ of }) => of.includes(answer))?.code ?? answer
}
