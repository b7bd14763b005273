import { bytesToBase64Url, randomId } from '../kernel/index.ts'
import { organisationFingerprint, signCertificate, signRevocations, type Signed } from './certificates.ts'
import { createEpoch } from './epochs.ts'
import { judgeEpoch, type EpochProof, type Judging, type PinnedKey } from './epoch-proof.ts'
import { createPair, type Pair } from './keys.ts'
import { createMember } from './members.ts'
import { signEpochStatement } from './statements.ts'

export const day = 86_400_000
/** When everything in these tests was signed. */
export const signedAt = Date.parse('2026-11-25T12:00:00.000Z')
export const iso = (days: number) => new Date(signedAt + days * day).toISOString()

/** An organisation with its key, and one team. */
export async function newOrganisation(name: string, kind: string) {
  const key = await createPair()
  return {
    key,
    fingerprint: await organisationFingerprint(key.publicKey),
    organisation: { id: randomId(), name, kind },
    teamId: randomId(),
  }
}
export type TestOrganisation = Awaited<ReturnType<typeof newOrganisation>>

export const pinOf = ({ key, organisation }: TestOrganisation, revocations = 0): PinnedKey => ({
  organisation: organisation.name,
  publicKey: bytesToBase64Url(key.publicKey),
  revocations,
})

type Spans = { member?: [number, number]; team?: [number, number]; statement?: [number, number] }

/** An epoch of the organisation's team, made and signed by a certified member. */
export async function signedEpoch(
  { key, organisation, teamId }: TestOrganisation,
  options: Spans & { teamIds?: string[]; signer?: Pair; certifiedBy?: Pair } = {},
) {
  const member = await createMember(randomId())
  const { epoch } = await createEpoch({ teamId, number: 3, members: [] })
  const span = ([from, to]: [number, number]) => ({ notBefore: iso(from), notAfter: iso(to) })
  const issuer = options.certifiedBy ?? key
  const certificateId = randomId()
  const memberCertificate = await signCertificate(issuer, {
    id: certificateId,
    organisation,
    subject: {
      kind: 'member',
      memberId: member.memberId,
      publicKey: bytesToBase64Url(member.pair.publicKey),
      signPublicKey: bytesToBase64Url(member.signer.publicKey),
      teamIds: options.teamIds ?? [teamId],
    },
    ...span(options.member ?? [-1, 300]),
  })
  const teamCertificate = await signCertificate(issuer, {
    id: randomId(),
    organisation,
    subject: { kind: 'team', teamId, name: 'Nights' },
    ...span(options.team ?? [-1, 300]),
  })
  const [at, until] = options.statement ?? [0, 90]
  const signed = await signEpochStatement(options.signer ?? member.signer, {
    teamId,
    number: epoch.number,
    epochId: epoch.id,
    publicKey: bytesToBase64Url(epoch.publicKey),
    previous: '',
    certificateId,
    at: iso(at),
    until: iso(until),
  })
  const proof: EpochProof = {
    epoch: signed,
    certificates: [memberCertificate, teamCertificate],
    revocations: [],
  }
  return { epoch, proof, certificateId, member }
}

/** The line vouches for another organisation's key. */
export function vouch(by: TestOrganisation, other: TestOrganisation, span: [number, number] = [-1, 300]) {
  return signCertificate(by.key, {
    id: randomId(),
    organisation: other.organisation,
    subject: { kind: 'organisation', publicKey: bytesToBase64Url(other.key.publicKey) },
    notBefore: iso(span[0]),
    notAfter: iso(span[1]),
  })
}

/** What a browser says of it: the end of its time, or why not. */
export async function said(judging: Omit<Judging, 'now'> & { now?: number }): Promise<string> {
  const verdict = await judgeEpoch({ ...judging, now: new Date(signedAt + (judging.now ?? 1) * day) })
  return verdict.verified ? `${verdict.organisation.name} until ${verdict.until.toISOString()}` : verdict.why
}

export const revoked = (by: TestOrganisation, number: number, ids: string[]): Promise<Signed> =>
  signRevocations(by.key, { number, ids, at: iso(0) })
