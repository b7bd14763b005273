import { join } from 'node:path'
import type { Context, Hono } from 'hono'
import { getConnInfo } from '@hono/node-server/conninfo'
import { handle, type HandledRoute } from '../contracts/index.ts'
import type { StreamRoute } from '../contracts/stream.ts'
import { installation } from '../contracts/workspace.ts'
import type { Database } from '../database/index.ts'
import { helpSite } from '../help-site/index.ts'
import { enabledLocales } from '../i18n/index.ts'
import type { Actor } from '../kernel/index.ts'
import { auditRoutes, createAudit, createWitnessing, witnessAt } from '../rooms/audit/index.ts'
import { createConversations, pinnedLine, type Conversations } from '../rooms/conversations/index.ts'
import { createDirectory, type Directory } from '../rooms/directory/index.ts'
import { createIdentity, memberNames, type Identity } from '../rooms/identity/index.ts'
import { referralRoutes, sweepReferrals, type ReferralDeps } from '../rooms/referrals/index.ts'
import { statisticsRoutes } from '../rooms/statistics/index.ts'
import type { Configuration } from './configuration.ts'
import { checkInstallation, checkMonthKeys, sameOuterKeys } from './facts.ts'
import { api } from './http/api.ts'
import { clientKey } from './http/client-key.ts'
import { answerProblem } from './http/problems.ts'
import { loadAssets } from './http/assets.ts'
import { byOrigin } from './http/origins.ts'
import { bundle, pinnedData } from './http/bundle.ts'
import { health } from './http/health.ts'
import { listen, type Listening } from './http/listen.ts'
import { openData, openDataPath } from './http/open-data.ts'
import { workspaceShell } from './http/workspace-shell.ts'
import type { Log } from './log.ts'
import { keySweeps } from './key-sweeps.ts'
import { sameMonthKeys } from './month-keys.ts'
import { openMigrated } from './open-migrated.ts'
import { openOuterKeys, type ServerKeys } from './outer-keys.ts'
import { readPinnedKeys } from './pinned-keys.ts'
import { openReferralStreams } from './referral-stream.ts'
import { startSweeps, type Sweep } from './sweeps.ts'

/** The whole system, put together and not listening yet. */
export type Northline = {
  readonly configuration: Configuration
  readonly database: Database
  readonly outerKeys: ServerKeys
  /** Both origins behind one door. */
  readonly app: Hono
  readonly identity: Identity
  readonly directory: Directory
  readonly conversations: Conversations
  readonly referrals: ReferralDeps
  /** Names of every route and stream that is answered: docs/permissions.md has exactly these. */
  readonly answered: readonly string[]
  /** Opens the port and starts the clockwork. */
  listen(): Promise<Listening>
  /** Graceful: no new request, streams ended, requests under way finished, database closed. */
  close(): Promise<void>
}

const dist = join(import.meta.dirname, '..', '..', 'dist')

/** Opens the database, migrates it, and joins the rooms. Throws StartRefused when this is not its database. */
export async function compose(
  configuration: Configuration,
  { demo, log }: { demo: boolean; log: Log },
): Promise<Northline> {
  const database = await openMigrated(configuration, log)
  try {
    return await joinRooms(database, configuration, { demo, log })
  } catch (error) {
    await database.close()
    throw error
  }
}

async function joinRooms(
  database: Database,
  configuration: Configuration,
  { demo, log }: { demo: boolean; log: Log },
): Promise<Northline> {
  const outerKeys = await openOuterKeys(configuration.server, { demo })
  await checkInstallation(database, outerKeys, demo)
  await checkMonthKeys(database, outerKeys)

  const pins = await readPinnedKeys(configuration.server.organisationKeys)

  const audit = createAudit(outerKeys)
  const { witness, witnessToken, checkpointSeconds } = configuration.audit
  const checkpoint = createWitnessing({
    database,
    outerKeys,
    witness: witness && witnessToken ? witnessAt(witness, witnessToken) : undefined,
  })
  const { workspaceOrigin, helpOrigin } = configuration.server
  const identity = createIdentity({
    database,
    outerKeys,
    audit,
    settings: configuration.identity,
    workspaceOrigin,
  })
  const directory = createDirectory({ database, audit, settings: configuration.directory })
  const conversations = createConversations({
    database,
    outerKeys,
    audit,
    line: pinnedLine(pins),
    settings: configuration.conversations,
  })
  const referrals: ReferralDeps = { database, outerKeys, audit, settings: configuration.referrals }
  const referralStreams = await openReferralStreams(database)
  await conversations.start()

  const locales = enabledLocales({ demo, reviewed: configuration.i18n.reviewedLocales })
  const shared = {
    routes: [
      ...auditRoutes({ database, audit, names: memberNames }),
      ...identity.routes,
      ...directory.routes,
      ...conversations.routes,
      ...referralRoutes(referrals),
      ...statisticsRoutes({ database }),
      handle(installation, async () => ({ reviewedLocales: configuration.i18n.reviewedLocales })),
    ] satisfies HandledRoute[],
    streams: [...conversations.streams, referralStreams.route] satisfies StreamRoute[],
    enabledLocales: locales,
    log,
    addressOf: (c: Context) => addressOf(c, configuration.server.forwardedFor === 'yes'),
  }
  const help = api({
    ...shared,
    origin: 'help',
    address: helpOrigin,
    actorOf: async (c) => visitor(c, conversations),
  })
  const assets = { help: loadAssets(join(dist, 'help')), workspace: loadAssets(join(dist, 'workspace')) }
  help.route('/', bundle(assets.help, pins))
  help.route(
    openDataPath,
    openData({
      data: directory.openData,
      address: helpOrigin,
      clientKeyOf: (c) => clientKey(shared.addressOf(c)),
      log,
    }),
  )
  help.route(
    '/',
    helpSite({
      demo,
      settings: configuration.helpSite,
      enabledLocales: locales,
      reviewedLocales: configuration.i18n.reviewedLocales,
      assets: assets.help,
      pinnedData: pinnedData(pins),
      routes: shared.routes,
      conversations,
      address: helpOrigin,
      clientKeyOf: (c) => clientKey(shared.addressOf(c)),
      problemOf: (error, locale) => {
        const { status, headers, body } = answerProblem(error, locale, log, 'help.page')
        return { status, headers, code: body.error.code, message: body.error.message }
      },
    }),
  )
  const workspace = api({
    ...shared,
    origin: 'workspace',
    address: workspaceOrigin,
    actorOf: async (c) => (await identity.actorOf(c.req.header('cookie'))) ?? { kind: 'public' },
  })
  workspace.route('/', bundle(assets.workspace, pins))
  workspace.route('/', workspaceShell(assets.workspace, pins))

  const ready = async () => {
    await database.ping()
    return (await sameOuterKeys(database, outerKeys)) && (await sameMonthKeys(database, outerKeys))
  }
  const app = byOrigin({ help: helpOrigin, workspace: workspaceOrigin }, { help, workspace }, health(ready))
  const sweeps: Sweep[] = [
    { name: 'conversations', every: 1_000, run: () => conversations.sweepQueue() },
    { name: 'conversations.leftovers', every: 10_000, run: () => conversations.sweepLeftovers() },
    { name: 'conversations.extend', every: 600_000, run: () => conversations.extend() },
    { name: 'referrals', every: 5_000, run: () => sweepReferrals(referrals) },
    { name: 'audit', every: checkpointSeconds * 1_000, run: checkpoint },
    // After an upgrade: in the background, since a large register takes minutes and is found as it was until then.
    { name: 'directory', every: 60_000, run: () => directory.renew() },
    { name: 'directory.catch-up', every: 30_000, run: () => directory.catchUp() },
    { name: 'directory.stock', every: 600_000, run: () => directory.takeStock() },
    { name: 'directory.unmet', every: 3_600_000, run: () => directory.writeUnmet() },
    { name: 'directory.compare', every: 5_000, run: () => directory.compare() },
    { name: 'identity', every: 60_000, run: () => identity.sweep() },
    ...keySweeps({ database, keys: outerKeys, audit, folder: configuration.server.outerKeys, log }),
  ]

  let listening: Listening | undefined
  let clockwork: ReturnType<typeof startSweeps> | undefined
  return {
    configuration,
    database,
    outerKeys,
    app,
    identity,
    directory,
    conversations,
    referrals,
    answered: [...shared.routes.map(({ route }) => route.id), ...shared.streams.map(({ id }) => id)],
    listen: async () => {
      listening = await listen(app, configuration.server)
      clockwork = startSweeps(sweeps, log)
      return listening
    },
    close: async () => {
      await clockwork?.stop()
      const stopped = listening?.stop(configuration.server.stopSeconds)
      await conversations.stop()
      await referralStreams.close()
      await stopped
      // What was counted in memory; where the database is gone it is lost, and nothing else with it.
      await directory.writeUnmet().catch(() => undefined)
      await database.close()
    },
  }
}

/** The visit whose ticket the request carries in its Authorization header; the public otherwise. */
async function visitor(c: Context, conversations: Conversations): Promise<Actor> {
  const ticket = /^Visit ([\w-]{22})$/.exec(c.req.header('authorization') ?? '')?.[1]
  return ticket ? conversations.authenticate(ticket) : { kind: 'public' }
}

function addressOf(c: Context, behindProxy: boolean): string | undefined {
  if (behindProxy) return c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
  try {
    return getConnInfo(c).remote.address
  } catch {
    // A request made in this process (the demo's seeding, tests) comes from no network.
    return undefined
  }
}
