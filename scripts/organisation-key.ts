/* npm run organisation-key -- make | sign | requests | import | …: the key that stands behind all others, kept offline. */
import { createInterface } from 'node:readline/promises'
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { createLog } from '../src/server/log.ts'
import { organisationKeyByCommand } from '../src/server/organisation-key/command.ts'
import { OrganisationKeyError } from '../src/server/organisation-key/key-file.ts'
import { StartRefused } from '../src/server/start-refusals.ts'
import { withoutPasswords } from '../src/server/without-passwords.ts'

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new OrganisationKeyError('Nobody is here to ask: use --yes and ORGANISATION_KEY_PASSPHRASE.')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await lines.question(question)
  } finally {
    lines.close()
  }
}

try {
  const said = await organisationKeyByCommand(process.argv.slice(2), {
    configuration: () => readConfiguration(process.env),
    log: createLog('warn'),
    passphrase: async () =>
      process.env['ORGANISATION_KEY_PASSPHRASE'] ?? ask('Passphrase of the organisation key: '),
    confirm: async (lines) => {
      process.stderr.write(`${lines.join('\n')}\n`)
      return (
        (
          await ask(
            'Compare every name with your own list, and every key with what its member reads out to you. Sign? Type yes: ',
          )
        ).trim() === 'yes'
      )
    },
  })
  process.stdout.write(said)
} catch (error) {
  const known =
    error instanceof OrganisationKeyError ||
    error instanceof ConfigurationError ||
    error instanceof StartRefused
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = known || !(cause instanceof Error) ? String((error as Error).message) : cause.message
  process.stderr.write(`${withoutPasswords(message, process.env)}\n`)
  process.exitCode = 1
}
