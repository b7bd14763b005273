import type { Chip } from '../../contracts/directory.ts'

/** What is asked for. `text` is what was sent, `typed` what stands in the box. */
export type Search = {
  typed: string
  text: string
  need?: string
  place?: string
  language?: string
  openNow?: boolean
  page: number
}

export const emptySearch: Search = { typed: '', text: '', page: 1 }

/** Whether there is anything to look for. */
export function asksSomething({ text, need, place, language, openNow }: Search): boolean {
  return text !== '' || [need, place, language, openNow].some((part) => part !== undefined)
}

/** The search without what a chip says. */
export function withoutChip(search: Search, chip: Chip): Search {
  if (chip.from === 'text') {
    const text = chip.without ?? ''
    return { ...search, typed: text, text, page: 1 }
  }
  const field = chip.kind === 'open' ? 'openNow' : chip.kind
  const { [field]: _, ...rest } = search
  return { ...rest, page: 1 }
}

/** The request: only the fields that say something. */
export function requestOf({ text, need, place, language, openNow, page }: Search) {
  return {
    ...(text !== '' && { text }),
    ...(need !== undefined && { need }),
    ...(place !== undefined && place !== '' && { place }),
    ...(language !== undefined && { language }),
    ...(openNow && { openNow }),
    page,
  }
}
