import { keyOf } from '../words/keys.ts'
import type { Mode, Trait } from './traits.ts'

/** One thing about the person or the service that was asked for beside need, place, language and hours. */
export type Facet =
  | { about: 'who'; trait: Trait }
  | { about: 'age'; age: number }
  | { about: 'mode'; mode: Mode }
  | { about: 'free' }
  | { about: 'discreet' }
  | { about: 'room' }

/** A facet as the index knows it: what has one of `yes` fits, what has one of `no` does not, of the rest it is not known. */
export type FacetKeys = { yes: readonly number[]; no: readonly number[] } | { age: number } | { room: true }

export function facetKeys(facet: Facet): FacetKeys {
  if (facet.about === 'age') return { age: facet.age }
  if (facet.about === 'room') return { room: true }
  if (facet.about === 'who')
    return { yes: [keyOf('takes', facet.trait)], no: [keyOf('refuses', facet.trait)] }
  if (facet.about === 'mode') return { yes: [keyOf('mode', facet.mode)], no: [keyOf('mode', '!')] }
  if (facet.about === 'free') return { yes: [keyOf('free', 'true')], no: [keyOf('free', 'false')] }
  return { yes: [keyOf('shares', 'false')], no: [keyOf('shares', 'true')] }
}

/** The facets of what was asked. Who has no status in the country is not sent to whom must tell border services. */
export function facetsOf(asked: {
  age?: number | undefined
  traits: readonly Trait[]
  mode?: Mode | undefined
  free?: boolean | undefined
  discreet?: boolean | undefined
  room?: boolean | undefined
}): Facet[] {
  const discreet = asked.discreet || asked.traits.includes('no_status')
  return [
    ...(asked.age === undefined ? [] : [{ about: 'age' as const, age: asked.age }]),
    ...[...new Set(asked.traits)].map((trait) => ({ about: 'who' as const, trait })),
    ...(asked.mode ? [{ about: 'mode' as const, mode: asked.mode }] : []),
    ...(asked.free ? [{ about: 'free' as const }] : []),
    ...(discreet ? [{ about: 'discreet' as const }] : []),
    ...(asked.room ? [{ about: 'room' as const }] : []),
  ]
}
