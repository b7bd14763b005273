import { bytesToBase64Url, NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import {
  readCertificate,
  readEpochStatement,
  verifyEpochStatement,
  type EpochProof,
  type Signed,
} from '../../sealing/index.ts'
import {
  findCertificate,
  findEpochStatement,
  findTeamCertificate,
  insertEpochStatement,
  listOrganisationCertificates,
  listRevocations,
  type CertificateRow,
} from './certificates.repository.ts'
import type { PublicEpoch } from './epochs.repository.ts'
import { identityErrors } from './identity.errors.ts'

/** How far the maker's clock may be off. */
const leeway = 24 * 3_600_000

const bare = ({ statement, signature }: CertificateRow): Signed => ({ statement, signature })

/** What leads from an epoch to a pinned key, for whoever may know of its organisation. Nothing is judged here: the reader does. */
export async function findEpochProof(tx: Tx, epochId: string): Promise<EpochProof | undefined> {
  const epoch = await findEpochStatement(tx, epochId)
  const teamId = epoch && readEpochStatement(epoch.statement)?.teamId
  const member = epoch && (await findCertificate(tx, epoch.certificateId))
  if (!teamId || !member) return undefined
  const team = await findTeamCertificate(tx, teamId, member.issuer)
  const vouched = await listOrganisationCertificates(tx, member.issuer)
  const revocations = await listRevocations(tx, [member.issuer, ...vouched.map(({ issuer }) => issuer)])
  return {
    epoch: { statement: epoch.statement, signature: epoch.signature },
    certificates: [member, ...(team ? [team] : []), ...vouched].map(bare),
    revocations,
  }
}

/**
 * Keeps what the maker signed of an epoch. Refused unless it is about exactly this epoch, under a certificate
 * of this member, and signed: what no browser would take is not kept for them.
 */
export async function keepEpochStatement(
  tx: Tx,
  actor: StaffActor,
  epoch: PublicEpoch,
  previous: string,
  signed: Signed,
): Promise<void> {
  const refused = new NorthlineError(identityErrors.bad_statement)
  const statement = readEpochStatement(signed.statement)
  const row = statement && (await findCertificate(tx, statement.certificateId))
  const certificate = row && readCertificate(row.statement)
  if (!statement || certificate?.subject.kind !== 'member') throw refused
  const { subject } = certificate
  const fits =
    statement.teamId === epoch.teamId &&
    statement.number === epoch.number &&
    statement.epochId === epoch.id &&
    statement.publicKey === bytesToBase64Url(epoch.publicKey) &&
    statement.previous === previous &&
    subject.memberId === actor.memberId &&
    subject.teamIds.includes(epoch.teamId) &&
    Math.abs(Date.parse(statement.at) - Date.now()) <= leeway
  if (!fits || !(await verifyEpochStatement(subject.signPublicKey, signed))) throw refused
  await insertEpochStatement(tx, epoch.id, certificate.id, signed)
}
