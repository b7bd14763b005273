import { NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { OutputOf } from '../../contracts/index.ts'
import type { endOtherSessions, listSessions, listWaysIn } from '../../contracts/identity.ts'
import {
  countOtherWaysIn,
  deletePasskey,
  hasPassphrase,
  listPasskeys,
  lockWaysIn,
} from './credentials.repository.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { listLogins, removeLogin } from './logins.repository.ts'
import { withOwnAccounts } from './organisation-entrance.ts'
import { listOwnOrganisations } from './organisations.repository.ts'
import { endOtherSessionsOf, endSession, listSessionsOf } from './sessions.repository.ts'

const mostSessions = 50

/** Where one is signed in. */
export async function showSessions(
  deps: IdentityDeps,
  actor: StaffActor,
): Promise<OutputOf<typeof listSessions>> {
  const { idleMinutes } = deps.settings
  const found = await deps.database.as(actor, (tx) =>
    listSessionsOf(tx, actor.memberId, idleMinutes, mostSessions),
  )
  const sessions = found.map(({ id, how, passkey, startedAt, seenAt, endsAt }) => ({
    sessionId: id,
    how,
    passkey,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
    endsAt: endsAt.toISOString(),
    thisOne: id === actor.sessionId,
  }))
  return { sessions }
}

/** Ends one of one's own; throws `no_such_session` for a foreign one as for none. */
export async function endOwn(deps: IdentityDeps, actor: StaffActor, sessionId: string): Promise<void> {
  await deps.database.as(actor, async (tx) => {
    if (!(await endSession(tx, sessionId, actor.memberId)))
      throw new NorthlineError(identityErrors.no_such_session)
    const subject = { kind: 'session', id: sessionId } as const
    await deps.audit.record(tx, { action: 'identity.end_session', subject })
  })
}

/** Ends all of one's own but this one. */
export async function endOthers(
  deps: IdentityDeps,
  actor: StaffActor,
): Promise<OutputOf<typeof endOtherSessions>> {
  return deps.database.as(actor, async (tx) => {
    const ended = await endOtherSessionsOf(tx, actor)
    const subject = { kind: 'member', id: actor.memberId } as const
    await deps.audit.record(tx, { action: 'identity.end_other_sessions', subject })
    return { ended }
  })
}

/** Passkeys, passphrase, accounts of one's organisations. */
export async function showWaysIn(
  deps: IdentityDeps,
  actor: StaffActor,
): Promise<OutputOf<typeof listWaysIn>> {
  const { memberId } = actor
  return deps.database.as(actor, async (tx) => {
    const passkeys = await listPasskeys(tx, memberId)
    const logins = await listLogins(tx, memberId)
    const own = await listOwnOrganisations(tx, memberId)
    const bringing = await withOwnAccounts(tx, deps, own)
    return {
      passkeys: passkeys.map(({ createdAt, usedAt, ...passkey }) => ({
        ...passkey,
        createdAt: createdAt.toISOString(),
        usedAt: usedAt?.toISOString() ?? null,
      })),
      passphrase: await hasPassphrase(tx, memberId),
      organisations: own.flatMap(({ organisationId, organisation }) => {
        const login = logins.find((one) => one.organisationId === organisationId)
        if (!login && !bringing.includes(organisationId)) return []
        const linkedAt = login?.linkedAt.toISOString() ?? null
        return [
          { organisationId, name: organisation, linkedAt, usedAt: login?.usedAt?.toISOString() ?? null },
        ]
      }),
    }
  })
}

/**
 * Removes a passkey with its key slot, and ends the other sessions that it began:
 * whoever holds a lost device is out at once. Never the last way in that opens the keys.
 */
export async function dropPasskey(
  deps: IdentityDeps,
  actor: StaffActor,
  credentialId: string,
): Promise<void> {
  const { memberId } = actor
  await deps.database.as(actor, async (tx) => {
    await lockWaysIn(tx, memberId)
    if ((await countOtherWaysIn(tx, memberId, credentialId)) === 0)
      throw new NorthlineError(identityErrors.last_way_in)
    await endOtherSessionsOf(tx, actor, credentialId)
    if (!(await deletePasskey(tx, memberId, credentialId)))
      throw new NorthlineError(identityErrors.no_such_passkey)
    const subject = { kind: 'member', id: memberId } as const
    await deps.audit.record(tx, { action: 'identity.remove_passkey', subject })
  })
}

/** The organisation's account no longer signs one in; with nothing else to sign in by, it stays. */
export async function unlink(deps: IdentityDeps, actor: StaffActor, organisationId: string): Promise<void> {
  const { memberId } = actor
  await deps.database.as(actor, async (tx) => {
    await lockWaysIn(tx, memberId)
    if ((await countOtherWaysIn(tx, memberId, '')) === 0) throw new NorthlineError(identityErrors.last_way_in)
    if (!(await removeLogin(tx, memberId, organisationId)))
      throw new NorthlineError(identityErrors.no_such_organisation)
    const subject = { kind: 'member', id: memberId } as const
    await deps.audit.record(tx, { action: 'identity.unlink_organisation', subject })
  })
}
