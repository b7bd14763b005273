import type * as z from 'zod'
import type { Chip, searchServices } from '../../contracts/directory.ts'

/** What a person searched for, as the form's fields; every field may be empty. */
export type Search = {
  need: string
  text: string
  place: string
  language: string
  open: boolean
  page: number
}

export const emptySearch: Search = { need: '', text: '', place: '', language: '', open: false, page: 1 }

/** Reads the finder's fields. What no form of ours could send becomes empty; nothing typed is cut. */
export function readSearch(form: ReadonlyMap<string, string>): Search {
  const field = (name: string) => form.get(name)?.trim() ?? ''
  const page = Number(field('page'))
  return {
    need: /^[a-z_]{2,40}$/.test(field('need')) ? field('need') : '',
    text: field('text'),
    place: field('place'),
    language: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{2,8}){0,3}$/.test(field('language')) ? field('language') : '',
    open: field('open') === 'yes',
    page: Number.isInteger(page) && page >= 1 && page <= 200 ? page : 1,
  }
}

/** The fields that a hidden copy of the search needs; those that say nothing are left out. */
export function searchFields(search: Search): [name: string, value: string][] {
  const { need, text, place, language, open, page } = search
  const fields: [string, string][] = [
    ['need', need],
    ['text', text],
    ['place', place],
    ['language', language],
    ['open', open ? 'yes' : ''],
    ['page', page > 1 ? String(page) : ''],
  ]
  return fields.filter(([, value]) => value !== '')
}

/** The search after a chip was taken away. It starts at the first page again. */
export function withoutChip(search: Search, chip: Chip): Search {
  const first = { ...search, page: 1 }
  if (chip.from === 'text') return { ...first, text: chip.without ?? '' }
  if (chip.kind === 'open') return { ...first, open: false }
  return { ...first, [chip.kind]: '' }
}

/** The search as the directory's contract takes it; the register cuts what is longer. */
export function searchInput(search: Search): z.input<(typeof searchServices)['input']> {
  const { need, text, place, language, open, page } = search
  return {
    page,
    ...(need && { need }),
    ...(text && { text: text.slice(0, 300) }),
    ...(place && { place: place.slice(0, 120) }),
    ...(language && { language }),
    ...(open && { openNow: true }),
  }
}
