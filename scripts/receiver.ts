/* npm run receiver -- list | set | remove: which team receives referrals for a service. */
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { StartRefused } from '../src/server/start-refusals.ts'
import { createLog } from '../src/server/log.ts'
import { receiverByCommand, ReceiverUsageError } from '../src/server/receiver-command.ts'

try {
  const configuration = readConfiguration(process.env)
  process.stdout.write(await receiverByCommand(configuration, process.argv.slice(2), createLog('warn')))
} catch (error) {
  const known =
    error instanceof ReceiverUsageError ||
    error instanceof ConfigurationError ||
    error instanceof StartRefused
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  process.stderr.write(
    `${known || !(cause instanceof Error) ? String((error as Error).message) : cause.message}\n`,
  )
  process.exitCode = 1
}
