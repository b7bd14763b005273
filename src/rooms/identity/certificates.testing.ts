import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import type { CertificateRequests, SignedFile } from '../../contracts/organisation-files.ts'
import {
  createPair,
  readCertificate,
  signCertificate,
  signEpochStatement,
  type Pair,
  type PinnedKey,
  type Signed,
} from '../../sealing/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import * as contract from '../../contracts/identity.ts'
import type { Hired } from './testing.ts'

const day = 86_400_000
const span = (days = 300) => ({
  notBefore: new Date(Date.now() - day).toISOString(),
  notAfter: new Date(Date.now() + days * day).toISOString(),
})

export type TestKey = { key: Pair; pin: PinnedKey }

export async function newOrganisationKey(organisation: string): Promise<TestKey> {
  const key = await createPair()
  return { key, pin: { organisation, publicKey: bytesToBase64Url(key.publicKey), revocations: 0 } }
}

type Requested = CertificateRequests['organisations'][number]

/** What the machine with the organisation key would send back for this organisation. */
export async function signRequested(
  { key }: TestKey,
  { organisation, teams, members }: Requested,
): Promise<SignedFile> {
  const sign = (subject: Parameters<typeof signCertificate>[1]['subject']) =>
    signCertificate(key, { id: randomId(), organisation, subject, ...span() })
  return {
    format: 'northline certificates 1',
    certificates: [
      ...(await Promise.all(teams.map(({ teamId, name }) => sign({ kind: 'team', teamId, name })))),
      ...(await Promise.all(
        members.map(({ memberId, publicKey, signPublicKey, teamIds }) =>
          sign({ kind: 'member', memberId, publicKey, signPublicKey, teamIds }),
        ),
      )),
    ],
    revocations: [],
  }
}

export function vouchFor(
  { key }: TestKey,
  other: TestKey,
  organisation: Requested['organisation'],
): Promise<Signed> {
  const subject = { kind: 'organisation', publicKey: other.pin.publicKey } as const
  return signCertificate(key, { id: randomId(), organisation, subject, ...span() })
}

/** Signs an epoch as its maker's browser would, under the certificate that the server shows for them. */
export async function signEpoch(
  { browser, memberId, keys }: Required<Hired>,
  epoch: InputOf<typeof contract.createEpoch>,
  previous = '',
): Promise<Signed> {
  const { members } = await browser.call(contract.listTeamMembers, { teamId: epoch.teamId })
  const certificate = members.find((member) => member.memberId === memberId)?.certificate
  const { teamId, number, id, publicKey } = epoch
  return signEpochStatement(keys.signer, {
    teamId,
    number,
    epochId: id,
    publicKey,
    previous,
    certificateId: readCertificate(certificate?.statement ?? '')?.id ?? randomId(),
    at: new Date().toISOString(),
    until: new Date(Date.now() + 90 * day).toISOString(),
  })
}
