import { beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../kernel/index.ts'
import {
  keyBytes,
  longestCertificateDays,
  organisationFingerprint,
  parse,
  readCertificate,
  readRevocations,
  signCertificate,
  signRevocations,
  timeOf,
  verifyCertificate,
  verifyRevocations,
  verifyStatement,
  type Signed,
  type Subject,
} from './certificates.ts'
import { createPair, type Pair } from './keys.ts'
import { randomBytes } from './primitives.ts'
import { refusal } from './testing.ts'

let key: Pair
let other: Pair
beforeAll(async () => {
  ;[key, other] = [await createPair(), await createPair()]
})

const point = () => bytesToBase64Url(randomBytes(65))
const subjects = (): Record<Subject['kind'], Subject> => ({
  organisation: { kind: 'organisation', publicKey: point() },
  team: { kind: 'team', teamId: randomId(), name: 'Night desk' },
  member: {
    kind: 'member',
    memberId: randomId(),
    publicKey: point(),
    signPublicKey: point(),
    teamIds: ['b', 'a', 'c'].map((letter) => letter.repeat(21) + 'A'),
  },
})
const certificate = (subject: Subject) => ({
  id: randomId(),
  organisation: { id: randomId(), name: 'Invented House', kind: 'provider' },
  subject,
  notBefore: '2026-11-26T00:00:00.000Z',
  notAfter: '2027-11-26T00:00:00.000Z',
})
const kinds = ['organisation', 'team', 'member'] as const

/** A statement of the one spelling with one thing in it changed. */
function changed(statement: string, path: string, value: unknown): string {
  const read = JSON.parse(statement) as Record<string, unknown>
  const steps = path.split('.')
  const last = steps.pop() ?? ''
  const holder = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, read)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return JSON.stringify(read)
}

describe.each(kinds)('a certificate of %s', (kind) => {
  it('reads back as it was signed, and stands under its key only', async () => {
    const input = certificate(subjects()[kind])
    const signed = await signCertificate(key, input)
    const read = readCertificate(signed.statement)
    expect(read).toMatchObject({ ...input, subject: { ...input.subject, ...(kind === 'member' && { teamIds: expect.any(Array) as string[] }) } }) // prettier-ignore
    expect(read?.issuer).toBe(await organisationFingerprint(key.publicKey))
    if (read?.subject.kind === 'member')
      expect(read.subject.teamIds.map((id) => id[0])).toEqual(['a', 'b', 'c'])
    expect(await verifyCertificate(key.publicKey, signed)).toBe(true)
    expect(await verifyCertificate(other.publicKey, signed)).toBe(false)
    expect(await verifyCertificate(key.publicKey, { ...signed, statement: `${signed.statement} ` })).toBe(
      false,
    )
  })

  it('leaves the list that it was given as it was', async () => {
    const input = certificate(subjects().member)
    const before = JSON.stringify(input)
    await signCertificate(key, input)
    expect(JSON.stringify(input)).toBe(before)
  })

  it('with anything in it that is not of its form is read by nobody', async () => {
    const { statement } = await signCertificate(key, certificate(subjects()[kind]))
    const wrong: [string, unknown][] = [
      ['label', 'another'],
      ['id', 'short'],
      ['id', 7],
      ['issuer', ''],
      ['issuer', 7],
      ['issuer', 'x'.repeat(201)],
      ['organisation', null],
      ['organisation.id', 'short'],
      ['organisation.name', ''],
      ['organisation.name', null],
      ['organisation.kind', ''],
      ['organisation.kind', 5],
      ['organisation.more', 1],
      ['subject', null],
      ['subject.kind', 'machine'],
      ['subject.more', 1],
      ['notBefore', '2026-11-26'],
      ['notBefore', '2027-11-26T00:00:00.000Z'],
      ['notAfter', '2026-11-25T00:00:00.000Z'],
      ['notAfter', 'never'],
      ['notAfter', 5],
      ['more', 1],
      ['issuer', undefined],
      ['notAfter', undefined],
    ]
    const own: Record<Subject['kind'], [string, unknown][]> = {
      organisation: [
        ['subject.publicKey', bytesToBase64Url(randomBytes(64))],
        ['subject.publicKey', 7],
        ['subject.publicKey', undefined],
      ],
      team: [
        ['subject.teamId', 'short'],
        ['subject.name', ''],
        ['subject.name', 'x'.repeat(201)],
        ['subject.name', 7],
      ],
      member: [
        ['subject.memberId', 'short'],
        ['subject.publicKey', bytesToBase64Url(randomBytes(64))],
        ['subject.signPublicKey', bytesToBase64Url(randomBytes(66))],
        ['subject.signPublicKey', 7],
        ['subject.teamIds', 'a'],
        ['subject.teamIds', {}],
        ['subject.teamIds', [randomId(), 'short']],
        ['subject.teamIds', ['b'.repeat(22), 'a'.repeat(22)]],
      ],
    }
    expect(readCertificate(changed(statement, 'label', JSON.parse(statement).label))).toBeDefined()
    for (const [path, value] of [...wrong, ...own[kind]])
      expect(
        readCertificate(changed(statement, path, value)),
        `${path}: ${JSON.stringify(value)}`,
      ).toBeUndefined()
    for (const text of ['', 'null', '7', '[]', '{}', '{', statement.replace(',', ', ')])
      expect(readCertificate(text)).toBeUndefined()
  })
})

it('no certificate is signed for longer than may be, for no time, or for what nobody would read', async () => {
  const base = certificate(subjects().team)
  const after = (days: number) => new Date(Date.parse(base.notBefore) + days * 86_400_000).toISOString()
  const signFor = (days: number) => refusal(signCertificate(key, { ...base, notAfter: after(days) }))
  expect(readCertificate((await signCertificate(key, { ...base, notAfter: after(longestCertificateDays) })).statement)).toBeDefined() // prettier-ignore
  expect(await signFor(longestCertificateDays + 1)).toBe('bad_argument')
  expect(await signFor(0)).toBe('bad_argument')
  expect(await signFor(-1)).toBe('bad_argument')
})

describe('a list of what no longer holds', () => {
  const ids = ['b', 'a'].map((letter) => letter.repeat(21) + 'A')
  const at = '2026-11-26T10:00:00.000Z'

  it('reads back sorted, and stands under its key only', async () => {
    const given = [...ids]
    const signed = await signRevocations(key, { number: 1, ids: given, at })
    expect(given).toEqual(ids)
    expect(readRevocations(signed.statement)).toEqual({
      issuer: await organisationFingerprint(key.publicKey),
      number: 1,
      ids: ids.toSorted(),
      at,
    })
    expect(await verifyRevocations(key.publicKey, signed)).toBe(true)
    expect(await verifyRevocations(other.publicKey, signed)).toBe(false)
  })

  it('of another form is neither read nor signed', async () => {
    const { statement } = await signRevocations(key, { number: 3, ids: [...ids].sort(), at })
    const wrong: [string, unknown][] = [
      ['label', 'another'],
      ['issuer', ''],
      ['number', 0],
      ['number', -1],
      ['number', 1.5],
      ['number', '3'],
      ['ids', [...ids].sort().toReversed()],
      ['ids', ['short']],
      ['ids', 'none'],
      ['ids', undefined],
      ['at', '2026-11-26'],
      ['at', '1970-01-01T00:00:00.000Z'],
      ['at', 7],
      ['more', 1],
    ]
    expect(readRevocations(statement)).toBeDefined()
    for (const [path, value] of wrong)
      expect(
        readRevocations(changed(statement, path, value)),
        `${path}: ${JSON.stringify(value)}`,
      ).toBeUndefined()
    for (const text of ['', 'null', '[]', '{}', '{']) expect(readRevocations(text)).toBeUndefined()
    expect(await refusal(signRevocations(key, { number: 0, ids, at }))).toBe('bad_argument')
    expect(await refusal(signRevocations(key, { number: 1, ids: ['short'], at }))).toBe('bad_argument')
  })
})

it('a signature of another length, form or label does not hold, and throws nothing', async () => {
  const signed = await signCertificate(key, certificate(subjects().team))
  const holds = (change: Partial<Signed>, label = 'x', publicKey = key.publicKey) =>
    verifyStatement(publicKey, label, { ...signed, ...change })
  expect(await verifyCertificate(key.publicKey, { ...signed, signature: '' })).toBe(false)
  expect(await verifyCertificate(key.publicKey, { ...signed, signature: 'no base64url!' })).toBe(false)
  expect(await verifyCertificate(key.publicKey, { ...signed, signature: `${signed.signature}AA` })).toBe(
    false,
  )
  expect(await holds({})).toBe(false)
  expect(await holds({}, 'x', new Uint8Array(65))).toBe(false)
})

it('what stands in statements is read strictly', () => {
  expect(keyBytes(bytesToBase64Url(new Uint8Array(65)))).toEqual(new Uint8Array(65))
  for (const text of ['', 'no base64url!', bytesToBase64Url(new Uint8Array(64))])
    expect(() => keyBytes(text)).toThrow('malformed')
  expect(parse('{"a":1}')).toEqual({ a: 1 })
  for (const text of ['null', '7', '"a"', '{', '']) expect(parse(text)).toBeUndefined()
  expect(timeOf('2026-11-26T10:00:00.000Z')).toBe(Date.UTC(2026, 10, 26, 10))
  for (const text of ['2026-11-26', '2026-11-26T10:00:00Z', 'soon', '2026-02-30T00:00:00.000Z'])
    expect(timeOf(text)).toBeNaN()
})
