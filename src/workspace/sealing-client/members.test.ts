import { describe, expect, it } from 'vitest'
import type { Session } from '../../contracts/identity.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { createEpoch, createPair } from '../../sealing/index.ts'
import { createEpochRing } from './epoch-ring.ts'
import { makeMember, NoSlot, openMember } from './members.ts'

const secret = (fill: number) => new Uint8Array(32).fill(fill)
const passkey = { kind: 'passkey' as const, prf: secret(1), credentialId: 'credential-one-aaaaaaa' }

async function signedIn() {
  const memberId = randomId()
  const { member, request } = await makeMember(memberId, passkey)
  const session = {
    member: { id: memberId, name: 'Ada', handle: 'ada', locale: 'en' },
    keys: { publicKey: request.publicKey, signPublicKey: request.signPublicKey, bundle: request.bundle },
    slots: request.slots.map(({ kind, bytes }) => ({
      id: randomId(),
      kind,
      credentialId: passkey.credentialId,
      bytes,
    })),
  } as unknown as Session
  return { memberId, member, session }
}

describe('a member’s keys', () => {
  it('made at first sign-in open again with the same passkey', async () => {
    const { member, session } = await signedIn()
    expect(await openMember(session, passkey)).toEqual(member)
  })

  it('do not open with another secret, another passkey, or none', async () => {
    const { session } = await signedIn()
    const others = [
      { ...passkey, prf: secret(2) },
      { ...passkey, credentialId: 'credential-two-bbbbbbb' },
      { kind: 'passphrase' as const, wrapKey: secret(1) },
    ]
    for (const other of others) await expect(openMember(session, other)).rejects.toBeInstanceOf(NoSlot)
  })

  it('are refused when the server shows other public keys than those inside', async () => {
    const { session } = await signedIn()
    const publicKey = bytesToBase64Url((await createPair()).publicKey)
    const swapped = { ...session, keys: { ...session.keys, publicKey } } as Session
    await expect(openMember(swapped, passkey)).rejects.toThrow('wrong_key')
  })
})

describe('the team keys in memory', () => {
  it('hold what the member’s slots open, and nothing after a wipe', async () => {
    const { memberId, member } = await signedIn()
    const teamId = randomId()
    const readers = [{ memberId, publicKey: member.pair.publicKey }]
    const { epoch, slots, key } = await createEpoch({ teamId, number: 1, members: readers })
    const answer = {
      id: epoch.id,
      number: 1,
      publicKey: bytesToBase64Url(epoch.publicKey),
      slot: bytesToBase64Url(slots[0]?.bytes ?? new Uint8Array()),
    }
    const ring = createEpochRing()
    expect(await ring.add(teamId, { ...answer, slot: null }, member)).toBe(false)
    expect(await ring.add(randomId(), answer, member)).toBe(false)
    expect(await ring.add(teamId, answer, member)).toBe(true)
    expect(ring.pairOf(epoch.id)?.privateKey).toEqual(key.privateKey)
    ring.wipe()
    expect(ring.has(epoch.id)).toBe(false)
  })
})
