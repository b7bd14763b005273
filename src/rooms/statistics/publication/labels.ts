import type { Labels, ReleasedVariable } from '../../../contracts/statistics.ts'
import { usualMerging } from '../standard/publish.ts'
import { nonAnswerLabels, nonAnswers, type NonAnswer } from '../standard/record.ts'
import { standardRecord } from '../standard/version-1.ts'
import type { Figures } from './content.ts'

/* What codes are called. A code that the standard record does not have is shown as it is. */

const same = (text: string): Labels => ({ en: text, fr: text })
const isNonAnswer = (code: string): code is NonAnswer => nonAnswers.some((one) => one === code)
const plain: Record<string, Labels> = { yes: { en: 'Yes', fr: 'Oui' }, no: { en: 'No', fr: 'Non' } }

// What merged values are called, where no value of the record has that code.
const merged: Record<string, Labels> = {
  '0-17': { en: 'Under 18', fr: 'Moins de 18 ans' },
  '18-24': { en: '18 to 24', fr: '18 à 24 ans' },
  '25-34': { en: '25 to 34', fr: '25 à 34 ans' },
  '35-44': { en: '35 to 44', fr: '35 à 44 ans' },
  '45+': { en: '45 and over', fr: '45 ans et plus' },
  trans_or_another: { en: 'Trans or another gender', fr: 'Trans ou autre genre' },
}

/** The variables of a release, each with its labels, its values and what is meant by it. */
export function labelled({ variables }: Pick<Figures, 'variables'>): ReleasedVariable[] {
  return variables.map(({ name, values }) => {
    const [code = name, part] = name.split('.')
    const found = standardRecord.variables.find((variable) => variable.code === code)
    const value = found?.values.find((one) => one.code === part)
    return {
      name,
      label: (part === undefined ? found?.label : value?.label) ?? same(part ?? name),
      ...(part !== undefined ? { group: { code, label: found?.label ?? same(code) } } : {}),
      ...(found ? { definition: found.definition } : {}),
      values: values.map((one) => ({
        code: one,
        label: labelOf(code, part, one, found?.values.find((known) => known.code === one)?.label),
        answer: !isNonAnswer(one),
      })),
    }
  })
}

function labelOf(code: string, part: string | undefined, value: string, own: Labels | undefined): Labels {
  if (isNonAnswer(value)) return nonAnswerLabels[value]
  if (part !== undefined) return plain[value] ?? same(value)
  if (own) return own
  return usualMerging[code]?.some((one) => one.code === value) ? (merged[value] ?? same(value)) : same(value)
}
