import type * as z from 'zod'
import { mode, mostTraits, type Chip, type Mode, type searchServices } from '../../contracts/directory.ts'

/** What a person searched for, as the form's fields; every field may be empty. */
export type Search = {
  need: string
  text: string
  place: string
  language: string
  open: boolean
  /** Of the person, only what they want used: a gender, an age as typed, and other traits. */
  gender: string
  age: string
  who: readonly string[]
  mode: Mode | ''
  free: boolean
  discreet: boolean
  /** Has room now. */
  room: boolean
  /** Also what was left out. */
  all: boolean
  /** Also what nobody has vetted. */
  unvetted: boolean
  page: number
}

export const emptySearch: Search = {
  need: '', text: '', place: '', language: '', open: false, gender: '', age: '', who: [], mode: '', free: false,
  discreet: false, room: false, all: false, unvetted: false, page: 1,
} // prettier-ignore

/** What the finder offers to say of the person; the rest can be typed, and is chosen by responders. */
export const offeredTraits = [
  'children',
  'pregnant',
  'pets',
  'no_status',
  'no_id',
  'using',
  'deaf',
  'indigenous',
] as const

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
    gender: /^[a-z_]{2,40}$/.test(field('gender')) ? field('gender') : '',
    age: field('age'),
    who: [...form.keys()].flatMap((name) => /^who_([a-z_]{2,40})$/.exec(name)?.[1] ?? []),
    mode: mode.safeParse(field('mode')).data ?? '',
    free: field('free') === 'yes',
    discreet: field('discreet') === 'yes',
    room: field('room') === 'yes',
    all: field('all') === 'yes',
    unvetted: field('unvetted') === 'yes',
    page: Number.isInteger(page) && page >= 1 && page <= 200 ? page : 1,
  }
}

/** The fields that a hidden copy of the search needs; those that say nothing are left out. */
export function searchFields(search: Search): [name: string, value: string][] {
  const { need, text, place, language, gender, age, who, page } = search
  const yes = (on: boolean) => (on ? 'yes' : '')
  const fields: [string, string][] = [
    ['need', need],
    ['text', text],
    ['place', place],
    ['language', language],
    ['open', yes(search.open)],
    ['gender', gender],
    ['age', age],
    ...who.map((trait): [string, string] => [`who_${trait}`, 'yes']),
    ['mode', search.mode],
    ['free', yes(search.free)],
    ['discreet', yes(search.discreet)],
    ['room', yes(search.room)],
    ['all', yes(search.all)],
    ['unvetted', yes(search.unvetted)],
    ['page', page > 1 ? String(page) : ''],
  ]
  return fields.filter(([, value]) => value !== '')
}

/** The search after a chip was taken away. It starts at the first page again. */
export function withoutChip(search: Search, chip: Chip): Search {
  const first = { ...search, all: false, unvetted: false, page: 1 }
  if (chip.from === 'text') return { ...first, text: chip.without ?? '' }
  if (chip.kind === 'who')
    return chip.value === search.gender
      ? { ...first, gender: '' }
      : { ...first, who: search.who.filter((trait) => trait !== chip.value) }
  if (chip.kind === 'open' || chip.kind === 'free' || chip.kind === 'discreet' || chip.kind === 'room')
    return { ...first, [chip.kind]: false }
  return { ...first, [chip.kind]: '' }
}

/** An age as it was typed; undefined where nothing was, or where it is none that a person has. */
export function ageOf({ age }: Pick<Search, 'age'>): number | undefined {
  const years = Number(age)
  return age !== '' && Number.isInteger(years) && years >= 0 && years <= 120 ? years : undefined
}

/** The search as the directory's contract takes it; the register cuts what is longer. */
export function searchInput(search: Search): z.input<(typeof searchServices)['input']> {
  const { need, text, place, language, open, gender, free, discreet, room, all, unvetted, page } = search
  const age = ageOf(search)
  const who = [...(gender ? [gender] : []), ...search.who].slice(0, mostTraits)
  return {
    page,
    ...(age !== undefined && { age }),
    ...(who.length > 0 && { who }),
    ...(search.mode && { mode: search.mode }),
    ...(free && { free }),
    ...(discreet && { discreet }),
    ...(room && { room }),
    ...(all && { all }),
    ...(unvetted && { unvetted }),
    ...(need && { need }),
    ...(text && { text: text.slice(0, 300) }),
    ...(place && { place: place.slice(0, 120) }),
    ...(language && { language }),
    ...(open && { openNow: true }),
  }
}
