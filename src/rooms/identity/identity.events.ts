import { notify, type Tx } from '../../database/index.ts'

/** The topic on which this room tells the others what changed; payloads are ids only. */
export const identityTopic = 'identity'

/**
 * What is told: a session ended (its streams must stop); a member's roles
 * changed (their streams must look again); a team's members or their keys
 * changed (its epoch may be stale); a team has a new epoch.
 */
export type IdentityEvent =
  | { k: 'ended'; session: string }
  | { k: 'roles'; member: string }
  | { k: 'team'; team: string }
  | { k: 'epoch'; team: string; epoch: string }

const tell = (tx: Tx, event: IdentityEvent) => notify(tx, identityTopic, event)

export const notifyEnded = (tx: Tx, session: string): Promise<void> => tell(tx, { k: 'ended', session })

export const notifyRoles = (tx: Tx, member: string): Promise<void> => tell(tx, { k: 'roles', member })

export const notifyTeam = (tx: Tx, team: string): Promise<void> => tell(tx, { k: 'team', team })

export const notifyEpoch = (tx: Tx, team: string, epoch: string): Promise<void> =>
  tell(tx, { k: 'epoch', team, epoch })

/** Reads a payload; undefined for anything else, and for the empty one after a lost connection. */
export function identityEventOf(payload: string): IdentityEvent | undefined {
  try {
    const event = JSON.parse(payload) as IdentityEvent
    return ['ended', 'roles', 'team', 'epoch'].includes(event.k) ? event : undefined
  } catch {
    return undefined
  }
}
