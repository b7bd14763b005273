import { mode, type Mode } from '../../../contracts/directory.ts'

export type { Mode }

/**
 * What there may be about a person that decides whether a service takes them. Each is one of three for a service:
 * it takes such a person, it does not, or it does not say. Names are in the catalogues (`directory.trait.<code>`);
 * how people say them is in whom/said.ts.
 */
export const traitCodes = [
  'women',
  'men',
  'trans',
  'nonbinary',
  'children',
  'pregnant',
  'pets',
  'no_status',
  'no_id',
  'no_referral',
  'no_police_report',
  'using',
  'own_phone',
  'deaf',
  'indigenous',
  'newcomers',
  'students',
  'military',
] as const

export type Trait = (typeof traitCodes)[number]

/** Whether a text is the code of a trait. */
export function isTrait(text: string): text is Trait {
  return traitCodes.some((code) => code === text)
}

export const genders = ['women', 'men', 'trans', 'nonbinary'] as const satisfies readonly Trait[]

/** How a service meets somebody, as the contract has it. */
export const modeCodes: readonly Mode[] = mode.options

/** Whether a text is the code of a mode. */
export function isMode(text: string): text is Mode {
  return modeCodes.some((code) => code === text)
}

/** Whom a service is for. A trait in neither list is not said. */
export type Whom = {
  ages?: { from?: number; to?: number }
  takes: Trait[]
  refuses: Trait[]
  /** Made for these; whoever said nothing of themselves is better helped elsewhere first. */
  only: Trait[]
}
