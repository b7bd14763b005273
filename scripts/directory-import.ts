/* npm run directory:import -- <folder, file or https address>: a register of services into ours. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorText, translator } from '../src/i18n/index.ts'
import { NorthlineError } from '../src/kernel/index.ts'
import { createAudit } from '../src/rooms/audit/index.ts'
import {
  checkImport,
  createDirectory,
  fetchRegister,
  reportText,
  type ImportOptions,
  type ImportStep,
} from '../src/rooms/directory/index.ts'
import { ConfigurationError, readConfiguration } from '../src/server/configuration.ts'
import { createLog } from '../src/server/log.ts'
import { openMigrated } from '../src/server/open-migrated.ts'
import { openOuterKeys } from '../src/server/outer-keys.ts'

const usage = `npm run directory:import -- <folder, file or https address> [--source name] [--mapping mapping.json]
                            [--check] [--report report.json]

Reads a register of services into ours: HSDS 3.x JSON, an HSDS 1.x–3.x CSV package, AIRS XML 3.0 or 3.1, the
address of an HSDS 3.x API (which needs --source), or any CSV, JSON or GeoJSON with a mapping that says what its columns are.
Every row is accounted for; a second run changes nothing. --check says what would go in, and stores nothing.
With the embedded database, stop the server first. docs/directory.md has the rest.
`

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: 'string' },
      mapping: { type: 'string' },
      check: { type: 'boolean', default: false },
      report: { type: 'string' },
    },
  })
  const [from] = positionals
  const isRemote = /^https?:\/\//i.test(from ?? '')
  if (!from || positionals.length > 1 || (isRemote && (!values.source || values.mapping))) {
    process.stderr.write(usage)
    process.exitCode = 2
    return
  }
  const configuration = readConfiguration(process.env)
  const folder = isRemote
    ? // Beside the database's folder and not in it, which is PostgreSQL's own.
      join(`${configuration.database.dataDir}-imports`, encodeURIComponent(values.source ?? ''))
    : undefined
  if (folder) {
    const { pages, kept } = await fetchRegister(from, { folder, onPage: tellPage })
    process.stderr.write(`${pages} pages, ${kept} of them were there already\n`)
  }
  const options: ImportOptions = {
    onStep: tell,
    ...(values.source ? { source: values.source } : {}),
    ...(values.mapping ? { mapping: values.mapping } : {}),
  }
  if (values.check) {
    const { report, examples } = checkImport(folder ?? from, options)
    if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 1)}\n`)
    process.stdout.write(reportText(report))
    for (const { table, rows } of examples)
      process.stdout.write(
        `\n${table}, as they would go in:\n${rows.map((row) => `  ${JSON.stringify(row)}\n`).join('')}`,
      )
    process.stdout.write('\nNothing was stored.\n')
    return
  }
  const audit = createAudit(await openOuterKeys(configuration.server))
  const database = await openMigrated(configuration, createLog('warn'))
  try {
    const directory = createDirectory({ database, audit, settings: configuration.directory })
    const report = await directory.importDirectory(folder ?? from, options)
    if (values.report) writeFileSync(values.report, `${JSON.stringify(report, null, 1)}\n`)
    if (folder) rmSync(folder, { recursive: true, force: true })
    process.stdout.write(reportText(report))
    process.stdout.write(
      'What is new here is offered to nobody until two reviewers have verified its organization or this source: workspace, Team, “Checking services”.\n',
    )
  } finally {
    await database.close()
  }
}

function tellPage(page: number, pages: number): void {
  process.stderr.write(`page ${page} of ${pages} fetched\n`)
}

// To the error output: the report alone is the output.
function tell(step: ImportStep): void {
  if (step.step === 'read') process.stderr.write(`${step.rows} rows read\n`)
  if (step.step === 'stored') process.stderr.write(`${step.table}: ${step.rows} rows looked at\n`)
  if (step.step === 'published') process.stderr.write(`${step.done} of ${step.of} services published\n`)
}

/** The facts of an error, such as the file and line: one to a line, a list of faults one to a line too. */
function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .map(([name, fact]) => `  ${name}: ${String(fact).split('; ').join('\n    ')}\n`)
    .join('')
}

try {
  await run()
} catch (error) {
  const message =
    error instanceof NorthlineError
      ? `${errorText(translator('en'), error.kind.code, error.facts)} (${error.kind.code})\n${factsText(error.facts).trimEnd()}`
      : error instanceof ConfigurationError || error instanceof Error
        ? error.message
        : 'unknown'
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
