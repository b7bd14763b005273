/* npm run member -- invite …: a one-time link, first of all for the first administrator. */
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { StartRefused } from '../src/server/start-refusals.ts'
import { createLog } from '../src/server/log.ts'
import { inviteByCommand, UsageError } from '../src/server/member-command.ts'
import { withoutPasswords } from '../src/server/without-passwords.ts'

try {
  const configuration = readConfiguration(process.env)
  process.stdout.write(await inviteByCommand(configuration, process.argv.slice(2), createLog('warn')))
} catch (error) {
  const known =
    error instanceof UsageError || error instanceof ConfigurationError || error instanceof StartRefused
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = known || !(cause instanceof Error) ? String((error as Error).message) : cause.message
  process.stderr.write(`${withoutPasswords(message, process.env)}\n`)
  process.exitCode = 1
}
