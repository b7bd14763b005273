import { parseArgs } from 'node:util'
import { errorText, translator } from '../i18n/index.ts'
import { NorthlineError } from '../kernel/index.ts'
import type { Database } from '../database/index.ts'
import { createAudit, type Audit } from '../rooms/audit/index.ts'
import { servicesCalled, type ServiceName } from '../rooms/directory/index.ts'
import { listProviderTeams, type ReceivingTeam } from '../rooms/identity/index.ts'
import { listReceivers, setReceiver } from '../rooms/referrals/index.ts'
import type { Configuration } from './configuration.ts'
import { checkInstallation } from './facts.ts'
import type { Log } from './log.ts'
import { openMigrated } from './open-migrated.ts'
import { openOuterKeys } from './outer-keys.ts'

export const receiverUsage = `npm run receiver -- list
npm run receiver -- set --service "<name or id>" --team "<team, organisation or id>"
npm run receiver -- remove --service "<name or id>"

Which team receives capacity questions and referrals for a service. A service without one is
phoned. With the embedded database, stop the server first; with PostgreSQL it may run.`

/** What was typed can't be used; the message says which part and how the command goes. */
export class ReceiverUsageError extends Error {
  constructor(message: string) {
    super(`${message}\n\n${receiverUsage}`)
    this.name = 'ReceiverUsageError'
  }
}

export type ReceiverOrder =
  { verb: 'list' } | { verb: 'set'; service: string; team: string } | { verb: 'remove'; service: string }

/** Reads the command's arguments. Throws ReceiverUsageError. */
export function readReceiverOrder(args: readonly string[]): ReceiverOrder {
  const option = { type: 'string' } as const
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      options: { service: option, team: option },
      allowPositionals: true,
    })
  } catch (error) {
    throw new ReceiverUsageError(error instanceof Error ? error.message : 'Not understood.')
  }
  const verb = parsed.positionals.join(' ')
  const service = parsed.values.service?.trim() ?? ''
  const team = parsed.values.team?.trim() ?? ''
  if (verb === 'list') return { verb }
  if (verb !== 'set' && verb !== 'remove')
    throw new ReceiverUsageError('The commands are “list”, “set” and “remove”.')
  if (service === '') throw new ReceiverUsageError('Missing: --service.')
  if (verb === 'remove') return { verb, service }
  if (team === '') throw new ReceiverUsageError('Missing: --team.')
  return { verb, service, team }
}

/** Lists, names or takes away receivers in the configured database, and returns what to print. */
export async function receiverByCommand(
  configuration: Pick<Configuration, 'server' | 'database'>,
  args: readonly string[],
  log: Log,
): Promise<string> {
  const order = readReceiverOrder(args)
  const database = await openMigrated(configuration, log)
  try {
    const outerKeys = await openOuterKeys(configuration.server)
    await checkInstallation(database, outerKeys, false)
    return await follow(database, createAudit(outerKeys), order)
  } catch (error) {
    if (error instanceof NorthlineError)
      throw new ReceiverUsageError(errorText(translator('en'), error.kind.code))
    throw error
  } finally {
    await database.close()
  }
}

const system = { kind: 'system' } as const

/** Does what was ordered in an open database. */
export async function follow(database: Database, audit: Audit, order: ReceiverOrder): Promise<string> {
  if (order.verb === 'list') return list(database)
  const service = await oneService(database, order.service)
  if (order.verb === 'remove') {
    await setReceiver({ database, audit }, system, { serviceId: service.serviceId })
    return `${said(service)}: nobody receives for it now. It is phoned.\n`
  }
  const team = await oneTeam(database, order.team)
  await setReceiver({ database, audit }, system, { serviceId: service.serviceId, teamId: team.teamId })
  const wait = team.hasKey
    ? ''
    : 'The team has no key yet: until its first member has joined, it is phoned.\n'
  return `${said(service)}: ${saidTeam(team)} receives for it now.\n${wait}`
}

async function list(database: Database): Promise<string> {
  const lines: string[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await listReceivers({ database }, system, { after: after ?? undefined })
    for (const { serviceId, service, team, organisation, hasKey } of page.receivers)
      lines.push(
        `${service ? `${service.name} · ${service.organisation}` : 'no longer in the register'} (${serviceId})` +
          `\n  ${team} · ${organisation}${hasKey ? '' : ': no key yet, so it is phoned'}\n`,
      )
    after = page.next
  }
  return lines.length === 0 ? 'No service has a receiving team: all are phoned.\n' : lines.sort().join('')
}

const most = 8
const said = ({ name, organisation, serviceId }: ServiceName) => `${name} · ${organisation} (${serviceId})`
const saidTeam = ({ name, organisation, teamId }: ReceivingTeam) => `${name} · ${organisation} (${teamId})`

async function oneService(database: Database, text: string): Promise<ServiceName> {
  const { exact, near } = await database.as(system, (tx) => servicesCalled(tx, text, most))
  return only(exact, near, said, `the service “${text}”`)
}

async function oneTeam(database: Database, text: string): Promise<ReceivingTeam> {
  const teams = await database.as(system, async (tx) => {
    const all: ReceivingTeam[] = []
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: ReceivingTeam[] = await listProviderTeams(tx, after, 200)
      all.push(...page)
      after = page.length === 200 ? page.at(-1)?.teamId : undefined
    }
    return all
  })
  const wanted = text.toLowerCase()
  const called = teams.filter(
    ({ teamId, name, organisation }) =>
      teamId === text || [name, organisation].some((one) => one.toLowerCase() === wanted),
  )
  return only(called, teams, saidTeam, `the team “${text}”`)
}

/** The only one that is called so. Otherwise a sentence with those that could be meant: who receives is never guessed. */
function only<One>(
  called: readonly One[],
  near: readonly One[],
  say: (one: One) => string,
  what: string,
): One {
  const [first, second] = called
  if (first && !second) return first
  const could = (second ? called : near).slice(0, most).map((one) => `  ${say(one)}`)
  const wrong = second ? `More than one is called so: ${what}.` : `Not found: ${what}.`
  throw new ReceiverUsageError(
    could.length === 0 ? wrong : `${wrong} Give the id of the one you mean:\n${could.join('\n')}`,
  )
}
