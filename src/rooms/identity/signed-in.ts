import { NorthlineError, type StaffActor } from '../../kernel/index.ts'
import type { RequestContext } from '../../contracts/index.ts'
import { identityErrors } from './identity.errors.ts'

/** The staff actor of a request. The server has asked already; this is for whoever forgets to. */
export function signedIn({ actor }: RequestContext): StaffActor {
  if (actor.kind !== 'staff') throw new NorthlineError(identityErrors.sign_in_again)
  return actor
}
