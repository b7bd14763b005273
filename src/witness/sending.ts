import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Witness } from './witness.ts'
import type { WayOut } from './ways-out.ts'

export type Sending = {
  /** Sends what is not sent yet. Never rejects: what fails is told to `failed` and tried again. */
  go(): Promise<void>
}

/**
 * Every checkpoint to every way out, each in order and none left out, however
 * long one of them is away. How far each has got lies in the folder; after a
 * crash one may come twice, never none.
 */
export function createSending(
  folder: string,
  witness: Pick<Witness, 'after'>,
  ways: readonly WayOut[],
  failed: (way: string, error: unknown) => void,
): Sending {
  const file = join(folder, 'sent.json')
  const sent: Record<string, number> = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>)
    : {}
  let running: Promise<void> | undefined
  let again = false

  async function sendAll(way: WayOut): Promise<void> {
    try {
      for (const checkpoint of witness.after(sent[way.name] ?? 0)) {
        await way.send(checkpoint)
        sent[way.name] = checkpoint.number
        writeFileSync(`${file}.new`, JSON.stringify(sent), { mode: 0o600 })
        renameSync(`${file}.new`, file)
      }
    } catch (error) {
      failed(way.name, error)
    }
  }

  async function round(): Promise<void> {
    do {
      again = false
      await Promise.all(ways.map(sendAll))
    } while (again)
    running = undefined
  }

  return {
    go() {
      again = true
      running ??= round()
      return running
    },
  }
}
