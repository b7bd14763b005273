import type * as z from 'zod'
import {
  base64UrlToBytes,
  NorthlineError,
  randomId,
  type Actor,
  type ErrorKind,
  type StaffActor,
} from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { OutputOf, RequestContext } from '../../contracts/index.ts'
import type {
  allowReturn,
  readReturn,
  replaceMemberKeys,
  returnByPasskey,
  returnByPassphrase,
  returnOptions,
  Session,
} from '../../contracts/identity.ts'
import {
  deletePasskey,
  deletePassphrase,
  insertChallenge,
  insertPasskey,
  insertPassphrase,
  listPasskeys,
  passphraseCapability,
  spendChallenge,
} from './credentials.repository.ts'
import { requireFresh } from './fresh.ts'
import type { IdentityDeps, IdentityParts } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { notifyTeam } from './identity.events.ts'
import { isOwnTeam, ledTeams, mayGrant } from './identity.policy.ts'
import { hashOf, passphraseVerifier } from './identity.secrets.ts'
import { keepSlots, wrapped } from './keys.usecases.ts'
import { hasMemberKeys, replaceKeys } from './member-keys.repository.ts'
import { findMembership } from './members.repository.ts'
import { findTeam } from './organisations.repository.ts'
import { bytesOrRefuse, pointOrRefuse } from './points.ts'
import {
  endRenewals,
  findByHandle,
  findOpenRenewal,
  findRenewal,
  insertRenewal,
  listMembershipsOf,
  renewalCapability,
  spendRenewal,
  type ShownRenewal,
} from './renewals.repository.ts'
import { endOtherSessions, findSession } from './sessions.repository.ts'
import { startSession, type Proven } from './sessions.usecases.ts'
import { refusingTwice } from './unique.ts'
import { answeredChallenge, registrationOptions, verifyRegistration } from './webauthn.ts'

/**
 * Lets somebody back in who lost what opens their keys. Whoever has the link becomes
 * this member, so nobody makes one for a person whose roles they could not give.
 */
export async function letReturn(
  deps: IdentityDeps,
  actor: Actor,
  { teamId, memberId }: z.output<(typeof allowReturn)['input']>,
): Promise<{ link: string; expiresAt: Date }> {
  const token = randomId()
  const expiresAt = await deps.database.as(actor, async (tx) => {
    const team = await findTeam(tx, teamId, ledTeams(actor))
    if (!team)
      throw new NorthlineError(identityErrors[isOwnTeam(actor, teamId) ? 'roles_not_yours' : 'no_such_team'])
    if (actor.kind === 'staff') await requireFresh(tx, deps, actor)
    const membership = await findMembership(tx, teamId, memberId)
    if (!membership || (actor.kind === 'staff' && actor.memberId === memberId))
      throw new NorthlineError(identityErrors.no_such_member)
    await insistOnEveryRole(tx, actor, memberId)
    await endRenewals(tx, memberId)
    const until = await insertRenewal(tx, {
      id: randomId(),
      memberId,
      organisationId: team.organisationId,
      tokenHash: hashOf(token),
      allowedBy: actor.kind === 'staff' ? actor.memberId : null,
      hours: deps.settings.invitationHours,
    })
    await deps.audit.record(tx, {
      action: 'identity.allow_return',
      subject: { kind: 'member', id: memberId },
    })
    return until
  })
  // After the #, so that no server or proxy on the way sees or logs it.
  return { link: `${deps.workspaceOrigin}/return#${token}`, expiresAt }
}

/** The link gives all that the member has: whoever makes it could have given each of these roles. */
async function insistOnEveryRole(tx: Tx, actor: Actor, memberId: string): Promise<void> {
  for (const { teamId, roles } of await listMembershipsOf(tx, memberId)) {
    const team = await findTeam(tx, teamId, ledTeams(actor))
    if (!team || !mayGrant(actor, team, roles)) throw new NorthlineError(identityErrors.roles_not_yours)
  }
}

/** The same for somebody by their sign-in name, from the machine itself; undefined when nobody works here under it. */
export async function letReturnByHandle(
  deps: IdentityDeps,
  handle: string,
): Promise<{ link: string; expiresAt: Date; name: string } | undefined> {
  const found = await deps.database.as({ kind: 'system' }, (tx) => findByHandle(tx, handle))
  return found && { ...(await letReturn(deps, { kind: 'system' }, found)), name: found.name }
}

const spent = () => new NorthlineError(identityErrors.invitation_spent)

async function open(parts: IdentityParts, token: string): Promise<ShownRenewal> {
  const hash = hashOf(token)
  const found = await parts.database.as({ kind: 'public' }, (tx) => findRenewal(tx, hash), {
    capabilities: [renewalCapability(hash)],
  })
  if (!found) throw spent()
  return found
}

/** Whom a link is for; reading it does not spend it. */
export async function showReturn(
  parts: IdentityParts,
  { clientKey }: RequestContext,
  token: string,
): Promise<OutputOf<typeof readReturn>> {
  parts.limits.ask(clientKey)
  const { name, handle, expiresAt, ...offer } = await open(parts, token)
  const passphrases = parts.settings.passphrases === 'yes' && offer.passphrases
  return { name, handle, expiresAt: expiresAt.toISOString(), passphrases }
}

/** Options for the passkey that will use the link. */
export async function askReturn(
  parts: IdentityParts,
  { clientKey }: RequestContext,
  token: string,
): Promise<OutputOf<typeof returnOptions>> {
  parts.limits.ask(clientKey)
  const { memberId, name, handle } = await open(parts, token)
  const options = await registrationOptions(parts, { id: memberId, name, handle }, [])
  const hash = hashOf(options.challenge)
  await parts.database.as({ kind: 'public' }, (tx) => insertChallenge(tx, hash, 'accept', memberId))
  return { options }
}

/** Signs in by a link and a new passkey. A refused passkey leaves the link unused. */
export async function comeBackByPasskey(
  parts: IdentityParts,
  context: RequestContext,
  { token, response }: z.output<(typeof returnByPasskey)['input']>,
): Promise<Session> {
  parts.limits.ask(context.clientKey)
  const { memberId } = await open(parts, token)
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
  return comeBack(parts, context, { token, proven, store, twice: identityErrors.passkey_refused })
}

/** Signs in by a link and a newly generated passphrase, in place of the old one. */
export async function comeBackByPassphrase(
  parts: IdentityParts,
  context: RequestContext,
  { token, salt, signInKey }: z.output<(typeof returnByPassphrase)['input']>,
): Promise<Session> {
  parts.limits.ask(context.clientKey)
  const { memberId, passphrases } = await open(parts, token)
  if (parts.settings.passphrases !== 'yes' || !passphrases)
    throw new NorthlineError(identityErrors.passphrase_not_allowed)
  const saltBytes = base64UrlToBytes(salt)
  const key = base64UrlToBytes(signInKey)
  if (!saltBytes || !key) throw new NorthlineError(identityErrors.bad_key)
  const verifier = passphraseVerifier(parts.outerKeys.staff, memberId, key)
  const store = async (tx: Tx) => {
    await deletePassphrase(tx, memberId)
    await insertPassphrase(tx, { memberId, salt: saltBytes, verifier })
  }
  const proven = { memberId, how: 'passphrase', credentialId: null } as const
  return comeBack(parts, context, { token, proven, store, twice: identityErrors.invitation_spent })
}

type Return = { token: string; proven: Proven; store: (tx: Tx) => Promise<void>; twice: ErrorKind }

function comeBack(
  parts: IdentityParts,
  context: RequestContext,
  { token, proven, store, twice }: Return,
): Promise<Session> {
  const hash = hashOf(token)
  const back = async (tx: Tx): Promise<void> => {
    const renewal = await findRenewal(tx, hash)
    if (!renewal || !(await spendRenewal(tx, hash))) throw spent()
    // Leaders see their own organisation only: theirs is no word about a member's place in another.
    const memberships = await listMembershipsOf(tx, renewal.memberId)
    const elsewhere = memberships.some(({ organisationId }) => organisationId !== renewal.organisationId)
    if (elsewhere && renewal.allowedBy !== null) throw spent()
    await store(tx)
    await parts.audit.record(tx, {
      action: 'identity.return',
      subject: { kind: 'member', id: proven.memberId },
    })
  }
  return refusingTwice(startSession(parts, context, proven, back, [renewalCapability(hash)]), twice)
}

/**
 * New keys in place of lost ones. What the old ones opened is shut to this member until
 * a colleague seals it to the new ones; a new epoch follows. Every other way in ends.
 */
export async function renewKeys(
  deps: IdentityDeps,
  actor: StaffActor,
  input: z.output<(typeof replaceMemberKeys)['input']>,
): Promise<{ slotIds: string[] }> {
  const { memberId } = actor
  const keys = {
    publicKey: await pointOrRefuse(input.publicKey),
    signPublicKey: await pointOrRefuse(input.signPublicKey),
    bundle: bytesOrRefuse(input.bundle),
  }
  const slots = await Promise.all(input.slots.map((slot) => wrapped(deps, memberId, slot)))
  await deps.database.as(
    actor,
    async (tx) => {
      await requireFresh(tx, deps, actor)
      if (!(await hasMemberKeys(tx, memberId))) throw new NorthlineError(identityErrors.no_member_keys)
      if (!(await findOpenRenewal(tx, memberId))) throw new NorthlineError(identityErrors.renewal_not_allowed)
      await replaceKeys(tx, memberId, keys, randomId())
      await keepSlots(tx, memberId, slots)
      await endOtherWaysIn(tx, deps, actor)
      await endRenewals(tx, memberId)
      await deps.audit.record(tx, {
        action: 'identity.replace_keys',
        subject: { kind: 'member', id: memberId },
      })
      for (const { teamId } of actor.teams) await notifyTeam(tx, teamId)
    },
    { capabilities: [passphraseCapability(memberId)] },
  )
  return { slotIds: slots.map((slot) => slot.id) }
}

/** What signed in this session stays; a lost phone, or a passphrase that somebody read, signs in no more. */
async function endOtherWaysIn(
  tx: Tx,
  { settings }: IdentityDeps,
  { memberId, sessionId }: StaffActor,
): Promise<void> {
  const own = await findSession(tx, sessionId, settings.idleMinutes)
  await endOtherSessions(tx, { memberId, but: sessionId })
  for (const { credentialId } of await listPasskeys(tx, memberId))
    if (credentialId !== own?.credentialId) await deletePasskey(tx, memberId, credentialId)
  if (own?.how !== 'passphrase') await deletePassphrase(tx, memberId)
}
