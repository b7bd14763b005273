import { describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId, textToBytes } from '../kernel/index.ts'
import { sealTo } from './hpke.ts'
import {
  consentStatement,
  createEpoch,
  createPair,
  createVisit,
  openAnswer,
  openPacket,
  sealPacket,
  signConsent,
} from './index.ts'
import { exportPair } from './keys.ts'
import { frame, pad } from './primitives.ts'
import { labels, sizes } from './suite.ts'
import { refusal } from './testing.ts'

/* What comes out of a packet is what went in, and nothing that only looks like it. */

const teamId = randomId()
const epoch = (await createEpoch({ teamId, number: 1, members: [] })).key
const visit = await createVisit()
const mailbox = randomId()
const fields = [
  { key: 'name', label: 'Name', value: 'A.' },
  { key: 'age', label: 'Age', value: '19' },
]
const terms = {
  askId: randomId(),
  to: { teamId, organisation: 'Invented House', service: 'Safe bed' },
  why: 'to keep a bed for you tonight',
  until: '2027-01-02T03:04:05.000Z',
}
const statement = await consentStatement(terms, fields)
const tapped = await signConsent(statement, visit.signer)
const yesMessage = { writer: randomId(), sequence: 1, hash: 'h' }
const readBack = await signConsent(statement, await createPair(), yesMessage)
const receiver = { teamId, epochId: epoch.id, publicKey: epoch.publicKey }
const opener = { teamId, epochId: epoch.id, pair: epoch, mailbox }
const reply = await createPair()

const seal = (plain: string) =>
  sealTo(
    epoch.publicKey,
    frame(labels.packet, teamId, epoch.id, mailbox),
    pad(textToBytes(plain), sizes.packet),
  )

/** A packet's inside as it travels, with a consent of either kind. */
function inside(consent: typeof tapped = tapped): Record<string, unknown> {
  const { signature, signPublicKey, ...rest } = consent
  return {
    fields,
    consent: {
      ...rest,
      signature: bytesToBase64Url(signature),
      signPublicKey: bytesToBase64Url(signPublicKey),
    },
    replyPublicKey: bytesToBase64Url(reply.publicKey),
  }
}
const opened = async (value: unknown) => refusal(openPacket(await seal(JSON.stringify(value)), opener))

describe('a packet', () => {
  it.each([
    ['tapped', tapped],
    ['read back', readBack],
  ] as const)('with a consent that was %s brings just that consent', async (_, consent) => {
    const { bytes } = await sealPacket({ receiver, mailbox, fields, consent })
    const got = await openPacket(bytes, opener)
    expect(got.consent).toEqual(consent)
    expect(Object.keys(got.consent).sort()).toEqual(Object.keys(consent).sort())
    expect(await opened(inside(consent))).toBe('opened')
  })

  it('whose inside has another shape is malformed, whatever else is right', async () => {
    const base = inside()
    const with_ = (more: object) => ({ ...base, ...more })
    const consent = base['consent'] as object
    const consentWith = (more: object) => with_({ consent: { ...consent, ...more } })
    const shapes: unknown[] = [
      with_({ fields: 'x' }),
      with_({ fields: undefined }),
      with_({ fields: [null] }),
      with_({ fields: [{ key: 1, label: 'Name', value: 'A.' }] }),
      with_({ fields: [{ key: 'name', value: 'A.' }] }),
      with_({ fields: [{ key: 'name', label: 'Name', value: 3 }] }),
      with_({ consent: null }),
      with_({ consent: 'x' }),
      with_({ consent: undefined }),
      consentWith({ statement: 7 }),
      consentWith({ statement: undefined }),
      consentWith({ kind: 'other' }),
      consentWith({ kind: undefined }),
      consentWith({ signature: 7 }),
      consentWith({ signature: 'AA' }),
      consentWith({ signPublicKey: '***' }),
      with_({ replyPublicKey: 'AA' }),
      with_({ replyPublicKey: undefined }),
      null,
      7,
      'text',
    ]
    for (const shape of shapes) expect(await opened(shape), JSON.stringify(shape)).toBe('malformed')
    expect(await refusal(openPacket(await seal('{'), opener))).toBe('malformed')
  })

  it('that says it was read back names a message that could be one', async () => {
    const base = inside(readBack)
    const consent = base['consent'] as object
    for (const message of [
      undefined,
      null,
      'x',
      { ...yesMessage, writer: 1 },
      { ...yesMessage, hash: 1 },
      { ...yesMessage, hash: undefined },
      { ...yesMessage, sequence: 0 },
      { ...yesMessage, sequence: -1 },
      { ...yesMessage, sequence: 1.5 },
      { ...yesMessage, sequence: '1' },
    ])
      expect(
        await opened({ ...base, consent: { ...consent, yesMessage: message } }),
        JSON.stringify(message),
      ).toBe('malformed')
  })
})

describe('an answer', () => {
  const open = async (answer: unknown) => {
    const padded = pad(textToBytes(JSON.stringify(answer)), sizes.answer)
    const bytes = await sealTo(reply.publicKey, frame(labels.answer, mailbox), padded)
    return refusal(openAnswer(exportPair(reply), mailbox, bytes))
  }

  it('says yes or no, and its reason is words', async () => {
    for (const good of [{ accepted: true }, { accepted: false, reason: 'full' }, { accepted: true, more: 1 }])
      expect(await open(good)).toBe('opened')
    for (const bad of [
      {},
      { accepted: 'yes' },
      { accepted: 1 },
      { accepted: false, reason: 5 },
      { accepted: true, reason: null },
      null,
      7,
    ])
      expect(await open(bad), JSON.stringify(bad)).toBe('malformed')
  })
})
