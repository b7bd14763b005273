import { sql } from 'kysely'
import type { Tx } from '../../database/index.ts'
import type { Certificate, Signed } from '../../sealing/index.ts'

export type CertificateRow = Signed & { id: string; kind: Certificate['subject']['kind']; issuer: string }

const columns = sql`c.id, c.kind, c.issuer, c.statement, c.signature`

/** The subject under which a certificate is found again. */
export type Indexed = { certificate: Certificate; signed: Signed; subject: string }

/** Nothing happens where it is there already. */
export async function insertCertificate(tx: Tx, { certificate, signed, subject }: Indexed): Promise<void> {
  const { id, issuer, organisation, subject: of, notBefore, notAfter } = certificate
  await sql`insert into identity.certificates
      (id, kind, issuer, organisation_id, team_id, member_id, subject, statement, signature, not_before, not_after)
    values (${id}, ${of.kind}, ${issuer}, ${organisation.id}, ${of.kind === 'team' ? of.teamId : null},
      ${of.kind === 'member' ? of.memberId : null}, ${subject}, ${signed.statement}, ${signed.signature},
      ${notBefore}, ${notAfter})
    on conflict (id) do nothing`.execute(tx)
}

export async function findCertificate(tx: Tx, id: string): Promise<CertificateRow | undefined> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from identity.certificates c where c.id = ${id}`.execute(tx)
  return rows[0]
}

/** The one that lasts longest of a team under an issuer. */
export async function findTeamCertificate(
  tx: Tx,
  teamId: string,
  issuer: string,
): Promise<CertificateRow | undefined> {
  const { rows } = await sql<CertificateRow>`
    select ${columns} from identity.certificates c
    where c.kind = 'team' and c.team_id = ${teamId} and c.issuer = ${issuer}
    order by c.not_after desc limit 1`.execute(tx)
  return rows[0]
}

/** What others' organisation keys say of the key with this fingerprint; one for each issuer, that which lasts longest. */
export async function listOrganisationCertificates(tx: Tx, fingerprint: string): Promise<CertificateRow[]> {
  const { rows } = await sql<CertificateRow>`
    select distinct on (c.issuer) ${columns} from identity.certificates c
    where c.kind = 'organisation' and c.subject = ${fingerprint}
    order by c.issuer, c.not_after desc limit 4`.execute(tx)
  return rows
}

/** Every certificate of another organisation's key. */
export async function listPublicKeysOfIssuers(tx: Tx): Promise<Signed[]> {
  const { rows } = await sql<Signed>`
    select statement, signature from identity.certificates where kind = 'organisation'`.execute(tx)
  return rows
}

/**
 * Per member the certificate that lasts longest, of exactly the signing key that the member has now.
 * One that is over or revoked is not shown.
 */
export async function listMemberCertificates(
  tx: Tx,
  members: readonly { memberId: string; signPublicKey: string }[],
): Promise<Map<string, Signed>> {
  if (members.length === 0) return new Map()
  const { rows } = await sql<Signed & { memberId: string }>`
    select distinct on (c.member_id) c.member_id as "memberId", c.statement, c.signature
    from identity.certificates c left join identity.revocations r on r.issuer = c.issuer
    where c.kind = 'member' and c.not_after > now()
      and (r.statement is null or strpos(r.statement, '"' || c.id || '"') = 0)
      and (c.member_id, c.subject) in (${sql.join(
        members.map(({ memberId, signPublicKey }) => sql`(${memberId}, ${signPublicKey})`),
      )})
    order by c.member_id, c.not_after desc`.execute(tx)
  return new Map(rows.map(({ memberId, statement, signature }) => [memberId, { statement, signature }]))
}

export async function listRevocations(tx: Tx, issuers: readonly string[]): Promise<Signed[]> {
  const { rows } = await sql<Signed>`
    select statement, signature from identity.revocations where issuer = any(${[...issuers]})`.execute(tx)
  return rows
}

export async function listAllRevocations(tx: Tx): Promise<Signed[]> {
  const { rows } =
    await sql<Signed>`select statement, signature from identity.revocations order by issuer`.execute(tx)
  return rows
}

/** Keeps a list where it is newer than the one there; says whether it was. */
export async function putRevocations(
  tx: Tx,
  { issuer, number }: { issuer: string; number: number },
  { statement, signature }: Signed,
): Promise<boolean> {
  const { rows } = await sql`
    insert into identity.revocations (issuer, number, statement, signature)
    values (${issuer}, ${number}, ${statement}, ${signature})
    on conflict (issuer) do update set number = excluded.number, statement = excluded.statement,
      signature = excluded.signature, imported_at = now()
    where revocations.number < excluded.number
    returning issuer`.execute(tx)
  return rows.length === 1
}

export async function insertEpochStatement(
  tx: Tx,
  epochId: string,
  certificateId: string,
  { statement, signature }: Signed,
): Promise<void> {
  await sql`insert into identity.epoch_statements (epoch_id, certificate_id, statement, signature)
    values (${epochId}, ${certificateId}, ${statement}, ${signature})`.execute(tx)
}

export async function findEpochStatement(
  tx: Tx,
  epochId: string,
): Promise<(Signed & { certificateId: string }) | undefined> {
  const { rows } = await sql<Signed & { certificateId: string }>`
    select certificate_id as "certificateId", statement, signature
    from identity.epoch_statements where epoch_id = ${epochId}`.execute(tx)
  return rows[0]
}
