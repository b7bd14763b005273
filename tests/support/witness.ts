import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomId } from '../../src/kernel/index.ts'
import { witnessCommand } from '../../src/witness/index.ts'
import { freePort } from '../postgres/server.ts'

export type TestWitness = {
  /** The log that it keeps, and the file that it sends out. */
  log: string
  file: string
  /** How a server hands its checkpoints over to it, each second. */
  settings: Record<string, string>
  stop(): Promise<void>
}

/** A witness of the audit, as an installation has one: it keeps what it is sent in a folder of its own. */
export async function startWitness(folder: string): Promise<TestWitness> {
  mkdirSync(folder, { recursive: true })
  const [log, file] = [join(folder, 'log'), join(folder, 'out.jsonl')]
  const port = String(await freePort())
  const token = randomId() + randomId()
  const own = { WITNESS_FOLDER: log, WITNESS_FILE: file, WITNESS_PORT: port, WITNESS_TOKEN: token }
  await witnessCommand(['init'], own, () => undefined)
  const running = await witnessCommand([], own, () => undefined)
  return {
    log,
    file,
    settings: {
      AUDIT_WITNESS: `http://127.0.0.1:${port}`,
      AUDIT_WITNESS_TOKEN: token,
      AUDIT_CHECKPOINT_SECONDS: '1',
    },
    stop: async () => running?.stop(),
  }
}
