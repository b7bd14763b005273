import { sql } from 'kysely'
import {
  bytesToBase64Url,
  randomId,
  type Actor,
  type Bytes,
  type OrganisationKind,
  type Role,
} from '../../kernel/index.ts'
import { notify, type Database } from '../../database/index.ts'
import { testDatabase } from '../../database/testing.ts'
import type { InputOf, OutputOf, Route } from '../../contracts/index.ts'
import type * as z from 'zod'
import * as contract from '../../contracts/identity.ts'
import {
  createEpoch,
  createMember,
  openEpoch,
  sealMemberBundle,
  sealMemberSlot,
  type EpochKey,
  type EpochReader,
  type Member,
} from '../../sealing/index.ts'
import { base64UrlToBytes } from '../../kernel/index.ts'
import { createAudit } from '../audit/index.ts'
import {
  createIdentity,
  identityEventOf,
  identityTopic,
  sessionCookie,
  type Identity,
  type IdentityDeps,
  type IdentityEvent,
} from './index.ts'
import type { IdentityLimits } from './identity.limits.ts'

export const workspaceOrigin = 'http://workspace.localhost:8080'

const unlimited: IdentityLimits = {
  ask: () => undefined,
  tryPassphrase: () => ({ succeeded: () => undefined }),
  tryPasskey: () => ({ succeeded: () => undefined }),
}

export type World = {
  database: Database
  identity: Identity
  deps: IdentityDeps
  /** The same database with other settings or limits. */
  variant: (settings: Partial<IdentityDeps['settings']>, limits?: IdentityLimits) => Identity
}

/** The room on a fresh database, without rate limits. */
export async function openWorld(): Promise<World> {
  const database = await testDatabase()
  const auditKey = crypto.getRandomValues(new Uint8Array(32))
  const deps: IdentityDeps = {
    database,
    outerKeys: { staff: crypto.getRandomValues(new Uint8Array(32)) },
    audit: createAudit({ audit: auditKey, forMonth: () => auditKey }),
    settings: {
      name: 'Northline',
      passphrases: 'yes',
      organisations: [],
      idleMinutes: 15,
      sessionHours: 12,
      invitationHours: 72,
    },
    workspaceOrigin,
  }
  const variant: World['variant'] = (settings, limits = unlimited) =>
    createIdentity({ ...deps, settings: { ...deps.settings, ...settings } }, limits)
  return { database, deps, identity: variant({}), variant }
}

/** A browser with one cookie jar, in front of the room as the server would be. */
export class Browser {
  /** The session's, as a Cookie header. */
  cookie: string | undefined
  /** Every other cookie. */
  readonly jar = new Map<string, string>()
  lastSetCookie = ''
  clientKey = 'client'
  readonly identity: Identity

  constructor(identity: Identity) {
    this.identity = identity
  }

  async actor(): Promise<Actor> {
    return (await this.identity.actorOf(this.cookie)) ?? { kind: 'public' }
  }

  async call<R extends Route>(route: R, input: z.input<R['input']>): Promise<OutputOf<R>> {
    const handled = this.identity.routes.find((handled) => handled.route === (route as Route))
    if (!handled) throw new Error(`no such route: ${route.id}`)
    const parsed = route.input.parse(input) as InputOf<R>
    const output = await handled.answer(parsed, {
      actor: await this.actor(),
      locale: 'en',
      clientKey: this.clientKey,
      cookie: (name) => this.jar.get(name),
      setHeader: (name, value) => {
        if (name !== 'set-cookie') throw new Error(`header ${name}`)
        this.lastSetCookie = value
        const [pair = ''] = value.split(';')
        const [cookie = '', content = ''] = pair.split('=')
        const over = value.includes('Max-Age=0')
        if (cookie === sessionCookie) this.cookie = over ? undefined : pair
        else if (over) this.jar.delete(cookie)
        else this.jar.set(cookie, content)
      },
    })
    // What the contract promises is what is sent.
    return route.output.parse(output) as OutputOf<R>
  }
}

export function random(length: number): string {
  return bytesToBase64Url(crypto.getRandomValues(new Uint8Array(length)))
}

export const tokenOf = (link: string): string => link.split('#')[1] ?? ''

export type Hired = { browser: Browser; memberId: string; handle: string; signInKey: string; keys?: Member }

/** Someone invited by the command line who joined with a passphrase. */
export async function hire(world: World, teamId: string, roles: Role[], name = 'Sam'): Promise<Hired> {
  const handle = `h${randomId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')}`
  const { link, memberId } = await world.identity.invite({ kind: 'system' }, { teamId, roles, name, handle })
  const browser = new Browser(world.identity)
  const signInKey = random(32)
  await browser.call(contract.registerPassphrase, { token: tokenOf(link), salt: random(16), signInKey })
  return { browser, memberId, handle, signInKey }
}

/** The same, with keys. */
export async function hireWithKeys(
  world: World,
  teamId: string,
  roles: Role[],
  name?: string,
): Promise<Required<Hired>> {
  const hired = await hire(world, teamId, roles, name)
  const keys = await createMember(hired.memberId)
  const slot = await sealMemberSlot(keys, {
    kind: 'passphrase',
    wrapKey: crypto.getRandomValues(new Uint8Array(32)),
  })
  await hired.browser.call(contract.createMemberKeys, {
    publicKey: bytesToBase64Url(keys.pair.publicKey),
    signPublicKey: bytesToBase64Url(keys.signer.publicKey),
    bundle: bytesToBase64Url(await sealMemberBundle(keys)),
    slots: [{ kind: 'passphrase', bytes: bytesToBase64Url(slot) }],
  })
  return { ...hired, keys }
}

/** A new epoch for the team's members as the browser sees them. */
export async function makeEpoch(
  { browser }: Hired,
  teamId: string,
  number: number,
  without: readonly string[] = [],
): Promise<InputOf<typeof contract.createEpoch>> {
  const { members } = await browser.call(contract.listTeamMembers, { teamId })
  const readers = members.flatMap(({ memberId, publicKey, reads }): EpochReader[] => {
    const bytes = reads && publicKey && base64UrlToBytes(publicKey)
    return bytes && !without.includes(memberId) ? [{ memberId, publicKey: bytes }] : []
  })
  const { epoch, slots } = await createEpoch({ teamId, number, members: readers })
  return {
    teamId,
    number,
    id: epoch.id,
    publicKey: bytesToBase64Url(epoch.publicKey),
    slots: slots.map(({ memberId, bytes }) => ({ memberId, bytes: bytesToBase64Url(bytes) })),
  }
}

/** An epoch as a test's member opens it, with their own slot. */
export async function openOwn(
  { memberId, keys }: Required<Hired>,
  teamId: string,
  epoch: { id: string; number: number; publicKey: string; slot: string },
): Promise<EpochKey> {
  const known = { id: epoch.id, teamId, number: epoch.number, publicKey: bytesFrom(epoch.publicKey) }
  return openEpoch(known, { memberId, bytes: bytesFrom(epoch.slot) }, { memberId, pair: keys.pair })
}

/** base64url that a test knows to be good. */
export function bytesFrom(text: string): Bytes {
  const bytes = base64UrlToBytes(text)
  if (!bytes) throw new Error('not base64url')
  return bytes
}

/** Every epoch of a team that somebody opens, oldest first. */
export async function openedBy(hired: Required<Hired>, teamId: string): Promise<number[]> {
  const { epochs } = await hired.browser.call(contract.earlierEpochs, { teamId })
  const opened = await Promise.all(epochs.map((epoch) => openOwn(hired, teamId, epoch)))
  return opened.map(({ number }) => number).sort((a, b) => a - b)
}

/** A team of its own organisation. */
export async function newTeam(
  world: World,
  kind: OrganisationKind = 'hotline',
  more: { languages?: string[]; region?: string } = {},
): Promise<{ teamId: string; organisationId: string }> {
  return world.identity.setUpTeam({
    organisation: `Organisation ${randomId()}`,
    kind,
    team: 'Days',
    passphrases: true,
    ...more,
  })
}

/** Moves a session's clocks back, as the superuser. */
export async function age(
  { database }: World,
  sessionId: string,
  clocks: { seen?: string; touched?: string; verified?: string; ends?: string },
): Promise<void> {
  await sql`update identity.sessions set
    seen_at = seen_at - ${clocks.seen ?? '0'}::interval,
    touched_at = touched_at - ${clocks.touched ?? '0'}::interval,
    verified_at = verified_at - ${clocks.verified ?? '0'}::interval,
    ends_at = ends_at - ${clocks.ends ?? '0'}::interval
    where id = ${sessionId}`.execute(database.unguarded)
}

/** The code of a refusal. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as Error).message,
  )
}

/** Every event that the work told, in order. */
export async function heardDuring(
  { database }: World,
  work: () => Promise<unknown>,
): Promise<IdentityEvent[]> {
  const heard: IdentityEvent[] = []
  const end = randomId()
  const all = Promise.withResolvers<void>()
  const stop = await database.listen(identityTopic, (payload) => {
    const event = identityEventOf(payload)
    if (event) heard.push(event)
    else if (payload.includes(end)) all.resolve()
  })
  await work()
  // PostgreSQL delivers in the order of commits: what came before this has been heard.
  await database.as({ kind: 'system' }, (tx) => notify(tx, identityTopic, { end }))
  await all.promise
  await stop()
  return heard
}
