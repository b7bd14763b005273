import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomId } from '../kernel/index.ts'
import { newPrintedCode, openMemberSlot, printedCodeFault, sealMemberSlot } from './index.ts'
import { randomBytes } from './primitives.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const runs = Number(process.env['PROPERTY_RUNS'] ?? 300)
const codes = fc.constant(undefined).map(newPrintedCode)
const faultyGroups = (typed: string) => printedCodeFault(typed)?.groups ?? []

describe('a printed code', () => {
  it('is whole however carelessly it is typed', () => {
    const careless = fc.tuple(codes, fc.array(fc.nat(3), { minLength: 41, maxLength: 41 }))
    fc.assert(
      fc.property(careless, ([code, ways]) => {
        const typed = [...code].map((character, i) => {
          if (character === '-') return ['-', ' ', '', '–'][ways[i] ?? 0]
          const way = ways[i] ?? 0
          if (character === '0' && way > 0) return way === 1 ? 'o' : 'O'
          if (character === '1' && way > 0) return ['1', 'l', 'I', 'i'][way]
          return way > 1 ? character.toLowerCase() : character
        })
        expect(printedCodeFault(typed.join(''))).toBeUndefined()
      }),
      { numRuns: runs },
    )
  })

  it('with one wrong character says in which group', () => {
    const wrong = fc.tuple(codes, fc.nat(34), fc.constantFrom(...alphabet))
    fc.assert(
      fc.property(wrong, ([code, at, character]) => {
        const text = [...code.replaceAll('-', '')]
        fc.pre(text[at] !== character)
        text[at] = character
        expect(printedCodeFault(text.join(''))).toEqual({ missing: 0, groups: [Math.floor(at / 5) + 1] })
      }),
      { numRuns: runs },
    )
  })

  it('with two neighbours changed about says where, also across groups', () => {
    const swapped = fc.tuple(codes, fc.nat(33))
    fc.assert(
      fc.property(swapped, ([code, at]) => {
        const text = [...code.replaceAll('-', '')]
        fc.pre(text[at] !== text[at + 1])
        const [one = '', two = ''] = [text[at], text[at + 1]]
        text.splice(at, 2, two, one)
        expect(faultyGroups(text.join(''))).toContain(Math.floor(at / 5) + 1)
      }),
      { numRuns: runs },
    )
  })

  it('with two groups changed about is not taken', () => {
    const order = fc.tuple(codes, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }))
    fc.assert(
      fc.property(order, ([code, places]) => {
        const groups = code.split('-')
        const shuffled = places.map((place) => groups[place] ?? '')
        fc.pre(shuffled.join() !== groups.join())
        expect(faultyGroups(shuffled.join('')).length).toBeGreaterThan(0)
      }),
      { numRuns: runs },
    )
  })

  it('that is not typed to its end says how much is missing, and what is wrong so far', () => {
    const code = newPrintedCode()
    expect(printedCodeFault('')).toEqual({ missing: 35, groups: [] })
    expect(printedCodeFault(code.slice(0, 13))).toEqual({ missing: 24, groups: [] })
    expect(printedCodeFault(`${code}7`)).toEqual({ missing: -1, groups: [] })
    expect(printedCodeFault(`!!!!!${code.slice(5)}`)).toEqual({ missing: 0, groups: [1] })
  })

  it('of before, with 26 characters and no checks, still opens its slot', async () => {
    const code = '01234-56789-ABCDE-FGHJK-MNPQR-S'
    expect(printedCodeFault(code)).toBeUndefined()
    const member = { memberId: randomId(), root: randomBytes(32) }
    const slot = await sealMemberSlot(member, { kind: 'printed', code })
    expect(
      await openMemberSlot(member.memberId, { kind: 'printed', code: code.toLowerCase() }, slot),
    ).toEqual(member.root)
  })

  it('that is mistyped opens nothing and is called malformed, not wrong', async () => {
    const member = { memberId: randomId(), root: randomBytes(32) }
    const code = newPrintedCode()
    const slot = await sealMemberSlot(member, { kind: 'printed', code })
    const other = code[0] === 'Z' ? 'Y' : 'Z'
    const mistyped = { kind: 'printed', code: other + code.slice(1) } as const
    await expect(openMemberSlot(member.memberId, mistyped, slot)).rejects.toThrow('malformed')
  })
})
