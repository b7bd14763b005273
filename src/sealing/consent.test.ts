import { expect, it } from 'vitest'
import { randomId } from '../kernel/index.ts'
import { consentStatement, packetMatchesConsent, readStatement, type ConsentTerms } from './consent.ts'

const terms: ConsentTerms = {
  askId: randomId(),
  to: { teamId: randomId(), organisation: 'Invented House', service: 'Beds' },
  why: 'To ask for a bed',
  until: '2026-11-27T00:00:00.000Z',
}
const fields = ['c', 'a', 'b'].map((key) => ({ key, label: key.toUpperCase(), value: `value of ${key}` }))

it('a statement reads back with what was ticked, in the order of its keys, whatever the order of ticking', async () => {
  const given = [...fields]
  const statement = await consentStatement(terms, given)
  expect(given).toEqual(fields)
  expect(await consentStatement(terms, fields.toReversed())).toBe(statement)
  const read = readStatement(statement)
  expect(read).toMatchObject(terms)
  expect(read?.fields.map(([key]) => key)).toEqual(['a', 'b', 'c'])
  expect(readStatement(await consentStatement(terms, []))?.fields).toEqual([])
})

it('a statement of any other form is read by nobody', async () => {
  const statement = await consentStatement(terms, fields)
  const read = JSON.parse(statement) as Record<string, unknown> & { fields: [string, string][]; to: object }
  const [a, b, c] = read.fields as [[string, string], [string, string], [string, string]]
  const wrong: object[] = [
    { ...read, label: 'another' },
    { ...read, askId: 7 },
    { ...read, why: null },
    { ...read, until: 5 },
    { ...read, to: { ...read.to, teamId: 7 } },
    { ...read, to: { ...read.to, organisation: null } },
    { ...read, to: { ...read.to, service: 7 } },
    { ...read, to: { ...read.to, more: 1 } },
    { ...read, to: null },
    { ...read, more: 1 },
    { ...read, fields: [b, a, c] },
    { ...read, fields: [a, c, b] },
    { ...read, fields: [a, a] },
    { ...read, fields: [a, [...b, 'more']] },
    { ...read, fields: [['a']] },
    { ...read, fields: [a, ['b', 7]] },
    { ...read, fields: [[7, 'x'], b] },
    { ...read, fields: 'abc' },
    { ...read, fields: undefined },
  ]
  for (const one of wrong) expect(readStatement(JSON.stringify(one)), JSON.stringify(one)).toBeUndefined()
  for (const text of ['', 'null', '[]', '{}', '{', `${statement} `])
    expect(readStatement(text)).toBeUndefined()
})

it('a packet is what was ticked: nothing more, nothing else, nothing twice', async () => {
  const consent = { statement: await consentStatement(terms, fields) }
  const [first, second] = fields as [(typeof fields)[0], (typeof fields)[0]]
  expect(await packetMatchesConsent(fields, consent)).toBe(true)
  expect(await packetMatchesConsent([first], consent)).toBe(true)
  expect(await packetMatchesConsent([], consent)).toBe(true)
  for (const packet of [
    [first, first],
    [first, { ...second, value: 'another' }],
    [{ ...first, label: 'another' }],
    [{ ...first, key: 'd' }],
    [...fields, { key: 'd', label: 'D', value: '' }],
  ])
    expect(await packetMatchesConsent(packet, consent)).toBe(false)
  expect(await packetMatchesConsent([], { statement: 'no statement' })).toBe(false)
})
