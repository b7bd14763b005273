/*
 * npm run statistics -- codebook --of quarter,region,age,exploitation
 *   writes the codebook of these variables of the standard record; without --of it says which there are
 * npm run statistics -- release <records.csv> --codebook <codebook.json> --out <folder> --ledger <folder>
 *   --rho 0.1 | --epsilon 2 [--delta 0.000001]      what it may cost
 *   [--limit 1]        at the first release: what all releases of these data may cost together
 *   [--tables <file>]  which tables, as JSON: [{"variables": ["age", "region"], "weight": 2}, …]; else every variable and every pair
 *   [--dry-run]        says what each table would cost and how right it would be, and spends nothing
 * npm run statistics -- publish <folder> --title <English> --title-fr <French> [--invented] [--replaces <release> --why <English> --why-fr <French>]
 *   puts a release on the public page, for good; with the embedded database, stop the server first
 *
 * Private tables and synthetic rows from a file of records, one person to a record. A folder that is there already is
 * never drawn again.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorText, translator } from '../src/i18n/index.ts'
import { NorthlineError } from '../src/kernel/index.ts'
import {
  approximately,
  codebookFor,
  everyPair,
  forecast,
  openLedger,
  publishRelease,
  readCodebook,
  readRational,
  readRecords,
  readRelease,
  readTables,
  Refused,
  release,
  reserve,
  rhoFor,
  standardRecord,
  systemBytes,
  writeRelease,
  type Rational,
} from '../src/rooms/statistics/index.ts'
import { readConfiguration } from '../src/server/configuration.ts'
import { createLog } from '../src/server/log.ts'
import { openMigrated } from '../src/server/open-migrated.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)
const usage =
  'npm run statistics -- release <records.csv> --codebook <file> --out <folder> --ledger <folder> (--rho <number> | --epsilon <number> [--delta <number>]) [--limit <number>] [--tables <file>] [--dry-run]\nnpm run statistics -- publish <folder> --title <English> --title-fr <French> [--invented] [--replaces <release> --why <English> --why-fr <French>]\nnpm run statistics -- codebook [--of <variable>,<variable>]'

try {
  await run()
} catch (error) {
  if (!(error instanceof Refused)) throw error
  process.stderr.write(`${error.message}\n(${error.code})\n`)
  process.exitCode = 2
}

async function run(): Promise<void> {
  const { positionals, values } = argumentsOf()
  const [verb, file] = positionals
  if (verb === 'codebook') return writeCodebook(values.of)
  if (verb === 'publish' && file) return publish(file, values)
  const { codebook: codebookPath, out, ledger } = values
  if (verb !== 'release' || !file || !codebookPath || !out || !ledger)
    throw new Refused('statistics.usage', usage)
  if (existsSync(join(out, 'release.json'))) {
    say(
      `${out} is released already, and is never drawn again:\n${readFileSync(join(out, 'release.json'), 'utf8')}`,
    )
    return
  }
  if (existsSync(out))
    throw new Refused('statistics.bad_folder', `${out} is there and is no release. Name a new folder.`)
  const delta = values.delta === undefined ? 1e-6 : Number(values.delta)
  if (!(delta > 0 && delta < 0.01))
    throw new Refused(
      'statistics.bad_budget',
      '--delta is a number above 0 and below 0.01, such as 0.000001.',
    )
  const budget = budgetOf(values, delta)
  const codebook = readCodebook(codebookPath)
  const tables = values.tables === undefined ? everyPair(codebook) : readTables(values.tables, codebook)
  const plan = { tables, budget, delta }
  if (values['dry-run']) {
    for (const { variables, cost, within } of forecast(codebook, plan))
      say(
        `${variables.join(' × ').padEnd(40)} costs ρ = ${approximately(cost).toPrecision(3)}; right within ${within}, 19 times in 20`,
      )
    say('Nothing was read or spent.')
    return
  }
  const now = new Date()
  openLedger(ledger, basename(file), amount(values.limit, '--limit'), now)
  const records = await readRecords(file, codebook, (bytes, all) =>
    process.stderr.write(`  read ${Math.floor((100 * bytes) / all)} %\r`),
  )
  const paid = reserve(ledger, basename(out), budget, now)
  const made = release(codebook, records, plan, systemBytes())
  writeRelease(out, codebook, made, paid)
  const { about, low, high } = made.total
  say(
    `About ${about} records (between ${low} and ${high}); ${made.tables.length} tables and ${made.rows.length} synthetic rows in ${out}.`,
  )
  say(`Privacy loss ε = ${made.loss.epsilon.toFixed(3)} at δ = ${delta}. It is in ${ledger}.`)
}

function writeCodebook(of: string | undefined): void {
  if (of === undefined) {
    for (const { code, label, several, agreement } of standardRecord.variables)
      say(
        `${code.padEnd(16)} ${label.en}${several ? ' (several)' : ''}${agreement ? ' (only under an agreement)' : ''}`,
      )
    return
  }
  try {
    say(JSON.stringify(codebookFor(standardRecord, of.split(',')), null, 2))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Refused('statistics.bad_codebook', `${error.message}. These it has: ${standardRecord.variables.map(({ code }) => code).join(', ')}.`) // prettier-ignore
  }
}

type Told = Partial<Record<'title' | 'title-fr' | 'why' | 'why-fr' | 'replaces', string>> & {
  invented?: boolean
}

async function publish(folder: string, told: Told): Promise<void> {
  const { title, 'title-fr': titleFr, why, 'why-fr': whyFr, replaces, invented = false } = told
  if (!title || !titleFr || (replaces !== undefined && (!why || !whyFr)))
    throw new Refused('statistics.usage', usage)
  const content = readRelease(folder)
  const database = await openMigrated(readConfiguration(process.env), createLog('warn'))
  try {
    const { releaseId, before } = await publishRelease({ database }, content, {
      title: { en: title, fr: titleFr },
      invented,
      ...(replaces === undefined
        ? {}
        : { replaces: { releaseId: replaces, why: { en: why ?? '', fr: whyFr ?? '' } } }),
    })
    say(
      before
        ? `It is published already, as ${releaseId}. Nothing was changed.`
        : `Published as ${releaseId}.`,
    )
  } catch (error) {
    if (!(error instanceof NorthlineError)) throw error
    throw new Refused(error.kind.code, errorText(translator('en'), error.kind.code, error.facts))
  } finally {
    await database.close()
  }
}

function argumentsOf() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        codebook: text,
        out: text,
        ledger: text,
        rho: text,
        epsilon: text,
        delta: text,
        of: text,
        tables: text,
        limit: text,
        title: text,
        'title-fr': text,
        why: text,
        'why-fr': text,
        replaces: text,
        invented: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Refused('statistics.usage', `${(error as Error).message}\n${usage}`)
  }
}

function budgetOf(
  { rho, epsilon }: { rho?: string | undefined; epsilon?: string | undefined },
  delta: number,
): Rational {
  if ((rho === undefined) === (epsilon === undefined))
    throw new Refused('statistics.bad_budget', 'Say either --rho or --epsilon, and not both.')
  const wanted = amount(rho ?? epsilon, rho === undefined ? '--epsilon' : '--rho')
  if (rho !== undefined && wanted) return wanted
  const least = wanted && rhoFor(approximately(wanted), delta)
  if (!least || least.num === 0n)
    throw new Refused('statistics.bad_budget', 'So small an ε leaves no budget at this δ.')
  return least
}

/** A positive amount of loss; more than 100 protects nobody and is a slip of the keyboard. */
function amount(text: string | undefined, name: string): Rational | undefined {
  if (text === undefined) return undefined
  let read: Rational
  try {
    read = readRational(text)
  } catch {
    throw new Refused('statistics.bad_budget', `${name} is a number such as 0.25 or 1/8.`)
  }
  if (read.num <= 0n || read.num > 100n * read.den)
    throw new Refused('statistics.bad_budget', `${name} is more than 0 and at most 100.`)
  return read
}
