/**
 * Who works here: signing in, invitations, members' keys, teams' epochs.
 * Everything is on the workspace's origin. The private half of any key is made
 * in the member's browser and comes here sealed, or not at all.
 */
export { passkeyPrfInput, roleList, session, signInName, slotKinds, type Session } from './identity-shapes.ts'
export * from './identity-sign-in.ts'
export * from './identity-teams.ts'
export * from './identity-keys.ts'
export * from './identity-past.ts'
export * from './identity-recovery.ts'
export * from './identity-own.ts'
export * from './identity-organisation.ts'
export * from './identity-proof.ts'
