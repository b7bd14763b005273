import type { Route } from '../../contracts/index.ts'
import { NorthlineError, type Actor } from '../../kernel/index.ts'
import { identityErrors } from '../../rooms/identity/index.ts'

/**
 * Who asks; of a member also whether the session was left untouched for too long,
 * and whether they proved a moment ago who they are.
 */
export type Asker = Actor & { readonly locked?: boolean; readonly fresh?: boolean }

/**
 * What a workspace goes on doing behind its cover, so that no claimed conversation is
 * dropped: its heartbeat, its queue, what comes and what was sealed before; nothing that
 * opens, decides, invites or deletes. Streams go on. A route that is not named here needs
 * a person who proved who they are.
 */
const whileLocked: ReadonlySet<string> = new Set([
  'identity.touch',
  'identity.sign_out',
  'identity.set_locale',
  'conversations.presence',
  'conversations.desk_queue',
  'conversations.desk_messages',
  'conversations.desk_generations',
  'conversations.desk_send',
])

/** The cover is the browser's; this is the same rule where a browser can't be talked out of it. */
export function requireUnlocked(route: Pick<Route, 'id' | 'access'>, asker: Asker): void {
  if (!asker.locked || route.access === 'public' || whileLocked.has(route.id)) return
  throw new NorthlineError(identityErrors.locked)
}

/** Some acts need somebody who proved within ten minutes who they are: a stolen cookie is not enough. */
export function requireFresh(route: Pick<Route, 'fresh'>, asker: Asker): void {
  if (route.fresh && asker.fresh !== true) throw new NorthlineError(identityErrors.sign_in_again)
}
