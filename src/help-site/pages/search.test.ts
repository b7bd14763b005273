import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchServices, type Chip } from '../../contracts/directory.ts'
import { readSearch, searchFields, searchInput, withoutChip, type Search } from './search.ts'

const word = fc.stringMatching(/^[\p{L}\p{N},' -]{0,400}$/u).map((text) => text.trim())
const search: fc.Arbitrary<Search> = fc.record({
  need: fc.constantFrom('', 'safe_bed', 'legal_help'),
  text: word,
  place: word,
  language: fc.constantFrom('', 'fr', 'zh-Hans'),
  open: fc.boolean(),
  gender: fc.constantFrom('', 'women', 'trans'),
  age: fc.constantFrom('', '16', '300', 'old'),
  who: fc.subarray(['children', 'no_status', 'pets']),
  mode: fc.constantFrom('', 'phone' as const),
  free: fc.boolean(),
  discreet: fc.boolean(),
  room: fc.boolean(),
  all: fc.boolean(),
  unvetted: fc.boolean(),
  page: fc.integer({ min: 1, max: 200 }),
})
const kinds = ['need', 'place', 'language', 'open', 'age', 'mode', 'free', 'discreet', 'room'] as const
const flags: readonly string[] = ['open', 'free', 'discreet', 'room']
const kind = fc.constantFrom(...kinds)
const fields = [
  'need',
  'text',
  'place',
  'language',
  'open',
  'gender',
  'age',
  'who_children',
  'who_<b>',
  'mode',
  'free',
  'discreet',
  'room',
  'all',
  'unvetted',
  'page',
]

describe('a search', () => {
  it('comes through hidden fields as it was', () => {
    fc.assert(
      fc.property(search, (asked) => {
        expect(readSearch(new Map(searchFields(asked)))).toEqual(asked)
      }),
    )
  })

  it('is always within the contract, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...fields),
          fc.oneof(fc.string(), fc.constantFrom('yes', '16', 'phone', 'women')),
        ),
        (form) => {
          const asked = readSearch(new Map(Object.entries(form)))
          expect(searchServices.input.safeParse(searchInput(asked)).success).toBe(true)
        },
      ),
    )
  })
})

describe('a chip that is taken away', () => {
  it('takes exactly its own choice, and begins at the first page', () => {
    fc.assert(
      fc.property(search, kind, (asked, which) => {
        const chip: Chip = { kind: which, label: 'x', from: 'choice' }
        const { page, ...rest } = withoutChip(asked, chip)
        const { page: _, ...before } = asked
        expect(page).toBe(1)
        expect(rest).toEqual({
          ...before,
          [which]: flags.includes(which) ? false : '',
          all: false,
          unvetted: false,
        })
      }),
    )
  })

  it('that was understood from words leaves the other words and every choice', () => {
    fc.assert(
      fc.property(search, kind, word, (asked, which, without) => {
        const rest = withoutChip(asked, { kind: which, label: 'x', from: 'text', without })
        expect(rest).toEqual({ ...asked, text: without, all: false, unvetted: false, page: 1 })
      }),
    )
  })

  it('one after the other ends in a search for nothing', () => {
    fc.assert(
      fc.property(search, (asked) => {
        const traits = [...asked.who, asked.gender].filter(Boolean)
        const chips: Pick<Chip, 'kind' | 'value'>[] = [
          ...kinds.map((which) => ({ kind: which })),
          ...traits.map((value) => ({ kind: 'who' as const, value })),
        ]
        const left = chips.reduce(
          (now, chip) => withoutChip(now, { ...chip, label: '', from: 'choice' }),
          asked,
        )
        expect(searchFields({ ...left, text: '' })).toEqual([])
      }),
    )
  })
})
