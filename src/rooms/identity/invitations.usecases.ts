import type * as z from 'zod'
import {
  base64UrlToBytes,
  NorthlineError,
  randomId,
  type Actor,
  type ErrorKind,
  type Role,
} from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf, RequestContext } from '../../contracts/index.ts'
import type {
  readInvitation,
  registerOptions,
  registerPasskey,
  registerPassphrase,
  Session,
} from '../../contracts/identity.ts'
import { insertChallenge, insertPasskey, insertPassphrase, spendChallenge } from './credentials.repository.ts'
import type { IdentityDeps, IdentityParts } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam, ledTeams, mayGrant } from './identity.policy.ts'
import { hashOf, passphraseVerifier } from './identity.secrets.ts'
import {
  findInvitation,
  insertInvitation,
  spendInvitation,
  withdrawInvitations,
  type Invitation,
} from './invitations.repository.ts'
import {
  findPendingMember,
  insertMember,
  insertMembership,
  markJoined,
  renameMember,
} from './members.repository.ts'
import { findByOrganisation } from './organisation-entrance.ts'
import { findTeam } from './organisations.repository.ts'
import { startSession, type Proven } from './sessions.usecases.ts'
import { refusingTwice } from './unique.ts'
import { answeredChallenge, registrationOptions, verifyRegistration } from './webauthn.ts'

export type NewMember = { teamId: string; roles: Role[]; name: string; handle: string }

/**
 * A link that works once, in place of any earlier one that the same person did
 * not use. Throws `no_such_team`, `roles_not_yours`, `handle_taken`.
 */
export async function invite(
  deps: IdentityDeps,
  actor: Actor,
  person: NewMember,
): Promise<{ link: string; expiresAt: Date; memberId: string }> {
  const token = randomId()
  const made = deps.database.as(actor, async (tx) => {
    const team = await findTeam(tx, person.teamId, ledTeams(actor))
    if (!team) {
      throw new NorthlineError(
        identityErrors[isOwnTeam(actor, person.teamId) ? 'roles_not_yours' : 'no_such_team'],
      )
    }
    if (!mayGrant(actor, team, person.roles)) throw new NorthlineError(identityErrors.roles_not_yours)
    const memberId = await pendingMember(tx, person)
    const expiresAt = await insertInvitation(tx, {
      tokenHash: hashOf(token),
      memberId,
      teamId: team.teamId,
      organisationId: team.organisationId,
      roles: [...new Set(person.roles)],
      invitedBy: actor.kind === 'staff' ? actor.memberId : null,
      hours: deps.settings.invitationHours,
    })
    await deps.audit.record(tx, { action: 'identity.invite', subject: { kind: 'member', id: memberId } })
    return { expiresAt, memberId }
  })
  const { expiresAt, memberId } = await refusingTwice(made, identityErrors.handle_taken)
  // After the #, so that no server or proxy on the way sees or logs it.
  return { link: `${deps.workspaceOrigin}/invitation#${token}`, expiresAt, memberId }
}

/** The one who was invited under this name before and did not come, or somebody new. */
async function pendingMember(tx: Tx, { handle, name }: NewMember): Promise<string> {
  const known = await findPendingMember(tx, handle)
  if (known === undefined) {
    const id = randomId()
    await insertMember(tx, { id, name, handle })
    return id
  }
  await withdrawInvitations(tx, known)
  await renameMember(tx, known, name)
  return known
}

const spent = () => new NorthlineError(identityErrors.invitation_spent)

/** An invitation that can still be accepted, by the hash of its token. Throws `invitation_spent`. */
export async function openInvitation(parts: IdentityParts, hash: string): Promise<Invitation> {
  const capabilities = [`invitation:${hash}`]
  const found = await parts.database.as({ kind: 'public' }, (tx) => findInvitation(tx, hash), {
    capabilities,
  })
  if (!found) throw spent()
  return found
}

/** What an invitation offers; reading it does not spend it. */
export async function showInvitation(
  parts: IdentityParts,
  { clientKey }: RequestContext,
  token: string,
): Promise<OutputOf<typeof readInvitation>> {
  parts.limits.ask(clientKey)
  const invitation = await openInvitation(parts, hashOf(token))
  return {
    organisation: {
      id: invitation.organisationId,
      name: invitation.organisation,
      kind: invitation.organisationKind,
      demo: invitation.demo,
    },
    team: { id: invitation.teamId, name: invitation.team },
    roles: invitation.roles,
    name: invitation.name,
    handle: invitation.handle,
    expiresAt: invitation.expiresAt.toISOString(),
    passphrases: parts.settings.passphrases === 'yes' && invitation.passphrases,
    organisationSignIn: (await findByOrganisation(parts, invitation.organisationId)) !== undefined,
  }
}

/** Options for the passkey that will accept the invitation. */
export async function askRegistration(
  parts: IdentityParts,
  { clientKey }: RequestContext,
  token: string,
): Promise<OutputOf<typeof registerOptions>> {
  parts.limits.ask(clientKey)
  const { memberId, name, handle } = await openInvitation(parts, hashOf(token))
  const options = await registrationOptions(parts, { id: memberId, name, handle }, [])
  const hash = hashOf(options.challenge)
  await parts.database.as({ kind: 'public' }, (tx) => insertChallenge(tx, hash, 'accept', memberId))
  return { options }
}

/** Joins by a new passkey. A refused passkey leaves the invitation unused. */
export async function acceptByPasskey(
  parts: IdentityParts,
  context: RequestContext,
  { token, response }: z.output<(typeof registerPasskey)['input']>,
): Promise<Session> {
  parts.limits.ask(context.clientKey)
  const { memberId } = await openInvitation(parts, hashOf(token))
  const challenge = answeredChallenge(response.response.clientDataJSON) ?? ''
  const hash = hashOf(challenge)
  const ours = await parts.database.as(
    { kind: 'public' },
    (tx) => spendChallenge(tx, hash, 'accept', memberId),
    { capabilities: [`challenge:${hash}`] },
  )
  const passkey = ours ? await verifyRegistration(parts, response, challenge) : undefined
  if (!passkey) throw new NorthlineError(identityErrors.passkey_refused)
  const proven = { memberId, how: 'passkey', credentialId: passkey.credentialId } as const
  const store = (tx: Tx) => insertPasskey(tx, { ...passkey, memberId })
  return accept(parts, context, {
    hash: hashOf(token),
    proven,
    store,
    twice: identityErrors.passkey_refused,
  })
}

/** Joins by a generated passphrase, where the operator and an administrator of the organisation allow it. */
export async function acceptByPassphrase(
  parts: IdentityParts,
  context: RequestContext,
  { token, salt, signInKey }: z.output<(typeof registerPassphrase)['input']>,
): Promise<Session> {
  parts.limits.ask(context.clientKey)
  const { memberId, passphrases } = await openInvitation(parts, hashOf(token))
  if (parts.settings.passphrases !== 'yes' || !passphrases)
    throw new NorthlineError(identityErrors.passphrase_not_allowed)
  const saltBytes = base64UrlToBytes(salt)
  const key = base64UrlToBytes(signInKey)
  if (!saltBytes || !key) throw new NorthlineError(identityErrors.bad_key)
  const verifier = passphraseVerifier(parts.outerKeys.staff, memberId, key)
  const proven = { memberId, how: 'passphrase', credentialId: null } as const
  const store = (tx: Tx) => insertPassphrase(tx, { memberId, salt: saltBytes, verifier })
  return accept(parts, context, {
    hash: hashOf(token),
    proven,
    store,
    twice: identityErrors.invitation_spent,
  })
}

type Acceptance = { hash: string; proven: Proven; store: (tx: Tx) => Promise<void>; twice: ErrorKind }

/** Spends the invitation, keeps the way in, and begins the session, all or nothing. */
export async function accept(
  parts: IdentityParts,
  context: RequestContext,
  { hash, proven, store, twice }: Acceptance,
): Promise<Session> {
  const join = async (tx: Tx): Promise<void> => {
    const invitation = await findInvitation(tx, hash)
    if (!invitation || !(await spendInvitation(tx, hash))) throw spent()
    const { memberId, teamId, organisationId, roles } = invitation
    await store(tx)
    await insertMembership(tx, { memberId, teamId, organisationId, roles })
    await markJoined(tx, memberId, context.locale)
    await parts.audit.record(tx, { action: 'identity.join', subject: { kind: 'member', id: memberId } })
    await notifyTeam(tx, teamId)
  }
  return refusingTwice(startSession(parts, context, proven, join, [`invitation:${hash}`]), twice)
}
