import type * as z from 'zod'
import { NorthlineError, type Actor, type StaffActor } from '../../kernel/index.ts'
import type { RequestContext } from '../../contracts/index.ts'
import type { finishOrganisation, Session } from '../../contracts/identity.ts'
import type { IdentityParts } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { accountOf, attemptSecrets, hashOf, loginCapability, newToken } from './identity.secrets.ts'
import { accept, openInvitation } from './invitations.usecases.ts'
import {
  findLogin,
  insertAttempt,
  insertLogin,
  spendAttempt,
  useLogin,
  type Attempt,
} from './logins.repository.ts'
import { wayBack, wayThere } from './openid.ts'
import { findByEntrance, findByOrganisation, type OrganisationWithAccounts } from './organisation-entrance.ts'
import { presentSession, readSession } from './session-view.ts'
import { startSession } from './sessions.usecases.ts'
import { refusingTwice } from './unique.ts'

/** Ties the way back to the browser that began it. Sent by our own page only, so `Strict` holds. */
export const attemptCookie = '__Host-northline-organisation'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

const unknown = () => new NorthlineError(identityErrors.no_such_organisation)
const refused = () => new NorthlineError(identityErrors.organisation_refused)

const redirectUri = ({ workspaceOrigin }: IdentityParts) => `${workspaceOrigin}/organisation`

async function begin(
  parts: IdentityParts,
  { setHeader }: RequestContext,
  actor: Actor,
  organisation: OrganisationWithAccounts | undefined,
  attempt: (organisationId: string) => Attempt,
): Promise<{ url: string }> {
  if (!organisation) throw unknown()
  const token = newToken()
  const secrets = attemptSecrets(parts.outerKeys.staff, token)
  const url = await wayThere(organisation.accounts, redirectUri(parts), secrets)
  await parts.database.as(actor, (tx) =>
    insertAttempt(tx, hashOf(token), attempt(organisation.organisationId)),
  )
  setHeader('set-cookie', `${attemptCookie}=${token}; Max-Age=600; ${attributes}`)
  return { url }
}

const stranger: Actor = { kind: 'public' }

/** To sign in. Unknown entrances and organisations without accounts of their own answer alike. */
export async function beginSignIn(
  parts: IdentityParts,
  context: RequestContext,
  entrance: string,
): Promise<{ url: string }> {
  parts.limits.ask(context.clientKey)
  const organisation = await findByEntrance(parts, entrance)
  return begin(parts, context, stranger, organisation, (organisationId) => ({
    purpose: 'sign_in',
    organisationId,
  }))
}

/** To accept an invitation, which stays unused until the browser comes back. */
export async function beginAcceptance(
  parts: IdentityParts,
  context: RequestContext,
  token: string,
): Promise<{ url: string }> {
  parts.limits.ask(context.clientKey)
  const invitation = await openInvitation(parts, hashOf(token))
  const organisation = await findByOrganisation(parts, invitation.organisationId)
  return begin(parts, context, stranger, organisation, (organisationId) => ({
    purpose: 'accept',
    organisationId,
    invitationHash: hashOf(token),
  }))
}

/** To link an account to a member who is signed in, of an organisation of theirs. */
export async function beginLink(
  parts: IdentityParts,
  context: RequestContext,
  actor: StaffActor,
  organisationId: string,
): Promise<{ url: string }> {
  const own = actor.teams.some((team) => team.organisationId === organisationId)
  const organisation = own ? await findByOrganisation(parts, organisationId) : undefined
  const { memberId } = actor
  return begin(parts, context, actor, organisation, () => ({ purpose: 'link', organisationId, memberId }))
}

/**
 * Comes back, once, in the browser that began: signs in, accepts the invitation, or links. An account
 * is known by issuer and subject; an e-mail address, which can be given to somebody else, is never looked at.
 */
export async function finish(
  parts: IdentityParts,
  context: RequestContext,
  { query }: z.output<(typeof finishOrganisation)['input']>,
): Promise<Session> {
  const limit = parts.limits.tryPasskey(context.clientKey)
  const token = context.cookie?.(attemptCookie)
  if (token === undefined) throw refused()
  const hash = hashOf(token)
  context.setHeader('set-cookie', `${attemptCookie}=; Max-Age=0; ${attributes}`)
  const attempt = await parts.database.as({ kind: 'public' }, (tx) => spendAttempt(tx, hash), {
    capabilities: [`attempt:${hash}`],
  })
  const organisation = attempt && (await findByOrganisation(parts, attempt.organisationId))
  if (!organisation) throw refused()
  const secrets = attemptSecrets(parts.outerKeys.staff, token)
  const { issuer, subject } = await wayBack(organisation.accounts, `${redirectUri(parts)}?${query}`, secrets)
  const session = await arrive(parts, context, attempt, accountOf(parts.outerKeys.staff, issuer, subject))
  limit.succeeded()
  return session
}

async function arrive(
  parts: IdentityParts,
  context: RequestContext,
  attempt: Attempt,
  account: ReturnType<typeof accountOf>,
): Promise<Session> {
  if (attempt.purpose === 'link') return link(parts, context, attempt, account)
  if (attempt.purpose === 'accept') {
    const { invitationHash: hash } = attempt
    const { memberId, organisationId } = await openInvitation(parts, hash)
    return accept(parts, context, {
      hash,
      proven: { memberId, how: 'organisation', credentialId: null },
      store: (tx) => insertLogin(tx, { account, memberId, organisationId }),
      twice: identityErrors.login_taken,
    })
  }
  const capabilities = [loginCapability(account)]
  const memberId = await parts.database.as(
    { kind: 'public' },
    (tx) => findLogin(tx, account, attempt.organisationId),
    { capabilities },
  )
  if (memberId === undefined) throw refused()
  const proven = { memberId, how: 'organisation', credentialId: null } as const
  return startSession(parts, context, proven, async (tx) => {
    if (!(await useLogin(tx, account))) throw refused()
  })
}

async function link(
  parts: IdentityParts,
  { actor }: RequestContext,
  { memberId, organisationId }: Attempt & { purpose: 'link' },
  account: ReturnType<typeof accountOf>,
): Promise<Session> {
  // Whoever began must still be the one who is signed in here.
  if (actor.kind !== 'staff' || actor.memberId !== memberId) throw refused()
  const linked = parts.database.as(actor, async (tx) => {
    await insertLogin(tx, { account, memberId, organisationId })
    const subject = { kind: 'member', id: memberId } as const
    await parts.audit.record(tx, { action: 'identity.link_organisation', subject })
    return readSession(tx, parts, actor.sessionId)
  })
  const record = await refusingTwice(linked, identityErrors.login_taken)
  if (!record) throw refused()
  return presentSession(parts, record)
}
