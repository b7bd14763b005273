import type { BaseService } from '../publish/base.ts'
import { isMode, isTrait, type Mode, type Trait, type Whom } from './traits.ts'
import { readAges, readName, readWhom } from './whom-text.ts'

/** Whom a service is for: what its source declares, then what the provider's sentence says, then its name. */
export function whomOf(base: BaseService): Whom {
  const said = readWhom(base.eligibility ?? '')
  const named = readName(`${base.name} ${base.alternate ?? ''}`)
  const traits = (codes: readonly string[] | null): Trait[] => (codes ?? []).filter(isTrait)
  const declared = { takes: traits(base.takes), refuses: traits(base.refuses), only: traits(base.onlyFor) }
  const settled = new Set([...declared.takes, ...declared.refuses, ...declared.only])
  const unsettled = (codes: readonly Trait[]) => codes.filter((code) => !settled.has(code))
  const refuses = new Set([...declared.refuses, ...unsettled(said.refuses)])
  const takes = [
    ...declared.takes,
    ...declared.only,
    ...unsettled(said.takes),
    ...unsettled(named.takes).filter((code) => !said.refuses.includes(code)),
  ]
  const { ageFrom: from, ageTo: to } = base
  const ages =
    from === null && to === null
      ? readAges(base.eligibility ?? '')
      : { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
  const only = base.onlyFor === null ? [...said.only, ...named.only] : declared.only
  return {
    ...(ages ? { ages } : {}),
    takes: [...new Set(takes)].filter((code) => !refuses.has(code)),
    refuses: [...refuses],
    only: [...new Set(only)],
  }
}

/** How it meets people: as declared, else as its places and phones suggest. */
export function modesOf(base: BaseService): { modes: Mode[]; sure: boolean } {
  if (base.modes) return { modes: base.modes.filter(isMode), sure: true }
  if (base.places.length > 0) return { modes: ['in_person'], sure: false }
  return { modes: base.phones.length > 0 ? ['phone'] : [], sure: false }
}

const free =
  /^(free|no (cost|fees?|charge)|there (is|are) no (cost|fees?|charge)|gratuit\w*|sans frais|aucuns? frais)\b/iu

/** Whether it costs nothing; undefined where that is not said in so many words. */
export function isFree(base: BaseService): boolean | undefined {
  if (base.free !== null) return base.free
  const costs = [base.fees ?? '', ...base.costs].map((text) => text.trim()).filter(Boolean)
  return costs.length > 0 &&
    costs.every(
      (text) =>
        text.length <= 120 &&
        free.test(text) &&
        !/\b(but|except|eligible|some|mais|sauf|admissible)/iu.test(text),
    )
    ? true
    : undefined
}
