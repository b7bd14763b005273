/*
 * The standard record: what may be said of a person for statistics, as data, with a version. Not what is said in a
 * conversation: no text, no name, dates by week, places by province. Collected finely, published merged (publish.ts).
 */

export type Labels = { readonly en: string; readonly fr: string }

/** Names and values that others use. `exact` means the same; `broader` says more than ours, `narrower` less; `related` overlaps. */
export type Mapping = {
  readonly to: 'ctdc_2024' | 'ctdc_2021' | 'htcds_2' | 'sdg_16_2_2'
  readonly name: string
  readonly value?: string
  readonly fit: 'exact' | 'broader' | 'narrower' | 'related'
}

export type Value = { readonly code: string; readonly label: Labels; readonly maps: readonly Mapping[] }

export const suppliers = [
  'hotline',
  'shelter',
  'hospital',
  'police',
  'border',
  'court',
  'labour_inspector',
  'university',
] as const
export type Supplier = (typeof suppliers)[number]

export type Variable = {
  readonly code: string
  readonly label: Labels
  readonly definition: Labels
  /** Several of the values may hold at once; then each is a question of its own. */
  readonly several: boolean
  readonly values: readonly Value[]
  readonly from: readonly Supplier[]
  /** Only under an agreement of its own, whose approvers decide on every release. */
  readonly agreement?: 'indigenous'
  readonly maps: readonly Mapping[]
}

export type StandardRecord = { readonly version: string; readonly variables: readonly Variable[] }

/** Three answers that differ, and none of which is "no". They stand beside the values of every variable. */
export const nonAnswers = ['not_known', 'not_asked', 'declined'] as const
export type NonAnswer = (typeof nonAnswers)[number]

export const nonAnswerLabels: Record<NonAnswer, Labels> = {
  not_known: { en: 'Not known', fr: 'Non connu' },
  not_asked: { en: 'Not asked', fr: 'Non demandé' },
  declined: { en: 'Did not want to say', fr: 'N’a pas voulu le dire' },
}
