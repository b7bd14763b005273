import { sql } from 'kysely'
import { bytesToBase64Url } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

export type HeldCertificate = { id: string; issuer: string; notAfter: string; statement: string }

type MemberRow = {
  memberId: string
  name: string
  handle: string | null
  organisationId: string
  teamIds: string[]
  roles: string[]
  publicKey: Uint8Array
  signPublicKey: Uint8Array
}

export type OrganisationRow = { id: string; name: string; kind: string }
export type TeamRow = { teamId: string; name: string; organisationId: string }

export async function listOrganisations(tx: Tx): Promise<OrganisationRow[]> {
  const { rows } = await sql<OrganisationRow>`
    select id, name, kind from identity.organisations order by kind, name, id`.execute(tx)
  return rows
}

export async function listTeams(tx: Tx): Promise<TeamRow[]> {
  const { rows } = await sql<TeamRow>`
    select id as "teamId", name, organisation_id as "organisationId" from identity.teams order by name, id`.execute(
    tx,
  )
  return rows
}

/** Active members who have keys, once for each organisation that they work in. */
export async function listCertifiable(tx: Tx) {
  const { rows } = await sql<MemberRow>`
    select p.id as "memberId", p.name, p.handle, m.organisation_id as "organisationId",
      array_agg(distinct m.team_id) as "teamIds", array_agg(distinct r.role) as roles,
      k.public_key as "publicKey", k.sign_public_key as "signPublicKey"
    from identity.memberships m
    join identity.members p on p.id = m.member_id
    join identity.member_keys k on k.member_id = m.member_id
    cross join lateral unnest(m.roles) as r (role)
    where m.left_at is null
    group by p.id, p.name, p.handle, m.organisation_id, k.public_key, k.sign_public_key
    order by p.name, p.id`.execute(tx)
  return rows.map(({ publicKey, signPublicKey, handle, ...row }) => ({
    ...row,
    handle: handle ?? '',
    publicKey: bytesToBase64Url(new Uint8Array(publicKey)),
    signPublicKey: bytesToBase64Url(new Uint8Array(signPublicKey)),
  }))
}

/** Every certificate of a team or member that is not over and not on a list of revoked ones, the longest first. */
export async function listHeld(tx: Tx): Promise<(HeldCertificate & { of: string; name: string })[]> {
  const { rows } = await sql<
    Omit<HeldCertificate, 'notAfter'> & { of: string; name: string; notAfter: Date }
  >`
    select c.id, c.issuer, c.not_after as "notAfter", c.statement, coalesce(c.team_id, c.member_id) as "of",
      coalesce(p.name, '') as name
    from identity.certificates c
    left join identity.members p on p.id = c.member_id
    left join identity.revocations r on r.issuer = c.issuer
    where c.kind in ('team', 'member') and c.not_after > now()
      and (r.statement is null or strpos(r.statement, '"' || c.id || '"') = 0)
    order by c.not_after desc`.execute(tx)
  return rows.map((row) => ({ ...row, notAfter: row.notAfter.toISOString() }))
}
