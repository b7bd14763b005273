import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../kernel/index.ts'
import {
  iso,
  newOrganisation,
  pinOf,
  revoked,
  said,
  signedEpoch,
  vouch,
  type TestOrganisation,
} from './certificates.testing.ts'
import { judgeEpoch, type EpochProof } from './epoch-proof.ts'
import { createEpoch } from './epochs.ts'
import { createPair } from './keys.ts'

let line: TestOrganisation
let shelter: TestOrganisation
beforeAll(async () => {
  line = await newOrganisation('Lakeside Line', 'hotline')
  shelter = await newOrganisation('Lantern House', 'provider')
})

describe('a team’s key', () => {
  it('is verified from the pinned key down, until the first of its times runs out', async () => {
    const { epoch, proof } = await signedEpoch(line, { team: [-1, 40] })
    const judging = { epoch, proof, pins: [pinOf(line)], own: true }
    expect(await said(judging)).toBe(`Lakeside Line until ${iso(40)}`)
    expect(await said({ ...judging, now: 41 })).toBe('expired')
    expect(await judgeEpoch({ ...judging, now: new Date(iso(1)) })).toMatchObject({ team: 'Nights' })
  })

  it('without a proof, a pin or a certificate is unsigned', async () => {
    const { epoch, proof } = await signedEpoch(line)
    const pins = [pinOf(line)]
    expect(await said({ epoch, proof: undefined, pins })).toBe('unsigned')
    expect(await said({ epoch, proof, pins: [] })).toBe('unsigned')
    expect(await said({ epoch, proof, pins: [pinOf(shelter)] })).toBe('unsigned')
    expect(await said({ epoch, proof: { ...proof, certificates: [] }, pins })).toBe('unsigned')
  })

  it('that was swapped under a good proof is found, and so is one under another team’s name', async () => {
    const { epoch, proof } = await signedEpoch(line)
    const pins = [pinOf(line)]
    const { epoch: other } = await createEpoch({ teamId: line.teamId, number: 3, members: [] })
    expect(await said({ epoch: other, proof, pins })).toBe('swapped')
    expect(await said({ epoch: { ...epoch, publicKey: other.publicKey }, proof, pins })).toBe('swapped')
    expect(await said({ epoch: { ...epoch, teamId: randomId() }, proof, pins })).toBe('swapped')
  })

  it('signed by somebody without a certificate, or for a team not theirs, is refused', async () => {
    const pins = [pinOf(line)]
    const { epoch, proof } = await signedEpoch(line, { signer: await createPair() })
    expect(await said({ epoch, proof, pins })).toBe('swapped')
    const stranger = await signedEpoch(line, { certifiedBy: await createPair() })
    expect(await said({ ...stranger, pins })).toBe('unsigned')
    const elsewhere = await signedEpoch(line, { teamIds: [randomId()] })
    expect(await said({ ...elsewhere, pins })).toBe('unsigned')
  })

  it('made before its maker was certified or after that ended is refused', async () => {
    const pins = [pinOf(line)]
    expect(await said({ ...(await signedEpoch(line, { member: [1, 300], statement: [0, 90] })), pins })).toBe(
      'expired',
    )
    const late = await signedEpoch(line, { member: [-9, -2], statement: [0, 90] })
    expect(await said({ ...late, pins })).toBe('expired')
  })

  it('holds on a phone whose clock runs years behind, and not on one that says it is over', async () => {
    const { epoch, proof } = await signedEpoch(line)
    const judging = { epoch, proof, pins: [pinOf(line)], own: true }
    expect(await said({ ...judging, now: -3_000 })).toBe(`Lakeside Line until ${iso(90)}`)
    expect(await said({ ...judging, now: 91 })).toBe('expired')
  })

  it('can’t be signed for longer than a season', async () => {
    await expect(signedEpoch(line, { statement: [0, 120] })).rejects.toMatchObject({ reason: 'bad_argument' })
    await expect(signedEpoch(line, { member: [0, 500] })).rejects.toMatchObject({ reason: 'bad_argument' })
  })
})

describe('a revoked certificate', () => {
  it('makes the key refused; so does a list that is older than the pin knows', async () => {
    const { epoch, proof, certificateId } = await signedEpoch(line)
    const withList = async (number: number, ids: string[]): Promise<EpochProof> => ({
      ...proof,
      revocations: [await revoked(line, number, ids)],
    })
    const judging = { epoch, pins: [pinOf(line, 2)] }
    expect(await said({ ...judging, proof: await withList(2, [randomId()]) })).toMatch('Lakeside')
    expect(await said({ ...judging, proof: await withList(2, [certificateId]) })).toBe('revoked')
    expect(await said({ ...judging, proof: await withList(1, []) })).toBe('revoked')
    expect(await said({ ...judging, proof })).toBe('revoked')
  })

  it('is not made so by a list of another organisation, nor unmade by a forged one', async () => {
    const { epoch, proof, certificateId } = await signedEpoch(line)
    const foreign = await revoked(shelter, 9, [certificateId])
    expect(await said({ epoch, proof: { ...proof, revocations: [foreign] }, pins: [pinOf(line)] })).toMatch(
      'Lakeside',
    )
    const real = await revoked(line, 3, [certificateId])
    const forged = { ...(await revoked(line, 4, [])), signature: real.signature }
    const both = { ...proof, revocations: [real, forged] }
    expect(await said({ epoch, proof: both, pins: [pinOf(line, 3)] })).toBe('revoked')
  })
})

describe('another organisation', () => {
  it('is known by the line’s word for its key: enough for a packet, never for what a seeker writes', async () => {
    const { epoch, proof } = await signedEpoch(shelter)
    const certificates = [...proof.certificates, await vouch(line, shelter, [2, 30])]
    const judging = { epoch, proof: { ...proof, certificates }, pins: [pinOf(line)] }
    expect(await said({ ...judging, now: 3 })).toBe(`Lantern House until ${iso(30)}`)
    expect(await said({ ...judging, now: 1 })).toBe('expired')
    expect(await said({ ...judging, now: 3, own: true })).toBe('unsigned')
    expect(await said({ epoch, proof, pins: [pinOf(line)], now: 3 })).toBe('unsigned')
  })

  it('can’t pass the word on, nor speak in a third one’s name', async () => {
    const third = await newOrganisation('Quayside', 'provider')
    const { epoch, proof } = await signedEpoch(third)
    const chain = [await vouch(shelter, third), await vouch(line, shelter)]
    const judging = { epoch, pins: [pinOf(line)] }
    expect(
      await said({ ...judging, proof: { ...proof, certificates: [...proof.certificates, ...chain] } }),
    ).toBe('unsigned')
    const named = { ...third, organisation: shelter.organisation }
    const borrowed = await signedEpoch(named)
    const certificates = [...borrowed.proof.certificates, await vouch(line, third)]
    expect(
      await said({ epoch: borrowed.epoch, pins: [pinOf(line)], proof: { ...borrowed.proof, certificates } }),
    ).toBe('unsigned')
  })
})

it('one changed character anywhere in a proof never leaves it verified in another sense', async () => {
  const { epoch, proof } = await signedEpoch(shelter)
  const full: EpochProof = {
    epoch: proof.epoch,
    certificates: [...proof.certificates, await vouch(line, shelter)],
    revocations: [await revoked(line, 1, [randomId()])],
  }
  const text = JSON.stringify(full)
  const judging = { epoch, pins: [pinOf(line, 1)], now: new Date(iso(1)) }
  const good = await judgeEpoch({ ...judging, proof: full })
  expect(good.verified).toBe(true)
  const runs = Number(process.env['PROPERTY_RUNS'] ?? 300)
  const places = fc.integer({ min: 0, max: text.length - 1 })
  await fc.assert(
    fc.asyncProperty(places, fc.constantFrom(...'0aZ_-",{}:19'), async (at, character) => {
      const changed = text.slice(0, at) + character + text.slice(at + 1)
      let read: EpochProof
      try {
        read = JSON.parse(changed) as EpochProof
      } catch {
        return
      }
      const verdict = await judgeEpoch({ ...judging, proof: read })
      if (verdict.verified) expect(verdict).toEqual(good)
    }),
    { numRuns: runs },
  )
})

it('a fingerprint is eight groups that can be read out, and another for another key', async () => {
  expect(line.fingerprint).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(line.fingerprint).not.toBe(shelter.fingerprint)
  expect(bytesToBase64Url(line.key.publicKey)).toHaveLength(87)
})
