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
  page: fc.integer({ min: 1, max: 200 }),
})
const kind = fc.constantFrom('need', 'place', 'language', 'open')

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
        fc.dictionary(fc.constantFrom('need', 'text', 'place', 'language', 'open', 'page'), fc.string()),
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
        const emptied = which === 'open' ? { open: false } : { [which]: '' }
        expect(page).toBe(1)
        expect(rest).toEqual({ ...before, ...emptied })
      }),
    )
  })

  it('that was understood from words leaves the other words and every choice', () => {
    fc.assert(
      fc.property(search, kind, word, (asked, which, without) => {
        const rest = withoutChip(asked, { kind: which, label: 'x', from: 'text', without })
        expect(rest).toEqual({ ...asked, text: without, page: 1 })
      }),
    )
  })

  it('one after the other ends in a search for nothing', () => {
    fc.assert(
      fc.property(search, (asked) => {
        const kinds = ['need', 'place', 'language', 'open'] as const
        const left = kinds.reduce(
          (now, which) => withoutChip(now, { kind: which, label: '', from: 'choice' }),
          asked,
        )
        expect(searchFields({ ...left, text: '' })).toEqual([])
      }),
    )
  })
})
