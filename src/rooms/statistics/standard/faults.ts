import { nonAnswers, type StandardRecord } from './record.ts'

/** What is wrong with a standard record, in words; empty where nothing is. */
export function faultsOfRecord({ version, variables }: StandardRecord): string[] {
  const codes = variables.map(({ code }) => code)
  return [
    ...(version.trim() === '' ? ['has no version'] : []),
    ...codes.filter((code, at) => codes.indexOf(code) !== at).map((code) => `${code}: stands there twice`),
    ...variables.flatMap(({ code, label, definition, values, from }) => {
      const own = values.map((value) => value.code)
      return [
        ...(/^[a-z][a-z_]{0,39}$/.test(code) ? [] : ['is no code']),
        ...[label.en, label.fr, definition.en, definition.fr]
          .filter((text) => text.trim() === '')
          .map(() => 'lacks words'),
        ...(own.length < 2 ? ['has fewer than two values'] : []),
        ...own.filter((value, at) => own.indexOf(value) !== at).map((value) => `${value} stands there twice`),
        ...own
          .filter((value) => nonAnswers.some((non) => non === value))
          .map((value) => `${value} is no answer and no value`),
        ...values
          .filter(({ label: { en, fr } }) => en === '' || fr === '')
          .map((value) => `${value.code} lacks words`),
        ...(from.length === 0 ? ['may be supplied by nobody'] : []),
      ].map((fault) => `${code}: ${fault}`)
    }),
  ]
}
