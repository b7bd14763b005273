import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { content as schema, type Content } from '../../contracts/content.ts'
import { readContent } from './incoming.ts'

const id = fc.stringMatching(/^[\w-]{22}$/)
const line = (longest: number) =>
  fc.stringMatching(new RegExp(`^[\\p{L}\\p{N}] ?[\\p{L}\\p{N}]{0,${longest - 3}}$`, 'u'))
const moment = fc
  .date({ min: new Date(0), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const key = fc.stringMatching(/^[a-z_]{1,40}$/)
const bytes = (length: number) => fc.constant('A'.repeat(Math.ceil((length * 4) / 3)))

const good: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.string({ minLength: 1, maxLength: 4_000 }) }),
  fc.record({
    kind: fc.constant('cards' as const),
    cards: fc.array(
      fc.record({
        serviceId: id,
        name: line(200),
        organisation: line(200),
        what: line(600),
        when: fc.string({ maxLength: 400 }),
        forWhom: fc.string({ maxLength: 400 }),
        bring: fc.string({ maxLength: 400 }),
        sharing: fc.string({ maxLength: 400 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
  fc.record({
    kind: fc.constant('consent-ask' as const),
    askId: id,
    to: fc.record({ teamId: id, organisation: line(200), service: line(200) }),
    why: line(400),
    until: moment,
    fields: fc.array(fc.record({ key, label: line(120), value: line(2_000) }), {
      minLength: 1,
      maxLength: 12,
    }),
  }),
  fc.record({
    kind: fc.constant('consent-answer' as const),
    askId: id,
    yes: fc.boolean(),
    ticked: fc.array(key, { maxLength: 12 }),
    statement: fc.string({ maxLength: 6_000 }),
    signature: bytes(64),
    signPublicKey: bytes(65),
  }),
  fc.record({
    kind: fc.constant('consent-read-back' as const),
    askId: id,
    ticked: fc.array(key, { maxLength: 12 }),
    statement: fc.string({ maxLength: 6_000 }),
    signature: bytes(64),
    signPublicKey: bytes(65),
    yesMessage: fc.record({ writer: id, sequence: fc.nat(), hash: bytes(32) }),
  }),
  fc.record({ kind: fc.constant('hold' as const), service: line(200), until: moment }),
  fc.record({
    kind: fc.constant('referral-sent' as const),
    askId: id,
    service: line(200),
    mailbox: id,
    replyPrivateKey: bytes(97),
    withdrawToken: id,
    until: moment,
  }),
  fc.record({
    kind: fc.constant('left-message' as const),
    text: fc.string({ minLength: 1, maxLength: 4_000 }),
  }),
  fc.record({
    kind: fc.constant('returned' as const),
    how: fc.constantFrom('words' as const, 'second' as const),
  }),
  fc.record({ kind: fc.constant('keep' as const), publicKey: bytes(65) }),
  fc.record({ kind: fc.constant('words-seen' as const) }),
)

/** Something of it is taken away, emptied, made too long or of another type. */
const spoilt = fc
  .tuple(good, fc.nat(), fc.constantFrom<unknown>(undefined, '', 7, null, [], {}, 'x'.repeat(7_000)))
  .map(([content, which, instead]) => {
    const names = Object.keys(content).filter((name) => name !== 'kind')
    const name = names[which % Math.max(1, names.length)]
    return name === undefined ? content : { ...content, [name]: instead }
  })

describe('what lies in an envelope', () => {
  it('is shown whenever it is what the contract says', () => {
    fc.assert(
      fc.property(good, (content) => {
        expect(schema.safeParse(content).success).toBe(true)
        expect(readContent(content)).toBe(content)
      }),
    )
  })

  it('is not shown when it is spoilt, with the same judgement as the contract’s', () => {
    fc.assert(
      fc.property(spoilt, (content) => {
        expect(readContent(content) !== undefined).toBe(schema.safeParse(content).success)
      }),
      { numRuns: 1_000 },
    )
  })

  it.each([
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { kind: 'toString' },
    { kind: '__proto__' },
    { kind: 'text' },
  ])('is nothing when it is %o', (value) => expect(readContent(value)).toBeUndefined())
})
