import { sql } from 'kysely'
import { bytesToBase64Url, type OrganisationKind, type Role } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { Session } from '../../contracts/identity.ts'
import { listPasskeyIds } from './credentials.repository.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { unwrapMemberSlot } from './identity.secrets.ts'
import {
  findMemberKeys,
  listMemberSlots,
  type MemberKeys,
  type MemberSlot,
} from './member-keys.repository.ts'
import { findMember, type MemberRow } from './members.repository.ts'
import { signInAddress, withOwnAccounts } from './organisation-entrance.ts'
import { findSession, type SessionState } from './sessions.repository.ts'

type TeamRow = {
  teamId: string
  name: string
  languages: string[]
  region: string | null
  roles: Role[]
  organisationId: string
  organisation: string
  kind: OrganisationKind
  demo: boolean
  passphrases: boolean
}

/** A session as the database has it: slots still wrapped. */
export type SessionRecord = {
  state: SessionState
  member: MemberRow
  teams: TeamRow[]
  keys: MemberKeys | undefined
  slots: MemberSlot[]
  passkeys: number
  /** Of the member's organisations, those that bring their own accounts. */
  organisations: string[]
}

/** Undefined when the session is over. */
export async function readSession(
  tx: Tx,
  deps: IdentityDeps,
  sessionId: string,
): Promise<SessionRecord | undefined> {
  const state = await findSession(tx, sessionId, deps.settings.idleMinutes)
  const member = state && (await findMember(tx, state.memberId))
  if (!member) return undefined
  const { rows: teams } = await sql<TeamRow>`
    select t.id as "teamId", t.name, t.languages, t.region, m.roles,
      o.id as "organisationId", o.name as organisation, o.kind, o.demo, o.passphrases
    from identity.memberships m
    join identity.teams t on t.id = m.team_id join identity.organisations o on o.id = m.organisation_id
    where m.member_id = ${member.id} and m.left_at is null order by o.name, t.name, t.id`.execute(tx)
  const keys = await findMemberKeys(tx, member.id)
  const slots = keys ? await listMemberSlots(tx, member.id) : []
  const passkeys = (await listPasskeyIds(tx, member.id)).length
  const organisations = await withOwnAccounts(tx, deps, teams)
  return { state, member, teams, keys, slots, passkeys, organisations }
}

/** As the browser gets it. Outside the transaction, because it waits for WebCrypto. */
export async function presentSession(deps: IdentityDeps, record: SessionRecord): Promise<Session> {
  const { state, member, keys } = record
  const slots = record.slots.map(async (slot) => ({
    id: slot.id,
    kind: slot.kind,
    credentialId: slot.credentialId,
    bytes: bytesToBase64Url(await unwrapMemberSlot(deps.outerKeys.staff, slot.id, member.id, slot.bytes)),
  }))
  return {
    sessionId: state.id,
    member: { id: member.id, name: member.name, handle: member.handle ?? '', locale: member.locale },
    signedInWith: state.how,
    credentialId: state.credentialId,
    passkeys: record.passkeys,
    teams: record.teams.map((team) => ({
      teamId: team.teamId,
      name: team.name,
      languages: team.languages,
      region: team.region,
      roles: team.roles,
      organisation: { id: team.organisationId, name: team.organisation, kind: team.kind, demo: team.demo },
      passphrases: team.passphrases && deps.settings.passphrases === 'yes',
      signInAddress: record.organisations.includes(team.organisationId)
        ? signInAddress(deps, team.organisationId)
        : null,
    })),
    keys: keys
      ? {
          publicKey: bytesToBase64Url(keys.publicKey),
          signPublicKey: bytesToBase64Url(keys.signPublicKey),
          bundle: bytesToBase64Url(keys.bundle),
        }
      : null,
    slots: await Promise.all(slots),
    locked: state.locked,
    idleSeconds: deps.settings.idleMinutes * 60,
    endsAt: state.endsAt.toISOString(),
  }
}
