import { describe, expect, it } from 'vitest'
import { concatBytes, randomId, type Bytes } from '../kernel/index.ts'
import { sealBox } from './boxes.ts'
import {
  createEpoch,
  createMember,
  derivePassphrase,
  generatePassphrase,
  newMemberSalt,
  newPrintedCode,
  openEpoch,
  openMemberBundle,
  openMemberSlot,
  resealEpoch,
  sealMemberBundle,
  sealMemberSlot,
  type EpochSlot,
  type MemberSecret,
} from './index.ts'
import { sealTo } from './hpke.ts'
import { exportPair } from './keys.ts'
import { frame, prefix, randomBytes, sha256 } from './primitives.ts'
import { labels } from './suite.ts'
import { fast, flipped, inventedWords, refusal } from './testing.ts'

const memberId = randomId()
const member = await createMember(memberId)

async function secrets(): Promise<MemberSecret[]> {
  const { wrapKey } = await derivePassphrase(generatePassphrase(inventedWords), newMemberSalt(), fast)
  return [
    { kind: 'passkey', prf: randomBytes(32) },
    { kind: 'passphrase', wrapKey },
    { kind: 'printed', code: newPrintedCode() },
  ]
}

describe('a member', () => {
  it('opens the bundle by passkey, passphrase or printed code', async () => {
    const bundle = await sealMemberBundle(member)
    for (const secret of await secrets()) {
      const slot = await sealMemberSlot(member, secret)
      const root = await openMemberSlot(memberId, secret, slot)
      expect(await openMemberBundle(memberId, root, bundle)).toEqual(member)
    }
  })

  it('does not open by another secret, as another member, as another kind, or with a bit changed', async () => {
    const [mine, theirs] = [await secrets(), await secrets()]
    for (const [i, secret] of mine.entries()) {
      const slot = await sealMemberSlot(member, secret)
      expect(await refusal(openMemberSlot(memberId, theirs[i] as MemberSecret, slot))).toBe('shut')
      expect(await refusal(openMemberSlot(randomId(), secret, slot))).toBe('shut')
      for (let bit = 0; bit < slot.length * 8; bit += 3) {
        expect(await refusal(openMemberSlot(memberId, secret, flipped(slot, bit)))).not.toBe('opened')
      }
    }
    const key = randomBytes(32)
    const slot = await sealMemberSlot(member, { kind: 'passkey', prf: key })
    expect(await refusal(openMemberSlot(memberId, { kind: 'passphrase', wrapKey: key }, slot))).toBe('shut')
  })

  it('has a bundle that opens under the own root and name only', async () => {
    const bundle = await sealMemberBundle(member)
    expect(await refusal(openMemberBundle(memberId, randomBytes(32), bundle))).toBe('shut')
    expect(await refusal(openMemberBundle(randomId(), member.root, bundle))).toBe('shut')
    const other = await createMember(memberId)
    const mixed = await sealMemberBundle({
      ...member,
      pair: { publicKey: other.pair.publicKey, privateKey: member.pair.privateKey },
    })
    expect(await refusal(openMemberBundle(memberId, member.root, mixed))).toBe('wrong_key')
  })

  it('gets a passphrase of seven words whose sign-in key says nothing about the wrapping key', async () => {
    const passphrase = generatePassphrase(inventedWords)
    expect(passphrase.split(' ')).toHaveLength(7)
    const salt = newMemberSalt()
    const keys = await derivePassphrase(passphrase, salt, fast)
    expect(keys.signInKey).not.toEqual(keys.wrapKey)
    expect(
      await derivePassphrase(` ${passphrase.toUpperCase().replaceAll(' ', ' - ')} `, salt, fast),
    ).toEqual(keys)
    expect((await derivePassphrase(passphrase, newMemberSalt(), fast)).signInKey).not.toEqual(keys.signInKey)
  })

  it('may copy a printed code carelessly but not wrongly', async () => {
    const code = newPrintedCode()
    expect(code).toMatch(/^([0-9A-Z]{5}-){6}[0-9A-Z]{5}$/)
    const slot = await sealMemberSlot(member, { kind: 'printed', code })
    const careless = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    expect(await openMemberSlot(memberId, { kind: 'printed', code: careless }, slot)).toEqual(member.root)
    const short = { kind: 'printed', code: code.slice(2) } as const
    expect(await refusal(openMemberSlot(memberId, short, slot))).toBe('malformed')
  })
})

describe('what a server might hand back instead of a member’s own', () => {
  const prf = randomBytes(32)
  const passkey = { kind: 'passkey', prf } as const
  const salt = randomBytes(16)

  /** A slot that opens, made without this library's checks: any root under any commitment. */
  async function slotOf(root: Bytes, commit: Bytes): Promise<Bytes> {
    const info = frame(labels.memberPasskey, memberId, salt, commit)
    return concatBytes(prefix, salt, commit, await sealBox(prf, info, root))
  }
  const commitTo = (root: Bytes) => sha256(frame(labels.memberCommit, memberId, root))

  it('is a slot with another root than the one that was committed to, or with one of another length', async () => {
    expect(
      await openMemberSlot(memberId, passkey, await slotOf(member.root, await commitTo(member.root))),
    ).toEqual(member.root)
    const other = randomBytes(32)
    expect(
      await refusal(openMemberSlot(memberId, passkey, await slotOf(other, await commitTo(member.root)))),
    ).toBe('wrong_key')
    const short = randomBytes(31)
    expect(await refusal(openMemberSlot(memberId, passkey, await slotOf(short, await commitTo(short))))).toBe(
      'wrong_key',
    )
  })

  it('is a slot that ends before its box begins', async () => {
    const slot = await sealMemberSlot(member, passkey)
    for (const length of [3, 2 + 16, 2 + 16 + 32])
      expect(await refusal(openMemberSlot(memberId, passkey, slot.slice(0, length)))).toBe('malformed')
  })

  it('is a bundle that is too short or too long for two pairs', async () => {
    const info = frame(labels.memberBundle, memberId)
    const whole = concatBytes(exportPair(member.pair), exportPair(member.signer))
    for (const bytes of [whole.slice(0, -1), concatBytes(whole, new Uint8Array(1)), new Uint8Array(0)])
      expect(
        await refusal(openMemberBundle(memberId, member.root, await sealBox(member.root, info, bytes))),
      ).toBe('malformed')
  })

  it('is sealed under no secret that is shorter than a key', async () => {
    for (const secret of [
      { kind: 'passkey', prf: randomBytes(31) },
      { kind: 'passphrase', wrapKey: randomBytes(31) },
    ] as const) {
      expect(await refusal(sealMemberSlot(member, secret))).toBe('bad_key')
      const slot = await sealMemberSlot(member, passkey)
      expect(await refusal(openMemberSlot(memberId, secret, slot))).toBe('bad_key')
    }
  })
})

describe('an epoch', () => {
  const teamId = randomId()
  const reader = { memberId, publicKey: member.pair.publicKey }

  it('opens for its members and nobody else', async () => {
    const outsider = await createMember(randomId())
    const made = await createEpoch({ teamId, number: 3, members: [reader] })
    const slot = made.slots[0] as EpochSlot
    expect(await openEpoch(made.epoch, slot, member)).toEqual(made.key)
    expect(await refusal(openEpoch(made.epoch, slot, outsider))).toBe('wrong_context')
    const renamed = { ...slot, memberId: outsider.memberId }
    expect(await refusal(openEpoch(made.epoch, renamed, outsider))).toBe('shut')
    expect('privateKey' in made.epoch).toBe(false)
  })

  it('is not opened as another team’s, number or id', async () => {
    const made = await createEpoch({ teamId, number: 3, members: [reader] })
    const other = await createEpoch({ teamId, number: 3, members: [reader] })
    const slot = made.slots[0] as EpochSlot
    expect(await refusal(openEpoch({ ...made.epoch, teamId: randomId() }, slot, member))).toBe('shut')
    expect(await refusal(openEpoch({ ...made.epoch, number: 4 }, slot, member))).toBe('shut')
    expect(await refusal(openEpoch({ ...made.epoch, id: randomId() }, slot, member))).toBe('wrong_key')
    expect(await refusal(openEpoch(other.epoch, slot, member))).toBe('shut')
  })

  it('is refused when the slot holds a key that does not belong to its public half', async () => {
    const { epoch } = await createEpoch({ teamId, number: 3, members: [] })
    const info = frame(labels.epochSlot, teamId, 3, epoch.id, memberId)
    const stranger = (await createMember(memberId)).pair.privateKey
    const bytes = await sealTo(member.pair.publicKey, info, stranger)
    expect(await refusal(openEpoch(epoch, { memberId, bytes }, member))).toBe('wrong_key')
  })

  it('can be sealed to a newcomer by a member who opened it', async () => {
    const newcomer = await createMember(randomId())
    const made = await createEpoch({ teamId, number: 3, members: [reader] })
    const opened = await openEpoch(made.epoch, made.slots[0] as EpochSlot, member)
    const slot = await resealEpoch(opened, {
      memberId: newcomer.memberId,
      publicKey: newcomer.pair.publicKey,
    })
    expect(await openEpoch(made.epoch, slot, newcomer)).toEqual(made.key)
  })
})
