import type { Actor, OrganisationKind } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import type { HandledRoute } from '../../contracts/index.ts'
import { letReturn, letReturnByHandle } from './renewals.usecases.ts'
import type { IdentityDeps } from './identity.deps.ts'
import { identityLimits, type IdentityLimits } from './identity.limits.ts'
import { identityRoutes } from './identity.routes.ts'
import { invite, type NewMember } from './invitations.usecases.ts'
import {
  findOrganisationByName,
  findTeamByName,
  insertOrganisation,
  insertTeam,
} from './organisations.repository.ts'
import { isSessionAlive, seeSession } from './sessions.repository.ts'
import { actorOfToken, sessionTokenOf, sweepIdentity, type SessionActor } from './sessions.usecases.ts'

export type TeamSetUp = {
  organisation: string
  kind: OrganisationKind
  /** Whether newcomers may use a generated passphrase, if the organisation is made now; administrators can change it. Default no. */
  passphrases?: boolean
  /** Made by the demo: labelled invented wherever it shows. */
  demo?: boolean
  team: string
  /** BCP 47 tags in which the team answers. */
  languages?: string[]
  region?: string
}

export type Identity = {
  routes: HandledRoute[]
  /**
   * Who a Cookie header speaks for; undefined for nobody. One transaction; slides the session at most
   * once a minute. A locked one speaks for its member still: whoever answers decides what that is good for.
   */
  actorOf: (cookieHeader: string | undefined) => Promise<SessionActor | undefined>
  /**
   * Whether a staff actor's session still holds; for streams, every 60 s, in
   * their own actor's name. An open stream is a sign of the browser, so it
   * slides the session: a locked screen keeps its claimed conversation.
   */
  sessionAlive: (tx: Tx, sessionId: string) => Promise<boolean>
  /** Ends what is over; to be called every few minutes by one or by every app server. */
  sweep: () => Promise<void>
  /** Finds an organisation and team by their names, or makes them; for the command line and the demo. */
  setUpTeam: (team: TeamSetUp) => Promise<{ organisationId: string; teamId: string }>
  /** A one-time link. `actor` is a leader, or `system` for the command line and the demo. Throws as `inviteMember`. */
  invite: (actor: Actor, person: NewMember) => Promise<{ link: string; expiresAt: Date; memberId: string }>
  /** A one-time link back in, with leave to make new keys; actors as `invite`. Throws as `allowReturn`. */
  letReturn: (
    actor: Actor,
    member: { teamId: string; memberId: string },
  ) => Promise<{ link: string; expiresAt: Date }>
  /** The same from the machine itself, by sign-in name; undefined when nobody works here under it. */
  letReturnByHandle: (handle: string) => Promise<{ link: string; expiresAt: Date; name: string } | undefined>
}

/** Opens the room; one per process. `limits` is for tests. */
export function createIdentity(deps: IdentityDeps, limits: IdentityLimits = identityLimits()): Identity {
  const parts = { ...deps, limits }
  const { database, settings } = deps
  return {
    routes: identityRoutes(parts),
    actorOf: (cookieHeader) => actorOfToken(database, sessionTokenOf(cookieHeader), settings.idleMinutes),
    sessionAlive: async (tx, sessionId) => {
      if (!(await isSessionAlive(tx, sessionId, settings.idleMinutes))) return false
      await seeSession(tx, sessionId)
      return true
    },
    sweep: () => sweepIdentity(deps),
    setUpTeam: (wanted) => database.as({ kind: 'system' }, (tx) => setUpTeam(tx, wanted)),
    invite: (actor, person) => invite(deps, actor, person),
    letReturn: (actor, member) => letReturn(deps, actor, member),
    letReturnByHandle: (handle) => letReturnByHandle(deps, handle),
  }
}

async function setUpTeam(tx: Tx, wanted: TeamSetUp): Promise<{ organisationId: string; teamId: string }> {
  const {
    organisation: name,
    kind,
    demo = false,
    passphrases = false,
    team,
    languages = [],
    region = null,
  } = wanted
  const organisationId =
    (await findOrganisationByName(tx, name, kind)) ??
    (await insertOrganisation(tx, { name, kind, demo, passphrases }))
  const teamId =
    (await findTeamByName(tx, organisationId, team)) ??
    (await insertTeam(tx, { organisationId, name: team, languages, region }))
  return { organisationId, teamId }
}
