import type { Session } from '../../contracts/identity.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  createMember,
  openMemberBundle,
  openMemberSlot,
  sealMemberBundle,
  sealMemberSlot,
  SealingError,
  type Member,
  type MemberSecret,
} from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'

/** A secret with the passkey it comes from, where it does. */
export type Unlocking = MemberSecret & { credentialId?: string }

/** No slot of this member opens with what was shown: another passkey, or one without PRF. */
export class NoSlot extends Error {
  constructor() {
    super('no slot')
    this.name = 'NoSlot'
  }
}

/**
 * Opens the member's keys with a passkey's PRF answer or the passphrase's wrap
 * key. Throws NoSlot, or SealingError `wrong_key` when the server shows other
 * public keys than the ones inside.
 */
export async function openMember(session: Session, secret: Unlocking): Promise<Member> {
  return (await openMemberBy(session, secret)).member
}

/** The same, and which slot it was. */
export async function openMemberBy(
  session: Session,
  secret: Unlocking,
): Promise<{ member: Member; slotId: string }> {
  const { keys, member } = session
  if (!keys) throw new NoSlot()
  const slots = session.slots.filter(
    (slot) =>
      slot.kind === secret.kind &&
      (secret.credentialId === undefined || slot.credentialId === secret.credentialId),
  )
  for (const slot of slots) {
    const root = await openMemberSlot(member.id, secret, decode(slot.bytes)).catch((error: unknown) => {
      if (error instanceof SealingError && error.reason === 'shut') return undefined
      throw error
    })
    if (!root) continue
    const opened = await openMemberBundle(member.id, root, decode(keys.bundle))
    const same =
      bytesToBase64Url(opened.pair.publicKey) === keys.publicKey &&
      bytesToBase64Url(opened.signer.publicKey) === keys.signPublicKey
    if (!same) throw new SealingError('wrong_key')
    return { member: opened, slotId: slot.id }
  }
  throw new NoSlot()
}

/** New keys, made here at first sign-in: what to keep in memory, and what to give the server. */
export async function makeMember(memberId: string, secret: Unlocking) {
  const member = await createMember(memberId)
  const slot = await sealWay(member, secret)
  const request = {
    publicKey: bytesToBase64Url(member.pair.publicKey),
    signPublicKey: bytesToBase64Url(member.signer.publicKey),
    bundle: bytesToBase64Url(await sealMemberBundle(member)),
    slots: [slot],
  }
  return { member, request }
}

/** One more way that opens a member's keys, as the server gets it. */
export async function sealWay(member: Pick<Member, 'memberId' | 'root'>, secret: Unlocking) {
  return {
    kind: secret.kind,
    ...(secret.credentialId !== undefined && { credentialId: secret.credentialId }),
    bytes: bytesToBase64Url(await sealMemberSlot(member, secret)),
  }
}
