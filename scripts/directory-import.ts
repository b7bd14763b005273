/* npm run directory:import -- <folder or file> [--source name] [--report file]: HSDS into the register. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { errorText, translator } from '../src/i18n/index.ts'
import { NorthlineError } from '../src/kernel/index.ts'
import { createAudit } from '../src/rooms/audit/index.ts'
import { createDirectory, reportText } from '../src/rooms/directory/index.ts'
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { createLog } from '../src/server/log.ts'
import { openMigrated } from '../src/server/open-migrated.ts'
import { openOuterKeys } from '../src/server/outer-keys.ts'

const usage = `npm run directory:import -- <folder or file> [--source name] [--report report.json]

Reads an HSDS 3.0 JSON list or an HSDS 1.x–3.x CSV package into the register. Every row is
accounted for; a second run changes nothing. With the embedded database, stop the server first.
`

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { source: { type: 'string' }, report: { type: 'string' } },
  })
  const [path] = positionals
  if (!path || positionals.length > 1) {
    process.stderr.write(usage)
    process.exitCode = 2
    return
  }
  const configuration = readConfiguration(process.env)
  const audit = createAudit(await openOuterKeys(configuration.server))
  const database = await openMigrated(configuration, createLog('warn'))
  try {
    const directory = createDirectory({ database, audit, settings: configuration.directory })
    const report = await directory.importDirectory(path, values.source ? { source: values.source } : {})
    if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 1)}\n`)
    process.stdout.write(reportText(report))
    process.stdout.write(
      'What is new here is offered to nobody until two reviewers have verified its organization or this source: workspace, Team, “Checking services”.\n',
    )
  } finally {
    await database.close()
  }
}

try {
  await run()
} catch (error) {
  const message =
    error instanceof NorthlineError
      ? `${errorText(translator('en'), error.kind.code, error.facts)} (${error.kind.code})`
      : error instanceof ConfigurationError || error instanceof Error
        ? error.message
        : 'unknown'
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
