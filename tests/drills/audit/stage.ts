import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CompiledQuery } from 'kysely'
import {
  migrate,
  migrationFolders,
  openDatabase,
  readMigrations,
  type Database,
} from '../../../src/database/index.ts'
import { randomId } from '../../../src/kernel/index.ts'
import { keysOf, memberOf } from '../../../src/rooms/audit/audit.testing.ts'
import {
  createAudit,
  createWitnessing,
  exportEverything,
  witnessAt,
  type Round,
} from '../../../src/rooms/audit/index.ts'
import { startPostgres } from '../../postgres/server.ts'
import { makeWitness, token, type WitnessHome, type WitnessProcess } from './witness-process.ts'

export const engines = ['pglite', 'postgres'] as const
export type Engine = (typeof engines)[number]

/** Checks of the verifier that can be left out on purpose. */
export const plants = {
  leaves: ['if (leaf !== witnessed) {', 'if (false) {'],
  seals: ['if (covering.doubtful.includes(number))', 'if (false)'],
  missing: ['if (given.part || byNumber.has(number)) continue', 'continue'],
} as const
export type Plant = keyof typeof plants

export type Verified = {
  held: boolean
  first: { number: number | null; line: string } | undefined
  text: string
}

export type Stage = {
  database: Database
  home: WitnessHome
  /** Writes an entry as the app does. */
  record(): Promise<void>
  /** As the database's superuser. */
  raw<Row>(text: string): Promise<Row[]>
  /** One round of the server against a witness. */
  checkpoint(witness: WitnessProcess): Promise<Round>
  /** Keeps the tables as they are now; `putBack` brings them back. */
  keep(): Promise<void>
  putBack(): Promise<void>
  /** Export, and the verifier as a process of its own, against a witness's checkpoints. */
  verify(home: WitnessHome): Promise<Verified>
  close(): Promise<void>
}

const run = promisify(execFile)
const tables = ['entries', 'leaves', 'checkpoints'] as const
const verifier = join(import.meta.dirname, '..', '..', '..', 'scripts', 'audit-verify.ts')

export async function setStage(engine: Engine, plant: Plant | undefined): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'northline-audit-'))
  const postgres = engine === 'postgres' ? await startPostgres(['fsync=off']) : undefined
  const database = await openDatabase(postgres ? { url: postgres.url } : { dataDir: join(folder, 'data') })
  await migrate(database, readMigrations(migrationFolders()))
  const home = await makeWitness()
  const outerKeys = keysOf(5)
  const audit = createAudit(outerKeys)
  const people = [1, 2, 3].map(() => memberOf(randomId(), 'responder'))
  const program = planted(folder, plant)
  const raw = async <Row>(text: string) =>
    (await database.unguarded.executeQuery(CompiledQuery.raw(text))).rows as Row[]
  // A superuser drops what is in the way.
  await raw('alter table audit.entries drop constraint entries_entry_id')

  return {
    database,
    home,
    raw,
    async record() {
      const actor = people[Math.floor(Math.random() * people.length)] ?? memberOf(randomId(), 'responder')
      const subject = { kind: 'conversation', id: randomId() } as const
      await database.as(actor, (tx) => audit.record(tx, { action: 'conversations.open', subject }))
    },
    checkpoint: (witness) =>
      createWitnessing({ database, outerKeys, witness: witnessAt(witness.address, token) })(),
    async keep() {
      for (const name of tables) await raw(`create table public.kept_${name} as select * from audit.${name}`)
    },
    async putBack() {
      await raw(`truncate ${tables.map((name) => `audit.${name}`).join(', ')}`)
      for (const name of tables)
        await raw(`insert into audit.${name} overriding system value select * from public.kept_${name}`)
    },
    async verify(witnessed) {
      const entries = join(folder, 'entries.jsonl')
      const lines: string[] = []
      for await (const line of exportEverything(database)) lines.push(line)
      writeFileSync(entries, lines.join('\n'))
      const args = [
        program,
        '--entries',
        entries,
        '--checkpoints',
        witnessed.out,
        '--key',
        witnessed.publicKey,
      ]
      const { text, held } = await run(process.execPath, args).then(
        ({ stdout }) => ({ text: stdout, held: true }),
        (error: { stdout?: string; stderr?: string }) => ({
          text: `${error.stdout}${error.stderr}`,
          held: false,
        }),
      )
      const line = text.split('\n')[0] ?? ''
      const number = /^entry (\d+) /.exec(line)?.[1]
      return { held, first: held ? undefined : { number: number ? Number(number) : null, line }, text }
    },
    async close() {
      await database.close()
      await postgres?.stop()
      home.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The verifier, or a copy of it in which one check is left out. */
function planted(folder: string, plant: Plant | undefined): string {
  if (!plant) return verifier
  const [check, without] = plants[plant]
  const text = readFileSync(verifier, 'utf8')
  if (!text.includes(check)) throw new Error(`the verifier has no such check: ${check}`)
  const file = join(folder, 'audit-verify.ts')
  writeFileSync(file, text.replace(check, without))
  return file
}
