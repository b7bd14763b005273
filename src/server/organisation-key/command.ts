import { parseArgs } from 'node:util'
import type { Configuration } from '../configuration.ts'
import type { Log } from '../log.ts'
import { OrganisationKeyError } from './key-file.ts'
import { fingerprint, make, pin, revokeWith, signWith, type Terminal } from './offline.ts'
import { requests, takeIn } from './online.ts'
import { organisationKeyUsage } from './usage.ts'

const text = { type: 'string' } as const
const yes = { type: 'boolean', default: false } as const
const options = {
  organisation: text,
  kind: text,
  key: text,
  plain: yes,
  requests: text,
  out: text,
  days: text,
  within: text,
  for: text,
  certificates: text,
  keys: text,
  revocations: text,
  yes,
} as const

/** What was typed can't be used; the message says how the command goes. */
function usage(message: string): OrganisationKeyError {
  return new OrganisationKeyError(`${message}\n\n${organisationKeyUsage}`)
}

export type Surroundings = Terminal & { configuration: () => Configuration; log: Log }

/** `npm run organisation-key -- …`; gives what to print. Offline parts read no setting and open no database. */
export async function organisationKeyByCommand(
  args: readonly string[],
  around: Surroundings,
): Promise<string> {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : 'Not understood.')
  }
  const { values, positionals } = parsed
  const [what, ...files] = positionals
  const need = (name: keyof typeof values): string => {
    const value = values[name]
    if (typeof value !== 'string' || value.trim() === '') throw usage(`Missing: --${name}.`)
    return value
  }
  const number = (name: 'days' | 'within' | 'revocations', fallback: number): number => {
    const value = values[name]
    if (value === undefined) return fallback
    if (!/^\d{1,4}$/.test(value)) throw usage(`--${name} must be a whole number.`)
    return Number(value)
  }
  const [first] = files
  const named = (): string => {
    if (first === undefined) throw usage('Missing: the file.')
    return first
  }
  const terminal: Terminal = values.yes ? { ...around, confirm: async () => true } : around
  switch (what) {
    case 'make':
      return make({
        organisation: need('organisation'),
        kind: need('kind'),
        key: need('key'),
        plain: values.plain,
      })
    case 'fingerprint':
      return fingerprint(named())
    case 'sign':
    case 'renew':
    case 'vouch': {
      const signing = { key: need('key'), requests: need('requests'), out: need('out') }
      const spans = { days: number('days', 365), within: number('within', 60) }
      const other = what === 'vouch' ? need('for') : undefined
      return signWith(what, { ...signing, ...spans, for: other }, terminal)
    }
    case 'revoke': {
      const certificates = values.certificates?.split(',').map((part) => part.trim())
      return revokeWith(
        { key: need('key'), requests: need('requests'), out: need('out'), certificates },
        terminal,
      )
    }
    case 'requests':
      return requests(around.configuration(), around.log, need('out'))
    case 'import':
      return takeIn(around.configuration(), around.log, named(), values.keys)
    case 'pin':
      if (first === undefined) throw usage('Missing: the public key files.')
      return pin({ keys: files, out: need('out'), revocations: number('revocations', 0) })
    default:
      throw usage(what === undefined ? 'What?' : `There is no “${what}”.`)
  }
}
