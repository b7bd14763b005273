import { describe, expect, it } from 'vitest'
import { sameWord, twoPlaces } from './passphrase-check.ts'

describe('asking a passphrase back', () => {
  it('asks for two different words, in order, and over time for every one of them', () => {
    const asked = new Set<number>()
    for (let i = 0; i < 500; i++) {
      const [first, second] = twoPlaces(7)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(second).toBeGreaterThan(first)
      expect(second).toBeLessThan(7)
      asked.add(first).add(second)
    }
    expect(asked.size).toBe(7)
  })

  it('forgives case, accents and spaces, and nothing else', () => {
    expect(sameWord(' Épée ', 'épée')).toBe(true)
    expect(sameWord('epee', 'épée')).toBe(true)
    expect(sameWord('epe', 'épée')).toBe(false)
    expect(sameWord('', '')).toBe(false)
  })
})
