import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import type { Database } from '../../../src/database/index.ts'
import { testDatabase } from '../../../src/database/testing.ts'
import { makeLogFolder } from '../../../src/witness/log-folder.ts'
import { openWitness, type Witness as Log } from '../../../src/witness/index.ts'
import { keysOf } from '../../../src/rooms/audit/audit.testing.ts'
import {
  createAudit,
  createWitnessing,
  exportEverything,
  type Audit,
  type Round,
  type Witness,
} from '../../../src/rooms/audit/index.ts'
import { verifyAudit, type Verdict } from '../../../scripts/audit-verify.ts'

/** A witness in this process, over its real log. */
export function witnessOver(log: Log): Witness {
  return {
    state: async () => ({ log: log.log, entries: log.entries }),
    append: async ({ leaves, ...batch }) => {
      const given = { ...batch, leaves: leaves.map((leaf) => leaf.toString('base64url')) }
      const { number, entries, time } = log.append(given)
      return { log: log.log, number, entries, at: time }
    },
  }
}

export type World = {
  database: Database
  audit: Audit
  log: Log
  checkpoint(): Promise<Round>
  /** The database's superuser. */
  raw<Row>(text: string, ...parameters: unknown[]): Promise<Row[]>
  verify(): Promise<Verdict>
  close(): Promise<void>
}

/** The audit on a database of its own, with a witness of its own. */
export async function openWorld(): Promise<World> {
  const database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'northline-witness-'))
  const home = join(folder, 'log')
  makeLogFolder(home)
  const log = openWitness(home)
  const outerKeys = keysOf(7)
  return {
    database,
    log,
    audit: createAudit(outerKeys),
    checkpoint: createWitnessing({ database, outerKeys, witness: witnessOver(log) }),
    raw: async <Row>(text: string, ...parameters: unknown[]) =>
      (await database.unguarded.executeQuery(CompiledQuery.raw(text, parameters))).rows as Row[],
    async verify() {
      const lines: string[] = []
      for await (const line of exportEverything(database)) lines.push(line)
      const checkpoints = readFileSync(join(home, 'checkpoints.jsonl'), 'utf8')
      const key = readFileSync(join(home, 'witness.pub'), 'utf8')
      return verifyAudit({ entries: lines.join('\n'), checkpoints, key })
    },
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
