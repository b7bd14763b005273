import type { Session } from '../../contracts/identity.ts'
import type { Role } from '../../kernel/index.ts'
import type { Member } from '../../sealing/index.ts'
import { createStore } from '../app/store.ts'
import type { Unlocking } from '../sealing-client/members.ts'
import { createEpochRing } from '../sealing-client/epoch-ring.ts'

/**
 * Where signing in stands. `locked`: the server knows who this is (a reload, or
 * the screen was left), the keys are not in this browser's memory. `keyless`:
 * signed in for the first time, keys not made yet.
 */
export type SessionState =
  | { phase: 'starting' }
  | { phase: 'out'; note?: 'ended' | 'signed-out' }
  | { phase: 'locked'; session: Session; shut?: Shut }
  | { phase: 'keyless'; session: Session }
  | { phase: 'open'; session: Session; member: Member }

/** Signed in just now by something that opens no slot; `secret` is what a new slot could be made with. */
export type Shut = { secret: Unlocking | undefined }

export const session = createStore<SessionState>({ phase: 'starting' })

/** The team keys held in memory while the screen is open. */
export const ring = createEpochRing()

/** The session, open or locked. */
export function currentSession(): Session | undefined {
  const state = session.get()
  return 'session' in state ? state.session : undefined
}

/** The member's own keys, or undefined while locked. */
export function currentMember(): Member | undefined {
  const state = session.get()
  return state.phase === 'open' ? state.member : undefined
}

/** The teams of a session in which the member holds one of these roles. */
export function teamsWith(session: Session, ...roles: readonly Role[]): Session['teams'] {
  return session.teams.filter((team) => team.roles.some((role) => roles.includes(role)))
}

/** Which of the workspace's screens a member has. */
export function screensOf(session: Session) {
  const keeper = teamsWith(session, 'provider', 'coordinator').some(
    ({ organisation }) => organisation.kind === 'provider',
  )
  const vetting = ofTheLine(session, 'supervisor', 'coordinator')
  return {
    desk: teamsWith(session, 'responder', 'supervisor').length > 0,
    provider: teamsWith(session, 'provider').length > 0,
    keeper,
    /** Who changes entries of the register: their keepers, and reviewers of the line. */
    entries: keeper || vetting,
    team: session.teams.length > 0,
    receivers: namesReceivers(session),
    audit: teamsWith(session, 'responder', 'supervisor', 'administrator').length > 0,
    holds: ofTheLine(session, 'supervisor', 'administrator'),
    /** Who may ask that a service be vetted, and who vets. */
    nominates: ofTheLine(session, 'responder', 'supervisor', 'coordinator'),
    vetting,
    glass: teamsWith(session, 'supervisor', 'coordinator', 'administrator').length > 0,
  }
}

/** Whether a member holds one of these roles in a team of a line. */
function ofTheLine(session: Session, ...roles: readonly Role[]): boolean {
  return teamsWith(session, ...roles).some(({ organisation }) => organisation.kind === 'hotline')
}

/** Whether a member names who receives for a service; the server's rule once more, for what the screen offers. */
export function namesReceivers(session: Session): boolean {
  return ofTheLine(session, 'coordinator', 'administrator')
}

type Hook = () => void
const onWipe = new Set<Hook>()

/** Called when this member's work must leave memory for good: signed out, or somebody else signed in. */
export function whenWiped(hook: Hook): void {
  onWipe.add(hook)
}

/** Forgets everything of the member: keys, conversations, drafts in memory. What is sealed in storage stays. */
export function wipe(): void {
  ring.wipe()
  for (const hook of onWipe) hook()
}
