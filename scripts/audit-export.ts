/* npm run audit:export > entries.jsonl: every audit entry, for `npm run audit:verify`. Stop the server first on the embedded database. */
import { once } from 'node:events'
import { exportEverything } from '../src/rooms/audit/index.ts'
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { createLog } from '../src/server/log.ts'
import { openMigrated } from '../src/server/open-migrated.ts'

try {
  const database = await openMigrated(readConfiguration(process.env), createLog('warn'))
  try {
    for await (const line of exportEverything(database)) {
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
    }
  } finally {
    await database.close()
  }
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const known = error instanceof ConfigurationError || !(cause instanceof Error)
  process.stderr.write(`${known ? String((error as Error).message) : cause.message}\n`)
  process.exitCode = 1
}
