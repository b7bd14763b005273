import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import {
  bytesToBase64Url,
  concatBytes,
  NorthlineError,
  randomId,
  type Bytes,
  type OrganisationKind,
  type Role,
  type StaffActor,
} from '../../kernel/index.ts'
import { mailboxTag, withdrawTokenHash } from '../../contracts/mailbox.ts'
import type { Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import { createAudit } from '../audit/index.ts'
import { loadObjects, servicesCalled } from '../directory/index.ts'
import { askCapacity } from './asks.usecases.ts'
import { day, hour, type ReferralDeps } from './referrals.deps.ts'
import { setReceiver } from './receivers.usecases.ts'
import { sendReferral } from './send.usecases.ts'

/** A member of one team, with one role. */
export function member(teamId: string, role: Role, organisationKind: OrganisationKind): StaffActor {
  const team = { teamId, organisationId: randomId(), organisationKind, roles: [role] }
  return { kind: 'staff', memberId: randomId(), sessionId: randomId(), teams: [team] }
}

export type World = Awaited<ReturnType<typeof makeWorld>>

/** A line, two providers with a service each, a clock that only tests move, and random keys. */
export async function makeWorld() {
  const database: Database = await testDatabase()
  const clock = { now: new Date('2027-03-10T20:00:00Z') }
  const secret = randomBytes(32)
  const key = (name: string): Bytes => concatBytes(createHash('sha256').update(secret).update(name).digest())
  const outerKeys = { forMonth: key, lookup: key('lookup'), staff: key('staff'), audit: key('audit') }
  const [line, shelter, clinic, unkeyed] = [randomId(), randomId(), randomId(), randomId()] as const
  const [shelterService, clinicService, unkeyedService] = [randomId(), randomId(), randomId()] as const
  const deps: ReferralDeps = {
    database,
    outerKeys,
    audit: createAudit(outerKeys),
    settings: { answerSeconds: 600, askHours: 12, keepDays: 30 },
    now: () => clock.now,
  }
  for (const [serviceId, teamId] of [
    [shelterService, shelter],
    [clinicService, clinic],
    [unkeyedService, unkeyed],
  ] as const)
    await setReceiver(deps, { kind: 'system' }, { serviceId, teamId })
  await makeTeam(database, line, 'hotline')
  await makeTeam(database, shelter, 'provider')
  await makeTeam(database, clinic, 'provider')
  const epochs = {
    line: await newEpoch(database, line),
    shelter: await newEpoch(database, shelter),
    clinic: await newEpoch(database, clinic),
  }
  return {
    database,
    deps,
    clock,
    epochs,
    line,
    shelter,
    clinic,
    shelterService,
    clinicService,
    unkeyedService,
    responder: member(line, 'responder', 'hotline'),
    provider: member(shelter, 'provider', 'provider'),
    other: member(clinic, 'provider', 'provider'),
    /** The id of a service that stands in the register under this name. */
    registered: (name: string) => register(database, name),
    pass: (milliseconds: number) => {
      clock.now = new Date(clock.now.getTime() + milliseconds)
    },
  }
}

async function register(database: Database, name: string): Promise<string> {
  const directory = {
    database,
    settings: { zone: 'America/Toronto', language: 'en', radiusKm: 25, reachKm: 50, roomHours: 6 },
  }
  const organization = { id: `org-${name}`, name: `House of ${name}`, description: 'Invented.' }
  await loadObjects(directory, 'test', [
    { id: name, name, status: 'active', description: 'Invented.', organization },
  ])
  const { exact } = await database.as({ kind: 'system' }, (tx) => servicesCalled(tx, name, 2))
  return exact[0]?.serviceId ?? ''
}

/** A team in an organisation of its own. */
async function makeTeam(database: Database, teamId: string, kind: OrganisationKind): Promise<void> {
  const organisationId = randomId()
  await sql`insert into identity.organisations (id, name, kind) values (${organisationId}, 'Invented', ${kind})`.execute(
    database.unguarded,
  )
  await sql`insert into identity.teams (id, organisation_id, name) values (${teamId}, ${organisationId}, 'Invented')`.execute(
    database.unguarded,
  )
}

/** The next epoch of a team, with this public key or some bytes of its length. */
export async function newEpoch(
  database: Database,
  teamId: string,
  publicKey: Bytes = concatBytes(randomBytes(65)),
): Promise<{ id: string; publicKey: Bytes }> {
  const [id, memberId] = [randomId(), randomId()]
  await sql`insert into identity.members (id, name) values (${memberId}, 'Invented')`.execute(
    database.unguarded,
  )
  await sql`
    insert into identity.epochs (id, team_id, number, public_key, made_by)
    select ${id}, ${teamId}, count(*) + 1, ${Buffer.from(publicKey)}, ${memberId}
    from identity.epochs where team_id = ${teamId}`.execute(database.unguarded)
  return { id, publicKey }
}

/** The input of an ask for one bed tonight at the shelter. */
export function bedTonight(world: World) {
  return {
    askId: randomId(),
    fromTeamId: world.line,
    serviceId: world.shelterService,
    kind: 'bed' as const,
    people: 1,
    from: world.clock.now.toISOString(),
    until: new Date(world.clock.now.getTime() + 14 * hour).toISOString(),
  }
}

/** An ask that the responder has made. */
export function asked(world: World) {
  return askCapacity(world.deps, world.responder, bedTonight(world))
}

/** The input of a packet to the shelter, with the secrets that the story keeps. */
export async function packetToShelter(world: World) {
  const withdrawToken = randomId()
  const input = {
    toTeamId: world.shelter,
    epochId: world.epochs.shelter.id,
    mailbox: randomId(),
    packet: bytesToBase64Url(randomBytes(4_200)),
    withdrawTokenHash: await withdrawTokenHash(withdrawToken),
    expiresAt: new Date(world.clock.now.getTime() + 2 * day).toISOString(),
  }
  return { input, held: { mailbox: input.mailbox, withdrawToken } }
}

export type Stored = {
  id: string
  state: string
  packet: Uint8Array | null
  answer: Uint8Array | null
  closed_at: Date | null
}

/** The row of a referral as whoever stole the database has it. */
export async function stored(world: World, referralId: string): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`
    select id, state, packet, answer, closed_at from referrals.packets where id = ${referralId}`.execute(
    world.database.unguarded,
  )
  return rows[0]
}

/** A packet that was sent, with the id under which the shelter lists it. */
export async function sent(world: World, more: { holdAskId?: string } = {}) {
  const { input, held } = await packetToShelter(world)
  await sendReferral(world.deps, world.responder, { ...input, ...more })
  const { rows } = await sql<{ id: string }>`
    select id from referrals.packets where mailbox_tag = ${await mailboxTag(input.mailbox)}`.execute(
    world.database.unguarded,
  )
  return { input, held, mailbox: input.mailbox, referralId: rows[0]?.id ?? '' }
}

/** The bytes of some sealed answer. */
export const someAnswer = (): string => bytesToBase64Url(randomBytes(1_100))

/** The code of the error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'no error'
  } catch (error) {
    if (error instanceof NorthlineError) return error.kind.code
    throw error
  }
}
