import { describe, expect, it } from 'vitest'
import { asksSomething, emptySearch, requestOf, withoutChip } from './search-state.ts'

describe('a search for services', () => {
  it('asks for nothing until something was sent', () => {
    expect(asksSomething({ ...emptySearch, typed: 'safe bed' })).toBe(false)
    expect(asksSomething({ ...emptySearch, text: 'safe bed' })).toBe(true)
    expect(asksSomething({ ...emptySearch, openNow: true })).toBe(true)
  })

  it('sends only the fields that say something', () => {
    expect(requestOf({ ...emptySearch, text: 'bed', place: '' })).toEqual({ text: 'bed', page: 1 })
  })

  it('loses what a chip says when the chip is taken away, and begins at the first page', () => {
    const search = { ...emptySearch, text: 'bed', typed: 'bed', openNow: true, language: 'fr', page: 3 }
    const without = withoutChip(search, { kind: 'open', label: 'open now', from: 'choice' })
    expect(without).toEqual({ ...emptySearch, text: 'bed', typed: 'bed', language: 'fr' })
  })

  it('takes words out of the text for a chip that was understood from it', () => {
    const search = { ...emptySearch, text: 'bed, Kingston', typed: 'bed, Kingston' }
    const chip = { kind: 'place', label: 'Kingston', from: 'text', without: 'bed' } as const
    expect(withoutChip(search, chip)).toMatchObject({ text: 'bed', typed: 'bed' })
  })
})
