import {
  createEpoch,
  createMember,
  derivePassphrase,
  epochDays,
  generatePassphrase,
  newMemberSalt,
  readCertificate,
  sealMemberBundle,
  sealMemberSlot,
  signEpochStatement,
  type Epoch,
  type Member,
  type Pair,
  type Signed,
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

function signStatement(signer: Pair, epoch: Epoch, previous: string, certificateId: string): Promise<Signed> {
  const now = Date.now()
  return signEpochStatement(signer, {
    teamId: epoch.teamId,
    number: epoch.number,
    epochId: epoch.id,
    publicKey: bytesToBase64Url(epoch.publicKey),
    previous,
    certificateId,
    at: new Date(now).toISOString(),
    until: new Date(now + epochDays * 86_400_000).toISOString(),
  })
}

/**
 * Makes the next epoch of every team of this member whose readers are not its members of today, and signs it
 * where the member's keys are signed.
 */
export async function renewEpochs(client: InProcessClient, { memberId, signer }: Member): Promise<void> {
  const { epochs } = await client.call(currentEpochs, {})
  for (const { teamId, epoch, stale } of epochs) {
    if (!stale) continue
    const { members } = await client.call(listTeamMembers, { teamId })
    const readers = members.flatMap(({ memberId, publicKey, reads }) =>
      publicKey && reads ? [{ memberId, publicKey: base64UrlToBytes(publicKey) as Bytes }] : [],
    )
    const signed = members.find((member) => member.memberId === memberId)?.certificate
    const certificate = signed ? readCertificate(signed.statement) : undefined
    const made = await createEpoch({ teamId, number: (epoch?.number ?? 0) + 1, members: readers })
    await client.call(createEpochRoute, {
      teamId,
      id: made.epoch.id,
      number: made.epoch.number,
      publicKey: bytesToBase64Url(made.epoch.publicKey),
      slots: made.slots.map(({ memberId, bytes }) => ({ memberId, bytes: bytesToBase64Url(bytes) })),
      ...(certificate && {
        signed: await signStatement(signer, made.epoch, epoch?.id ?? '', certificate.id),
      }),
    })
  }
}
