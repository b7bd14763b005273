/* npm run keys -- list | destroy-due | lost | copies …: outer keys, their destruction, and where copies are. */
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { keysByCommand, KeysUsageError } from '../src/server/keys-command.ts'
import { createLog } from '../src/server/log.ts'
import { StartRefused } from '../src/server/start-refusals.ts'
import { withoutPasswords } from '../src/server/without-passwords.ts'

try {
  const configuration = readConfiguration(process.env)
  process.stdout.write(await keysByCommand(configuration, process.argv.slice(2), createLog('warn')))
} catch (error) {
  const known =
    error instanceof KeysUsageError || error instanceof ConfigurationError || error instanceof StartRefused
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const message = known || !(cause instanceof Error) ? String((error as Error).message) : cause.message
  process.stderr.write(`${withoutPasswords(message, process.env)}\n`)
  process.exitCode = 1
}
