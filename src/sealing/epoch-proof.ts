import { bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import {
  keyBytes,
  organisationFingerprint,
  readCertificate,
  readRevocations,
  timeOf,
  verifyCertificate,
  verifyRevocations,
  type Certificate,
  type CertifiedOrganisation,
  type Signed,
  type Subject,
} from './certificates.ts'
import { epochIdOf } from './epochs.ts'
import { readEpochStatement, verifyEpochStatement, type EpochStatement } from './statements.ts'

/** Everything that leads from an epoch to a key that a browser knows beforehand. */
export type EpochProof = {
  epoch: Signed
  certificates: readonly Signed[]
  revocations: readonly Signed[]
}

/** An organisation key that the installation is pinned to. Lists of revoked certificates below `revocations` are too old. */
export type PinnedKey = { organisation: string; publicKey: string; revocations: number }

/**
 * Why a key is not sealed to. `unsigned`: no unbroken chain to a pinned key. `swapped`: a signature, or the key
 * itself, is not what it says. `expired`: the chain holds, and its time is over. `revoked`: taken back, or nobody
 * can say that it was not.
 */
export type Doubt = 'unsigned' | 'swapped' | 'expired' | 'revoked'

export type Verdict =
  | { verified: true; organisation: CertifiedOrganisation; team: string; until: Date }
  | { verified: false; why: Doubt }

/** The epoch as somebody hands it out. */
export type ClaimedEpoch = { teamId?: string | undefined; id: string; publicKey: Bytes }

export type Judging = {
  epoch: ClaimedEpoch
  proof: EpochProof | undefined
  pins: readonly PinnedKey[]
  now: Date
  /**
   * Only a team of a pinned organisation itself will do, not one that it vouches for:
   * what a seeker writes goes to the line, and to nobody whom the line merely works with.
   */
  own?: boolean
}

const doubt = (why: Doubt): Verdict => ({ verified: false, why })

/** Whether an epoch's key may be sealed to, and in whose name it stands. Never throws. */
export async function judgeEpoch(input: Judging): Promise<Verdict> {
  try {
    return await judge(input)
  } catch {
    return doubt('swapped')
  }
}

type Issuer = { fingerprint: string; publicKey: Bytes; pin?: PinnedKey; by?: Held<'organisation'> }
type Held<Kind extends Subject['kind']> = {
  signed: Signed
  certificate: Certificate & { subject: Extract<Subject, { kind: Kind }> }
}

async function judge({ epoch, proof, pins, now, own = false }: Judging): Promise<Verdict> {
  if (!proof) return doubt('unsigned')
  const statement = readEpochStatement(proof.epoch.statement)
  if (!statement || !(await isAbout(statement, epoch))) return doubt('swapped')
  const held = proof.certificates.flatMap((signed) => {
    const certificate = readCertificate(signed.statement)
    return certificate ? [{ signed, certificate }] : []
  })
  const member = held.find(isOf('member', ({ id }) => id === statement.certificateId))
  if (!member) return doubt('unsigned')
  const { issuer: fingerprint, organisation, subject } = member.certificate
  const team = held.find(
    isOf('team', (other) => other.subject.teamId === statement.teamId && other.issuer === fingerprint),
  )
  const issuer = await issuerOf(fingerprint, pins, held)
  if (!team || !issuer || (own && !issuer.pin)) return doubt('unsigned')
  const members = [member, team, ...(issuer.by ? [issuer.by] : [])] as const
  if (!members.every(({ certificate }) => sameOrganisation(certificate.organisation, organisation)))
    return doubt('unsigned')
  if (!subject.teamIds.includes(statement.teamId)) return doubt('unsigned')

  const above = issuer.by && (await issuerOf(issuer.by.certificate.issuer, pins, []))
  if (issuer.by && !above) return doubt('unsigned')
  const signatures = await Promise.all([
    verifyEpochStatement(subject.signPublicKey, proof.epoch),
    verifyCertificate(issuer.publicKey, member.signed),
    verifyCertificate(issuer.publicKey, team.signed),
    ...(issuer.by && above ? [verifyCertificate(above.publicKey, issuer.by.signed)] : []),
  ])
  if (!signatures.every(Boolean)) return doubt('swapped')
  for (const one of above ? [issuer, above] : [issuer]) {
    if (await isRevoked(one, proof.revocations, members)) return doubt('revoked')
  }
  const until = lastMoment(statement, members, now)
  return until
    ? { verified: true, organisation, team: team.certificate.subject.name, until }
    : doubt('expired')
}

async function isAbout(statement: EpochStatement, { teamId, id, publicKey }: ClaimedEpoch): Promise<boolean> {
  return (
    (teamId === undefined || statement.teamId === teamId) &&
    statement.epochId === id &&
    statement.publicKey === bytesToBase64Url(publicKey) &&
    (await epochIdOf(publicKey)) === id
  )
}

function isOf<Kind extends Subject['kind']>(
  kind: Kind,
  fits: (certificate: Held<Kind>['certificate']) => boolean,
) {
  return (one: { signed: Signed; certificate: Certificate }): one is Held<Kind> =>
    one.certificate.subject.kind === kind && fits(one.certificate as Held<Kind>['certificate'])
}

/** The key with this fingerprint: pinned, or (one step further, never two) of an organisation that a certificate names. */
async function issuerOf(
  fingerprint: string,
  pins: readonly PinnedKey[],
  held: readonly { signed: Signed; certificate: Certificate }[],
): Promise<Issuer | undefined> {
  for (const pin of pins) {
    const publicKey = keyBytes(pin.publicKey)
    if ((await organisationFingerprint(publicKey)) === fingerprint) return { fingerprint, publicKey, pin }
  }
  for (const one of held.filter(isOf('organisation', () => true))) {
    const publicKey = keyBytes(one.certificate.subject.publicKey)
    if ((await organisationFingerprint(publicKey)) === fingerprint) return { fingerprint, publicKey, by: one }
  }
  return undefined
}

function sameOrganisation(a: CertifiedOrganisation, b: CertifiedOrganisation): boolean {
  return a.id === b.id && a.name === b.name
}

/** The newest list that stands under the issuer's key; too old a one, where the pin asks for more, counts as a revocation. */
async function isRevoked(
  { fingerprint, publicKey, pin }: Issuer,
  revocations: readonly Signed[],
  members: readonly { certificate: Certificate }[],
): Promise<boolean> {
  let newest = 0
  for (const signed of revocations) {
    const list = readRevocations(signed.statement)
    if (list?.issuer !== fingerprint || !(await verifyRevocations(publicKey, signed))) continue
    newest = Math.max(newest, list.number)
    const own = members.filter(({ certificate }) => certificate.issuer === fingerprint)
    if (own.some(({ certificate }) => list.ids.includes(certificate.id))) return true
  }
  return newest < (pin?.revocations ?? 0)
}

/**
 * Until when all of it holds; undefined when it does not hold now. A clock that runs behind (an old
 * phone whose battery was empty) is set right by what was signed: it can't be earlier than that.
 */
function lastMoment(
  statement: EpochStatement,
  [member, ...others]: readonly [Held<'member'>, ...{ certificate: Certificate }[]],
  now: Date,
): Date | undefined {
  const made = timeOf(statement.at)
  const starts = others.map(({ certificate }) => timeOf(certificate.notBefore))
  const moment = now.getTime() < made ? Math.max(made, ...starts) : now.getTime()
  const begun = timeOf(member.certificate.notBefore) <= made && starts.every((start) => start <= moment)
  const ends = [member, ...others].map(({ certificate }) => timeOf(certificate.notAfter))
  const end = Math.min(timeOf(statement.until), ...ends)
  return begun && moment <= end ? new Date(end) : undefined
}

/**
 * What stands behind a colleague's keys. `contradicted`: they were signed, and the server shows others.
 */
export type MemberStanding = 'certified' | 'uncertified' | 'contradicted'

/** Judges a member's certificate as the maker of an epoch must, who seals the team's key to these members. */
export async function judgeMember(input: {
  member: { memberId: string; publicKey: string }
  certificate: Signed | undefined
  pins: readonly PinnedKey[]
  /** Certificates of other organisations' keys, from the proof of an epoch. */
  vouched: readonly Signed[]
  now: Date
}): Promise<MemberStanding> {
  const { member, certificate: signed, pins, vouched, now } = input
  const certificate = signed && readCertificate(signed.statement)
  if (!signed || certificate?.subject.kind !== 'member') return 'uncertified'
  const held = vouched.flatMap((other) => {
    const read = readCertificate(other.statement)
    return read ? [{ signed: other, certificate: read }] : []
  })
  const issuer = await issuerOf(certificate.issuer, pins, held)
  const above = issuer?.by && (await issuerOf(issuer.by.certificate.issuer, pins, []))
  const known =
    issuer &&
    (issuer.pin || (issuer.by && above && (await verifyCertificate(above.publicKey, issuer.by.signed))))
  if (!known || !(await verifyCertificate(issuer.publicKey, signed))) return 'uncertified'
  if (timeOf(certificate.notAfter) < now.getTime()) return 'uncertified'
  const { memberId, publicKey } = certificate.subject
  return memberId === member.memberId && publicKey === member.publicKey ? 'certified' : 'contradicted'
}
