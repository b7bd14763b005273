import { NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityErrors } from './identity.errors.ts'
import { findSession } from './sessions.repository.ts'

/** Throws `sign_in_again` unless the person proved within the last ten minutes who they are. */
export async function requireFresh(
  tx: Tx,
  { settings }: Pick<IdentityDeps, 'settings'>,
  { sessionId }: StaffActor,
): Promise<void> {
  const state = await findSession(tx, sessionId, settings.idleMinutes)
  if (!state?.fresh || state.locked) throw new NorthlineError(identityErrors.sign_in_again)
}
