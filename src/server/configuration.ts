import { resolve, relative, isAbsolute } from 'node:path'
import { databaseSettings } from '../database/index.ts'
import { i18nSettings } from '../i18n/index.ts'
import { readSettings, type Setting, type SettingsOf } from '../kernel/index.ts'
import { helpSiteSettings } from '../help-site/index.ts'
import { auditSettings } from '../rooms/audit/index.ts'
import { conversationSettings } from '../rooms/conversations/index.ts'
import { directorySettings } from '../rooms/directory/index.ts'
import { identitySettings } from '../rooms/identity/index.ts'
import { referralSettings } from '../rooms/referrals/index.ts'
import { serverSettings } from './server.config.ts'

/** Every group of settings, in the order in which docs/configuration.md prints them. */
export const settingGroups = {
  server: serverSettings,
  database: databaseSettings,
  i18n: i18nSettings,
  helpSite: helpSiteSettings,
  identity: identitySettings,
  directory: directorySettings,
  conversations: conversationSettings,
  referrals: referralSettings,
  audit: auditSettings,
} satisfies Record<string, Record<string, Setting<never>> | Record<string, unknown>>

type Groups = typeof settingGroups
export type Configuration = { [Group in keyof Groups]: SettingsOf<Groups[Group]> }

/** A configuration that can't be used; `faults` has a sentence for each thing wrong. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault(s):\n- ${faults.join('\n- ')}`)
    this.name = 'ConfigurationError'
    this.faults = faults
  }
}

/** Reads the environment. Throws one ConfigurationError that lists every fault. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = []
  const read: Record<string, unknown> = {}
  for (const [name, group] of Object.entries(settingGroups)) {
    read[name] = readSettings(group as Record<string, Setting<unknown>>, environment, faults)
  }
  const configuration = read as Configuration
  if (faults.length === 0) faults.push(...faultsBetween(configuration))
  if (faults.length > 0) throw new ConfigurationError(faults)
  return configuration
}

function faultsBetween({ server, database, audit }: Configuration): string[] {
  const faults: string[] = []
  if (isInside(server.outerKeys, database.dataDir)) {
    faults.push('OUTER_KEYS must not lie inside DATA_DIR: a copy of the data would take its keys along')
  } else if (isInside(database.dataDir, server.outerKeys)) {
    faults.push('DATA_DIR must not lie inside OUTER_KEYS: a copy of one would take the other along')
  }
  if ((audit.witness === undefined) !== (audit.witnessToken === undefined)) {
    faults.push('AUDIT_WITNESS and AUDIT_WITNESS_TOKEN belong together: set both or neither')
  }
  const help = new URL(server.helpOrigin)
  const workspace = new URL(server.workspaceOrigin)
  if (help.hostname === workspace.hostname) {
    faults.push(
      'HELP_ORIGIN and WORKSPACE_ORIGIN must have different host names: ports do not separate cookies',
    )
  }
  if (workspace.protocol === 'http:' && !isLoopback(workspace.hostname)) {
    faults.push('WORKSPACE_ORIGIN must be https: passkeys and the session cookie need it')
  }
  if (help.protocol === 'http:' && !isLoopback(help.hostname)) {
    faults.push(
      'HELP_ORIGIN must be https: sealing needs a secure context, and the network must not read along',
    )
  }
  return faults
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '[::1]'
}
