import {
  createEpoch,
  createMember,
  derivePassphrase,
  generatePassphrase,
  newMemberSalt,
  sealMemberBundle,
  sealMemberSlot,
  type Member,
} from '../sealing/index.ts'
import {
  createEpoch as createEpochRoute,
  createMemberKeys,
  currentEpochs,
  listTeamMembers,
  registerPassphrase,
} from '../contracts/identity.ts'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import type { InProcessClient } from './in-process-client.ts'

/**
 * What a newcomer's browser does with an invitation, done here in the server for the
 * demo's people, so that a visitor finds a team that can answer. Real members make
 * their keys in their own browser; `npm start` refuses keys made here.
 */
export async function acceptInvitation(
  client: InProcessClient,
  token: string,
  words: readonly string[],
): Promise<{ passphrase: string; member: Member }> {
  const passphrase = generatePassphrase(words)
  const salt = newMemberSalt()
  const { signInKey, wrapKey } = await derivePassphrase(passphrase, salt)
  const { session } = await client.call(registerPassphrase, {
    token,
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(signInKey),
  })
  const member = await createMember(session.member.id)
  await client.call(createMemberKeys, {
    publicKey: bytesToBase64Url(member.pair.publicKey),
    signPublicKey: bytesToBase64Url(member.signer.publicKey),
    bundle: bytesToBase64Url(await sealMemberBundle(member)),
    slots: [
      {
        kind: 'passphrase',
        bytes: bytesToBase64Url(await sealMemberSlot(member, { kind: 'passphrase', wrapKey })),
      },
    ],
  })
  return { passphrase, member }
}

/** Makes the next epoch of every team of this member whose readers are not its members of today. */
export async function renewEpochs(client: InProcessClient): Promise<void> {
  const { epochs } = await client.call(currentEpochs, {})
  for (const { teamId, epoch, stale } of epochs) {
    if (!stale) continue
    const { members } = await client.call(listTeamMembers, { teamId })
    const readers = members.flatMap(({ memberId, publicKey, reads }) =>
      publicKey && reads ? [{ memberId, publicKey: base64UrlToBytes(publicKey) as Bytes }] : [],
    )
    const made = await createEpoch({ teamId, number: (epoch?.number ?? 0) + 1, members: readers })
    await client.call(createEpochRoute, {
      teamId,
      id: made.epoch.id,
      number: made.epoch.number,
      publicKey: bytesToBase64Url(made.epoch.publicKey),
      slots: made.slots.map(({ memberId, bytes }) => ({ memberId, bytes: bytesToBase64Url(bytes) })),
    })
  }
}
