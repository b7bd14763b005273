import { base64UrlToBytes, type Bytes } from '../../kernel/index.ts'
import type { CertificateRequests, SignedFile } from '../../contracts/organisation-files.ts'
import type { Tx } from '../../database/index.ts'
import {
  organisationFingerprint,
  readCertificate,
  readRevocations,
  verifyCertificate,
  verifyRevocations,
  type Certificate,
  type PinnedKey,
  type Signed,
} from '../../sealing/index.ts'
import { listCertifiable, listHeld, listOrganisations, listTeams } from './certificate-requests.repository.ts'
import {
  insertCertificate,
  listAllRevocations,
  listPublicKeysOfIssuers,
  putRevocations,
} from './certificates.repository.ts'
import type { IdentityDeps } from './identity.deps.ts'

const system = { kind: 'system' } as const

/** Every team and keyed member, with what is signed of exactly them already. */
export async function showCertificateRequests(
  deps: Pick<IdentityDeps, 'database'>,
): Promise<CertificateRequests> {
  return deps.database.as(system, async (tx) => {
    const [organisations, teams, members, held] = [
      await listOrganisations(tx),
      await listTeams(tx),
      await listCertifiable(tx),
      (await listHeld(tx)).map((one) => ({ ...one, subject: readCertificate(one.statement)?.subject })),
    ]
    const shown = (found: (typeof held)[number] | undefined) =>
      found ? { id: found.id, issuer: found.issuer, notAfter: found.notAfter } : null
    const over = held.filter(({ subject }) => isOver(subject, members))
    return {
      format: 'northline certificate requests 1',
      at: new Date().toISOString(),
      organisations: organisations.map((organisation) => ({
        organisation,
        teams: teams
          .filter(({ organisationId }) => organisationId === organisation.id)
          .map(({ teamId, name }) => ({
            teamId,
            name,
            held: shown(
              held.find(
                ({ of, subject }) => of === teamId && subject?.kind === 'team' && subject.name === name,
              ),
            ),
          })),
        members: members
          .filter(({ organisationId }) => organisationId === organisation.id)
          .map(({ organisationId: _, ...member }) => ({
            ...member,
            held: shown(held.find(({ of, subject }) => of === member.memberId && isOf(subject, member))),
          })),
      })),
      over: over.map(({ id, issuer, notAfter, of, name }) => ({ id, issuer, notAfter, memberId: of, name })),
      revocations: await listAllRevocations(tx),
    }
  })
}

function isOf(
  subject: Certificate['subject'] | undefined,
  member: { publicKey: string; signPublicKey: string; teamIds: string[] },
): boolean {
  return (
    subject?.kind === 'member' &&
    subject.publicKey === member.publicKey &&
    subject.signPublicKey === member.signPublicKey &&
    [...subject.teamIds].sort().join() === [...member.teamIds].sort().join()
  )
}

/** A member's certificate that says more than is so now: of a team that was left, or of keys that were replaced. */
function isOver(
  subject: Certificate['subject'] | undefined,
  members: readonly { memberId: string; publicKey: string; signPublicKey: string; teamIds: string[] }[],
): boolean {
  if (subject?.kind !== 'member') return false
  return !members.some(
    (member) =>
      member.memberId === subject.memberId &&
      member.publicKey === subject.publicKey &&
      member.signPublicKey === subject.signPublicKey &&
      subject.teamIds.every((teamId) => member.teamIds.includes(teamId)),
  )
}

/** A file that was not taken; nothing of it was. The message is for the operator. */
export class UnusableCertificates extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnusableCertificates'
  }
}

/**
 * Keeps what organisation keys signed, all of it or nothing. Each signature must stand under a pinned key, or
 * under the key of an organisation that a pinned one vouches for. Throws UnusableCertificates.
 */
export async function importCertificates(
  deps: Pick<IdentityDeps, 'database' | 'audit'>,
  file: SignedFile,
  pins: readonly PinnedKey[],
): Promise<{ certificates: number; revocations: number }> {
  return deps.database.as(system, async (tx) => {
    const issuers = await knownIssuers(tx, file, pins)
    const known = new Map((await listOrganisations(tx)).map(({ id, name }) => [id, name]))
    for (const signed of file.certificates) {
      const certificate = await check(signed, issuers)
      const { id, name } = certificate.organisation
      if (known.get(id) !== name) throw new UnusableCertificates(`No organisation here is ${name} (${id}).`)
      await insertCertificate(tx, { certificate, signed, subject: await subjectOf(certificate) })
      await deps.audit.record(tx, {
        action: 'identity.import_certificate',
        subject: auditSubject(certificate),
      })
    }
    let revocations = 0
    for (const signed of file.revocations) {
      const list = readRevocations(signed.statement)
      const key = list && issuers.get(list.issuer)
      if (!list || !key || !(await verifyRevocations(key, signed)))
        throw new UnusableCertificates('A list of revoked certificates is not signed by a key known here.')
      if (!(await putRevocations(tx, list, signed))) continue
      revocations++
      await deps.audit.record(tx, {
        action: 'identity.import_revocations',
        subject: { kind: 'organisation', id: list.issuer },
      })
    }
    return { certificates: file.certificates.length, revocations }
  })
}

/** Public keys by fingerprint: the pinned ones, and those that they vouch for, in the file or from before. */
async function knownIssuers(
  tx: Tx,
  file: SignedFile,
  pins: readonly PinnedKey[],
): Promise<Map<string, Bytes>> {
  const issuers = new Map<string, Bytes>()
  const add = async (publicKey: string) => {
    const bytes = base64UrlToBytes(publicKey) ?? new Uint8Array()
    issuers.set(await organisationFingerprint(bytes), bytes)
  }
  for (const { publicKey } of pins) await add(publicKey)
  const pinned = new Map(issuers)
  for (const signed of [...file.certificates, ...(await listPublicKeysOfIssuers(tx))]) {
    const certificate = readCertificate(signed.statement)
    if (certificate?.subject.kind !== 'organisation') continue
    const key = pinned.get(certificate.issuer)
    if (key && (await verifyCertificate(key, signed))) await add(certificate.subject.publicKey)
  }
  return issuers
}

async function check(signed: Signed, issuers: ReadonlyMap<string, Bytes>): Promise<Certificate> {
  const certificate = readCertificate(signed.statement)
  if (!certificate) throw new UnusableCertificates('Something in the file is not a certificate.')
  const key = issuers.get(certificate.issuer)
  if (!key) {
    throw new UnusableCertificates(
      `The key ${certificate.issuer} is neither pinned (ORGANISATION_KEYS) nor vouched for by one that is.`,
    )
  }
  if (!(await verifyCertificate(key, signed)))
    throw new UnusableCertificates(`The signature of certificate ${certificate.id} does not hold.`)
  return certificate
}

/** Under what a certificate is found again. */
async function subjectOf({ subject }: Certificate): Promise<string> {
  if (subject.kind === 'team') return subject.name
  if (subject.kind === 'member') return subject.signPublicKey
  return organisationFingerprint(base64UrlToBytes(subject.publicKey) ?? new Uint8Array())
}

function auditSubject({ subject, organisation }: Certificate) {
  if (subject.kind === 'team') return { kind: 'team', id: subject.teamId } as const
  if (subject.kind === 'member') return { kind: 'member', id: subject.memberId } as const
  return { kind: 'organisation', id: organisation.id } as const
}
