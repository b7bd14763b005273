/**
 * Who works here: organisations, teams, members, how they sign in, and the keys
 * they hold. Private halves never arrive here unsealed. The only door.
 */
export {
  /** Opens the room: `{ routes, actorOf, sessionAlive, sweep, setUpTeam, invite }`. */
  createIdentity,
  type Identity,
  /** What `setUpTeam` finds or makes: names of organisation and team, languages, region, demo label. */
  type TeamSetUp,
} from './identity.room.ts'
export {
  /** Database, outer `staff` key, audit, settings, the workspace's origin. */
  type IdentityDeps,
} from './identity.deps.ts'
export {
  /** IDENTITY_NAME, IDENTITY_PASSPHRASES, IDENTITY_ORGANISATIONS, IDENTITY_IDLE_MINUTES, IDENTITY_SESSION_HOURS, IDENTITY_INVITATION_HOURS. */
  identitySettings,
  type IdentitySettings,
} from './identity.config.ts'
export {
  /** Every error of the room, `identity.*`. */
  identityErrors,
} from './identity.errors.ts'
export {
  /** The database topic of this room's events. */
  identityTopic,
  /** A notified payload as an event; undefined for anything else. */
  identityEventOf,
  /** `ended {session}` · `roles {member}` (look again) · `team {team}` (members or keys changed) · `epoch {team, epoch}`. */
  type IdentityEvent,
} from './identity.events.ts'
export {
  /** A team's newest epoch `{ teamId, id, number, publicKey (65 bytes) }`, or undefined; for any actor. */
  findCurrentEpoch as currentEpoch,
  isCurrentEpoch,
  type PublicEpoch,
} from './epochs.repository.ts'
export {
  /** The team and key that a seeker's conversation is sealed to, by language, then region; for any actor. */
  hotlineLine,
  /** All hotline teams that have a key; for any actor. */
  hotlineLines,
  type Line,
  /** A member's active teams with roles. */
  teamsOf,
  type MemberTeam,
  /** Names of oneself and colleagues by member id; staff only, empty for anybody else. */
  memberNames,
  /** Whether someone is an active member of a team. */
  isMember,
  /** Active members of a team with their roles; colleagues only, empty for anybody else. */
  teamMembers,
  type TeamMember,
  /** Every team of a line, by name; for staff. */
  hotlineTeams,
} from './lines.repository.ts'
export {
  /** `findTeam(tx, teamId)`: a team with its organisation's name and kind, or undefined; for staff and system. */
  findTeam,
  type Team,
  /** `listProviderTeams(tx, after, limit)`: teams that can be named as receivers, in the order of their ids; for staff and system. */
  listProviderTeams,
  type ReceivingTeam,
} from './organisations.repository.ts'
export {
  /** Name of the workspace's session cookie. */
  sessionCookie,
  /** A member by a session, with `locked` and `fresh`. */
  type SessionActor,
} from './sessions.usecases.ts'
export {
  /** `showCertificateRequests(deps)`: what an organisation key is asked to sign, as the file that leaves the server. */
  showCertificateRequests,
  /** `importCertificates(deps, file, pins)`: keeps what came back, all or nothing. Throws UnusableCertificates. */
  importCertificates,
  UnusableCertificates,
} from './certificates.usecases.ts'
export {
  /** `findEpochProof(tx, epochId)`: the signatures that lead from an epoch to a pinned key; for any actor. */
  findEpochProof as epochProof,
} from './epoch-proofs.usecases.ts'
