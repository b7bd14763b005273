import { describe, expect, it } from 'vitest'
import { randomId } from '../kernel/index.ts'
import {
  consentHash,
  consentStatement,
  createEpoch,
  createPair,
  createVisit,
  openAnswer,
  openPacket,
  packetMatchesConsent,
  readStatement,
  sealAnswer,
  sealPacket,
  signConsent,
  verifyConsent,
} from './index.ts'
import { flipped, refusal } from './testing.ts'

const teamId = randomId()
const epoch = (await createEpoch({ teamId, number: 1, members: [] })).key
const visit = await createVisit()
const mailbox = randomId()
const terms = {
  askId: randomId(),
  to: { teamId, organisation: 'Invented House', service: 'Safe bed' },
  why: 'to keep a bed for you tonight',
  until: '2027-01-02T03:04:05.000Z',
}
const name = { key: 'name', label: 'Name', value: 'A.' }
const age = { key: 'age', label: 'Age', value: '19' }
const phone = { key: 'phone', label: 'Phone', value: '+1 613 555 0100' }
const ticked = [name, age]
const statement = await consentStatement(terms, ticked)
const consent = await signConsent(statement, visit.signer)
const receiver = { teamId, epochId: epoch.id, publicKey: epoch.publicKey }
const opener = { teamId, epochId: epoch.id, pair: epoch, mailbox }

describe('a consent', () => {
  it('is one text for one agreement, whatever the order of ticking', async () => {
    expect(await consentStatement(terms, [age, name])).toBe(statement)
    expect(readStatement(statement)).toMatchObject(terms)
    expect(readStatement(statement)?.fields.map(([key]) => key)).toEqual(['age', 'name'])
  })

  it('names no value, and nothing at all of what was not ticked', () => {
    expect(statement).not.toMatch(/A\.|19"|phone|Phone|555/)
  })

  it('is signed by the seeker’s tap, or by the responder who cites the seeker’s yes', async () => {
    const responder = await createPair()
    const yesMessage = { writer: randomId(), sequence: 4, hash: 'h' }
    const readBack = await signConsent(statement, responder, yesMessage)
    expect(await verifyConsent(consent)).toBe(true)
    expect(await verifyConsent(readBack)).toBe(true)
    expect(
      await verifyConsent({ ...readBack, kind: 'read-back', yesMessage: { ...yesMessage, sequence: 5 } }),
    ).toBe(false)
    expect(await verifyConsent({ ...readBack, kind: 'tapped' })).toBe(false)
    expect(await verifyConsent({ ...consent, kind: 'read-back', yesMessage })).toBe(false)
    expect(await verifyConsent({ ...consent, signPublicKey: responder.publicKey })).toBe(false)
    expect(await verifyConsent({ ...consent, signPublicKey: new Uint8Array(3) })).toBe(false)
  })

  it('does not hold for other terms or another spelling of the same', async () => {
    for (const change of [
      { until: '2028-01-02T03:04:05.000Z' },
      { why: 'x' },
      { to: { ...terms.to, teamId: 'x' } },
    ]) {
      const other = await consentStatement({ ...terms, ...change }, ticked)
      expect(await verifyConsent({ ...consent, statement: other })).toBe(false)
    }
    const spaced = JSON.stringify(JSON.parse(statement), null, 1)
    expect(await verifyConsent(await signConsent(spaced, visit.signer))).toBe(false)
    for (const text of ['', '{}', 'null', '[]', statement.slice(1), `${statement} `]) {
      expect(readStatement(text), text).toBeUndefined()
    }
    expect(await consentHash(statement)).toMatch(/^[\w-]{43}$/)
  })

  it('covers exactly the ticked fields with their labels and values', async () => {
    const covered = (fields: (typeof name)[]): Promise<boolean> => packetMatchesConsent(fields, consent)
    expect(await covered(ticked)).toBe(true)
    expect(await covered([name])).toBe(true)
    expect(await covered([])).toBe(true)
    expect(await covered([...ticked, phone])).toBe(false)
    expect(await covered([{ ...age, value: '20' }])).toBe(false)
    expect(await covered([{ ...age, label: 'Shoe size' }])).toBe(false)
    expect(await covered([{ ...age, key: 'name' }])).toBe(false)
    expect(await covered([name, name])).toBe(false)
  })
})

describe('a packet', () => {
  it('brings the consented fields to the receiving team, and the answer back', async () => {
    const { bytes, replyPrivateKey } = await sealPacket({ receiver, mailbox, fields: ticked, consent })
    const packet = await openPacket(bytes, opener)
    expect(packet).toMatchObject({ fields: ticked, consent, terms })
    const answer = await sealAnswer(packet.replyPublicKey, mailbox, { accepted: false, reason: 'full' })
    expect(await openAnswer(replyPrivateKey, mailbox, answer)).toEqual({ accepted: false, reason: 'full' })
  })

  it('has a size that does not tell what is inside', async () => {
    const sizes = await Promise.all(
      [[], ticked].map(
        async (fields) => (await sealPacket({ receiver, mailbox, fields, consent })).bytes.length,
      ),
    )
    expect(new Set(sizes).size).toBe(1)
  })

  it('is not sealed with anything beyond the consent, to another team, or on a broken signature', async () => {
    const right = { receiver, mailbox, fields: ticked, consent }
    expect(await refusal(sealPacket({ ...right, fields: [...ticked, phone] }))).toBe('outside_consent')
    expect(await refusal(sealPacket({ ...right, receiver: { ...receiver, teamId: 'x' } }))).toBe(
      'outside_consent',
    )
    const broken = { ...consent, signature: flipped(consent.signature, 9) }
    expect(await refusal(sealPacket({ ...right, consent: broken }))).toBe('forged')
  })

  it('made by a careless sender is refused by the opener all the same', async () => {
    const { sealTo } = await import('./hpke.ts')
    const { frame, pad } = await import('./primitives.ts')
    const { labels, sizes } = await import('./suite.ts')
    const { bytesToBase64Url, textToBytes } = await import('../kernel/index.ts')
    const text = (bytes: Uint8Array): string => bytesToBase64Url(bytes)
    const body = {
      fields: [...ticked, phone] as unknown,
      consent: {
        kind: 'tapped',
        statement,
        signature: text(consent.signature),
        signPublicKey: text(consent.signPublicKey),
      },
      replyPublicKey: text((await createPair()).publicKey),
    }
    const seal = (value: unknown) =>
      sealTo(
        epoch.publicKey,
        frame(labels.packet, teamId, epoch.id, mailbox),
        pad(textToBytes(JSON.stringify(value)), sizes.packet),
      )
    expect(await refusal(openPacket(await seal(body), opener))).toBe('outside_consent')
    expect(await refusal(openPacket(await seal({ ...body, fields: ticked }), opener))).toBe('opened')
    const malformed = [
      null,
      [],
      { ...body, fields: null },
      { ...body, fields: [null] },
      { ...body, consent: null },
      { ...body, consent: undefined },
      { ...body, consent: { ...body.consent, kind: 'other' } },
      { ...body, consent: { ...body.consent, kind: 'read-back' } },
      { ...body, consent: { ...body.consent, kind: 'read-back', yesMessage: { writer: 1 } } },
      { ...body, consent: { ...body.consent, signature: '' } },
      { ...body, replyPublicKey: 7 },
    ]
    for (const value of malformed)
      expect(await refusal(openPacket(await seal(value), opener))).toBe('malformed')
  })

  it('does not open for another team, epoch or mailbox, or with a bit changed', async () => {
    const { bytes } = await sealPacket({ receiver, mailbox, fields: ticked, consent })
    const wrong = [{ teamId: 'x' }, { epochId: 'x' }, { mailbox: 'x' }, { pair: await createPair() }]
    for (const part of wrong) expect(await refusal(openPacket(bytes, { ...opener, ...part }))).toBe('shut')
    for (let bit = 0; bit < bytes.length * 8; bit += 997) {
      expect(await refusal(openPacket(flipped(bytes, bit), opener))).not.toBe('opened')
    }
  })

  it('has answers that open for their packet and mailbox only', async () => {
    const made = await sealPacket({ receiver, mailbox, fields: [], consent })
    const other = await sealPacket({ receiver, mailbox, fields: [], consent })
    const { replyPublicKey } = await openPacket(made.bytes, opener)
    const answer = await sealAnswer(replyPublicKey, mailbox, { accepted: true, note: { room: 2 } })
    expect(await openAnswer(made.replyPrivateKey, mailbox, answer)).toEqual({
      accepted: true,
      note: { room: 2 },
    })
    expect(await refusal(openAnswer(other.replyPrivateKey, mailbox, answer))).toBe('shut')
    expect(await refusal(openAnswer(made.replyPrivateKey, randomId(), answer))).toBe('shut')
    const empty = await sealAnswer(replyPublicKey, mailbox, {} as { accepted: boolean })
    expect(await refusal(openAnswer(made.replyPrivateKey, mailbox, empty))).toBe('malformed')
  })
})
