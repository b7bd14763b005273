import { parseArgs } from 'node:util'
import * as z from 'zod'
import { roleList, signInName } from '../contracts/identity.ts'
import { errorText, translator } from '../i18n/index.ts'
import { NorthlineError, organisationKinds, rolesOf } from '../kernel/index.ts'
import { createAudit } from '../rooms/audit/index.ts'
import { createIdentity, type Identity } from '../rooms/identity/index.ts'
import type { Configuration } from './configuration.ts'
import { checkInstallation } from './facts.ts'
import type { Log } from './log.ts'
import { openMigrated } from './open-migrated.ts'
import { openOuterKeys } from './outer-keys.ts'

export const memberUsage = `npm run member -- invite --organisation "Northern Line" --kind hotline --team "Days" \\
  --roles administrator,responder --name "Sam" --handle sam [--languages en,fr] [--region CA-ON] [--passphrases yes]

Prints a link with which this person joins, once. Organisation and team are made
when they are not there yet; --passphrases yes then lets newcomers whose machine has
no passkey use a generated passphrase (administrators can change that).
With the embedded database, stop the server first.

Roles by kind:
${organisationKinds.map((kind) => `  ${kind.padEnd(10)} ${rolesOf[kind].join(', ')}`).join('\n')}`

const text = z.string().trim().min(1).max(120)
const list = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .optional()

const invitation = z.object({
  organisation: text,
  kind: z.enum(organisationKinds),
  team: text,
  roles: z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(roleList),
  name: text,
  handle: signInName,
  languages: list,
  region: text.optional(),
  passphrases: z
    .enum(['yes', 'no'])
    .transform((word) => word === 'yes')
    .optional(),
})

/** What was typed can't be used; the message says which part and how the command goes. */
export class UsageError extends Error {
  constructor(message: string) {
    super(`${message}\n\n${memberUsage}`)
    this.name = 'UsageError'
  }
}

/** Reads the command's arguments. Throws UsageError. */
export function readInvitation(args: readonly string[]): z.output<typeof invitation> {
  const option = { type: 'string' } as const
  const options = Object.fromEntries(Object.keys(invitation.shape).map((name) => [name, option]))
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'Not understood.')
  }
  if (parsed.positionals.join() !== 'invite') throw new UsageError('The only command is “invite”.')
  const result = invitation.safeParse(parsed.values)
  if (result.success) return result.data
  const wrong = new Set(result.error.issues.map((issue) => `--${String(issue.path[0])}`))
  throw new UsageError(`Missing or not usable: ${[...wrong].join(', ')}.`)
}

/** The sign-in name in `return --handle …`; undefined for another command. Throws UsageError. */
export function readReturn(args: readonly string[]): string | undefined {
  if (args[0] !== 'return') return undefined
  const handle = args[1] === '--handle' && args.length === 3 ? signInName.safeParse(args[2]) : undefined
  if (!handle?.success) throw new UsageError('Missing or not usable: --handle.')
  return handle.data
}

/** What a command needs of the configuration. */
export type CommandConfiguration = Pick<Configuration, 'server' | 'database' | 'identity'>

/** Opens the room of identity on the configured database for one act. */
async function withIdentity<Result>(
  configuration: CommandConfiguration,
  log: Log,
  act: (identity: Identity) => Promise<Result>,
): Promise<Result> {
  const database = await openMigrated(configuration, log)
  try {
    const outerKeys = await openOuterKeys(configuration.server)
    await checkInstallation(database, outerKeys, false)
    const { workspaceOrigin } = configuration.server
    const audit = createAudit(outerKeys)
    const settings = configuration.identity
    return await act(createIdentity({ database, outerKeys, audit, settings, workspaceOrigin }))
  } catch (error) {
    if (error instanceof NorthlineError) throw new UsageError(errorText(translator('en'), error.kind.code))
    throw error
  } finally {
    await database.close()
  }
}

const inPerson = 'Whoever opens it first becomes this member: give it in person.'

/** Invites a person in the configured database, or lets one come back, and returns what to print. */
export async function inviteByCommand(
  configuration: CommandConfiguration,
  args: readonly string[],
  log: Log,
): Promise<string> {
  const returning = readReturn(args)
  if (returning !== undefined) return returnByCommand(configuration, returning, log)
  const { roles, name, handle, languages, region, passphrases, ...place } = readInvitation(args)
  const { link, expiresAt } = await withIdentity(configuration, log, async (identity) => {
    const { teamId } = await identity.setUpTeam({
      ...place,
      ...(languages ? { languages } : {}),
      ...(region === undefined ? {} : { region }),
      ...(passphrases === undefined ? {} : { passphrases }),
    })
    return identity.invite({ kind: 'system' }, { teamId, roles, name, handle })
  })
  return `${name} joins with this link, once, until ${expiresAt.toISOString()}:\n\n  ${link}\n\n${inPerson}\n`
}

async function returnByCommand(
  configuration: CommandConfiguration,
  handle: string,
  log: Log,
): Promise<string> {
  const made = await withIdentity(configuration, log, (identity) => identity.letReturnByHandle(handle))
  if (!made) throw new UsageError('Nobody works here under this sign-in name.')
  const { name, link, expiresAt } = made
  return `${name} comes back with this link, once, until ${expiresAt.toISOString()}:\n\n  ${link}\n\n${inPerson}\n`
}
