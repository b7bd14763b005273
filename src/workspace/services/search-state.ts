import type { Chip, Mode } from '../../contracts/directory.ts'

/** What is asked for. `text` is what was sent, `typed` what stands in the box. */
export type Search = {
  typed: string
  text: string
  need?: string
  place?: string
  language?: string
  openNow?: boolean
  age?: number
  who?: string[]
  mode?: Mode
  free?: boolean
  discreet?: boolean
  room?: boolean
  /** Also what was left out. */
  all?: boolean
  /** Also what nobody has vetted. */
  unvetted?: boolean
  page: number
}

export const emptySearch: Search = { typed: '', text: '', page: 1 }

/** Whether there is anything to look for. */
export function asksSomething(search: Search): boolean {
  const { text, need, place, language, openNow, age, who, mode, free, discreet, room } = search
  return (
    text !== '' ||
    [need, place, language, openNow, age, who, mode, free, discreet, room].some((part) => part !== undefined)
  )
}

/** The search without what a chip says. */
export function withoutChip(search: Search, chip: Chip): Search {
  if (chip.from === 'text') {
    const text = chip.without ?? ''
    return { ...search, typed: text, text, page: 1 }
  }
  if (chip.kind === 'who') return withWho(search, (who) => who.filter((trait) => trait !== chip.value))
  const field = chip.kind === 'open' ? 'openNow' : chip.kind
  const { [field]: _, ...rest } = search
  return { ...rest, page: 1 }
}

/** The search with other traits of the person, at its first page. */
export function withWho(search: Search, change: (who: readonly string[]) => readonly string[]): Search {
  const { who, ...rest } = search
  const changed = change(who ?? [])
  return { ...rest, ...(changed.length > 0 && { who: [...changed] }), page: 1 }
}

/** The request: only the fields that say something. */
export function requestOf(search: Search) {
  const { text, need, place, language, openNow, age, who, mode, free, discreet, room, all, unvetted, page } =
    search
  return {
    ...(age !== undefined && { age }),
    ...(who !== undefined && { who }),
    ...(mode !== undefined && { mode }),
    ...(free && { free }),
    ...(discreet && { discreet }),
    ...(room && { room }),
    ...(all && { all }),
    ...(unvetted && { unvetted }),
    ...(text !== '' && { text }),
    ...(need !== undefined && { need }),
    ...(place !== undefined && place !== '' && { place }),
    ...(language !== undefined && { language }),
    ...(openNow && { openNow }),
    page,
  }
}
