import { NorthlineError, randomId, type StaffActor } from '../../kernel/index.ts'
import type { Database, Tx } from '../../database/index.ts'
import type { RequestContext } from '../../contracts/index.ts'
import type { Session } from '../../contracts/identity.ts'
import { forgetOldChallenges } from './credentials.repository.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { hashOf, newToken } from './identity.secrets.ts'
import { forgetEndedInvitations } from './invitations.repository.ts'
import { freeHandles, setMemberLocale } from './members.repository.ts'
import { forgetShares } from './recoveries.repository.ts'
import { forgetEndedRenewals } from './renewals.repository.ts'
import { forgetEndedLogins } from './logins.repository.ts'
import { presentSession, readSession } from './session-view.ts'
import {
  sessionOfToken,
  endSession,
  endStaleSessions,
  findSession,
  insertSession,
  renewSession,
  touchSession,
  type Proof,
} from './sessions.repository.ts'

/** Only for the workspace's origin, only over HTTPS or loopback, gone with the browser (RFC 6265bis, `__Host-`). */
export const sessionCookie = '__Host-northline'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'

/** The session token in a Cookie header, if there is exactly one that could be ours. */
export function sessionTokenOf(cookieHeader: string | undefined): string | undefined {
  const prefix = `${sessionCookie}=`
  const found = (cookieHeader ?? '').split(/; */).filter((pair) => pair.startsWith(prefix))
  const token = found.length === 1 ? found[0]?.slice(prefix.length) : undefined
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined
}

/** What someone has proved: to be this member, in this way. */
export type Proven = Proof & { memberId: string }

/**
 * Starts a session, or opens the asker's own again under a new token: its id
 * and streams go on, so that unlocking drops no conversation. `work` runs first
 * in the same transaction and undoes all by throwing. Throws `sign_in_failed`
 * for a member of no team.
 */
export async function startSession(
  deps: IdentityDeps,
  context: RequestContext,
  proven: Proven,
  work: (tx: Tx) => Promise<void>,
  capabilities: string[] = [],
): Promise<Session> {
  const { actor } = context
  const token = newToken()
  const tokenHash = hashOf(token)
  const record = await deps.database.as(
    { kind: 'public' },
    async (tx) => {
      await work(tx)
      let id = actor.kind === 'staff' && actor.memberId === proven.memberId ? actor.sessionId : undefined
      if (id === undefined || !(await renewSession(tx, { ...proven, id, tokenHash }))) {
        id = randomId()
        await insertSession(tx, { ...proven, id, tokenHash, hours: deps.settings.sessionHours })
      }
      const record = await readSession(tx, deps, id)
      if (!record || record.teams.length === 0) throw new NorthlineError(identityErrors.sign_in_failed)
      const subject = { kind: 'member', id: proven.memberId } as const
      // Nobody is signed in yet: the entry says whose supervisors it is for.
      const organisations = [...new Set(record.teams.map(({ organisationId }) => organisationId))]
      await deps.audit.record(tx, { action: 'identity.sign_in', subject, purpose: proven.how, organisations })
      return record
    },
    { capabilities: [`signin:${proven.memberId}`, ...capabilities] },
  )
  if (actor.kind === 'staff' && actor.memberId !== proven.memberId) await endOwnSession(deps, actor)
  context.setHeader('set-cookie', `${sessionCookie}=${token}; ${attributes}`)
  return presentSession(deps, record)
}

async function endOwnSession(deps: IdentityDeps, actor: StaffActor): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    await endSession(tx, actor.sessionId, actor.memberId)
    await deps.audit.record(tx, {
      action: 'identity.sign_out',
      subject: { kind: 'session', id: actor.sessionId },
    })
  })
}

/** The session of whoever asks; null for the public. */
export async function showSession(deps: IdentityDeps, context: RequestContext): Promise<Session | null> {
  const { actor } = context
  if (actor.kind !== 'staff') return null
  const record = await deps.database.as(actor, (tx) => readSession(tx, deps, actor.sessionId))
  return record ? presentSession(deps, record) : null
}

/** A person is at the screen. */
export async function touch(
  deps: IdentityDeps,
  actor: StaffActor,
): Promise<{ locked: boolean; endsAt: string }> {
  const { idleMinutes } = deps.settings
  return deps.database.as(actor, async (tx) => {
    await touchSession(tx, actor.sessionId, idleMinutes)
    const state = await findSession(tx, actor.sessionId, idleMinutes)
    if (!state) throw new NorthlineError(identityErrors.sign_in_failed)
    return { locked: state.locked, endsAt: state.endsAt.toISOString() }
  })
}

/** Ends the asker's session at once; its streams hear of it. */
export async function signOut(deps: IdentityDeps, context: RequestContext, actor: StaffActor): Promise<void> {
  await endOwnSession(deps, actor)
  context.setHeader('set-cookie', `${sessionCookie}=; Max-Age=0; ${attributes}`)
}

export async function chooseLocale(deps: IdentityDeps, actor: StaffActor, locale: string): Promise<void> {
  await deps.database.as(actor, (tx) => setMemberLocale(tx, actor.memberId, locale))
}

/** A member by a session; `locked` when nobody touched it for the idle time, `fresh` within ten minutes of proving who they are. */
export type SessionActor = StaffActor & { readonly locked: boolean; readonly fresh: boolean }

/** Who a session token speaks for, with today's teams and roles; undefined when it is over or never was. */
export async function actorOfToken(
  database: Database,
  token: string | undefined,
  idleMinutes: number,
): Promise<SessionActor | undefined> {
  if (token === undefined) return undefined
  const tokenHash = hashOf(token)
  const [session] = await database.once({ kind: 'public' }, sessionOfToken(tokenHash, idleMinutes), {
    capabilities: [`session:${tokenHash}`],
  })
  return session && { kind: 'staff', ...session }
}

/** The clockwork's part: ends what is over and forgets what has ended. */
export async function sweepIdentity(deps: IdentityDeps): Promise<void> {
  await deps.database.as({ kind: 'system' }, async (tx) => {
    await endStaleSessions(tx, deps.settings.idleMinutes)
    await forgetOldChallenges(tx)
    await forgetEndedInvitations(tx)
    await forgetEndedRenewals(tx)
    await forgetShares(tx)
    await freeHandles(tx)
    await forgetEndedLogins(tx)
  })
}
