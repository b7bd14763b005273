import { beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../kernel/index.ts'
import { signCertificate, type Signed } from './certificates.ts'
import {
  day,
  iso,
  newOrganisation,
  pinOf,
  revoked,
  said,
  signedAt,
  signedEpoch,
  vouch,
  type TestOrganisation,
} from './certificates.testing.ts'
import { judgeMember } from './epoch-proof.ts'
import { createPair } from './keys.ts'
import { signEpochStatement } from './statements.ts'

let line: TestOrganisation
let shelter: TestOrganisation
let shown: { memberId: string; publicKey: string }
let certificate: Signed
beforeAll(async () => {
  line = await newOrganisation('Lakeside Line', 'hotline')
  shelter = await newOrganisation('Lantern House', 'provider')
  ;({ shown, certificate } = await certified(line, [-1, 30]))
})

/** A member's keys as the server shows them, and what the organisation signed of them. */
async function certified({ key, organisation, teamId }: TestOrganisation, [from, to]: [number, number]) {
  const [pair, signer] = [await createPair(), await createPair()]
  const shown = { memberId: randomId(), publicKey: bytesToBase64Url(pair.publicKey) }
  const signPublicKey = bytesToBase64Url(signer.publicKey)
  const certificate = await signCertificate(key, {
    id: randomId(),
    organisation,
    subject: { kind: 'member', ...shown, signPublicKey, teamIds: [teamId] },
    notBefore: iso(from),
    notAfter: iso(to),
  })
  return { shown, certificate }
}

type Asked = Partial<Parameters<typeof judgeMember>[0]> & { days?: number }
const judge = ({ days = 1, ...asked }: Asked = {}) =>
  judgeMember({
    member: shown,
    certificate,
    pins: [pinOf(line)],
    vouched: [],
    now: new Date(signedAt + days * day),
    ...asked,
  })

describe('what stands behind a colleague’s keys', () => {
  it('is their organisation’s word, to the last moment of its time', async () => {
    expect(await judge()).toBe('certified')
    expect(await judge({ days: 30 })).toBe('certified')
    expect(await judge({ days: 31 })).toBe('uncertified')
  })

  it('is nothing without a certificate, with one of something else, or under a key that is not pinned', async () => {
    expect(await judge({ certificate: undefined })).toBe('uncertified')
    expect(await judge({ certificate: { statement: '', signature: '' } })).toBe('uncertified')
    expect(await judge({ certificate: await vouch(line, shelter) })).toBe('uncertified')
    expect(await judge({ pins: [] })).toBe('uncertified')
    expect(await judge({ pins: [pinOf(shelter)] })).toBe('uncertified')
    const { signature } = await vouch(line, shelter)
    expect(await judge({ certificate: { ...certificate, signature } })).toBe('uncertified')
  })

  it('is contradicted where the server shows another member or another key under it', async () => {
    const other = bytesToBase64Url((await createPair()).publicKey)
    expect(await judge({ member: { ...shown, publicKey: other } })).toBe('contradicted')
    expect(await judge({ member: { ...shown, memberId: randomId() } })).toBe('contradicted')
  })

  it('of another organisation is the word for its key, one step and no further, and only if that is not forged', async () => {
    const theirs = await certified(shelter, [-1, 30])
    const asked = { member: theirs.shown, certificate: theirs.certificate }
    const word = await vouch(line, shelter)
    expect(await judge(asked)).toBe('uncertified')
    expect(await judge({ ...asked, vouched: [word] })).toBe('certified')
    expect(await judge({ ...asked, vouched: [{ statement: 'no statement', signature: '' }, word] })).toBe(
      'certified',
    )
    const { signature } = await vouch(line, line)
    expect(await judge({ ...asked, vouched: [{ ...word, signature }] })).toBe('uncertified')
    const third = await newOrganisation('Quayside', 'provider')
    const far = await certified(third, [-1, 30])
    const chain = [word, await vouch(shelter, third)]
    expect(await judge({ member: far.shown, certificate: far.certificate, vouched: chain })).toBe(
      'uncertified',
    )
  })
})

describe('the parts of a proof', () => {
  it('must be of one organisation, by id and by name', async () => {
    for (const change of [{ name: 'Another House' }, { id: randomId() }]) {
      const { epoch, proof } = await signedEpoch(line)
      const [member] = proof.certificates as [Signed]
      const team = await signCertificate(line.key, {
        id: randomId(),
        organisation: { ...line.organisation, ...change },
        subject: { kind: 'team', teamId: line.teamId, name: 'Nights' },
        notBefore: iso(-1),
        notAfter: iso(300),
      })
      const certificates = [member, team]
      expect(await said({ epoch, proof: { ...proof, certificates }, pins: [pinOf(line)] })).toBe('unsigned')
    }
  })

  it('name the team itself: the word of the same organisation for another team does not help', async () => {
    const { epoch, proof } = await signedEpoch(line)
    const [member] = proof.certificates as [Signed]
    const elsewhere = await signCertificate(line.key, {
      id: randomId(),
      organisation: line.organisation,
      subject: { kind: 'team', teamId: randomId(), name: 'Days' },
      notBefore: iso(-1),
      notAfter: iso(300),
    })
    const certificates = [member, elsewhere]
    expect(await said({ epoch, proof: { ...proof, certificates }, pins: [pinOf(line)] })).toBe('unsigned')
  })

  it('hold for whoever is not told which team it is of, too', async () => {
    const { epoch, proof } = await signedEpoch(line)
    const { id, publicKey } = epoch
    expect(await said({ epoch: { id, publicKey }, proof, pins: [pinOf(line)] })).toMatch('Lakeside')
    const renamed = { ...epoch, id: randomId() }
    expect(await said({ epoch: renamed, proof, pins: [pinOf(line)] })).toBe('swapped')
  })

  it('begin when they say: a member certified after the epoch was made, or a team tomorrow, is too late', async () => {
    const pins = [pinOf(line)]
    expect(
      await said({ ...(await signedEpoch(line, { member: [0, 300], statement: [0, 90] })), pins }),
    ).toMatch('Lakeside')
    expect(await said({ ...(await signedEpoch(line, { team: [2, 300] })), pins, now: 1 })).toBe('expired')
    expect(await said({ ...(await signedEpoch(line, { team: [2, 300] })), pins, now: 2 })).toMatch('Lakeside')
  })

  it('end with the last moment of the first that ends', async () => {
    const { epoch, proof } = await signedEpoch(line, { member: [-1, 20] })
    expect(await said({ epoch, proof, pins: [pinOf(line)], now: 20 })).toBe(`Lakeside Line until ${iso(20)}`)
    expect(await said({ epoch, proof, pins: [pinOf(line)], now: 20.5 })).toBe('expired')
  })

  it('are revoked through the organisation that vouched as well', async () => {
    const { epoch, proof } = await signedEpoch(shelter)
    const word = await vouch(line, shelter)
    const { id } = JSON.parse(word.statement) as { id: string }
    const certificates = [...proof.certificates, word]
    const judging = { epoch, pins: [pinOf(line)] }
    const revocations = [await revoked(line, 1, [id])]
    expect(await said({ ...judging, proof: { ...proof, certificates } })).toMatch('Lantern')
    expect(await said({ ...judging, proof: { ...proof, certificates, revocations } })).toBe('revoked')
  })

  it('of a statement that somebody else signed for another epoch prove nothing', async () => {
    const { epoch, proof, member, certificateId } = await signedEpoch(line)
    const other = await signEpochStatement(member.signer, {
      teamId: line.teamId,
      number: 4,
      epochId: randomId(),
      publicKey: bytesToBase64Url((await createPair()).publicKey),
      previous: '',
      certificateId,
      at: iso(0),
      until: iso(90),
    })
    expect(await said({ epoch, proof: { ...proof, epoch: other }, pins: [pinOf(line)] })).toBe('swapped')
  })
})
