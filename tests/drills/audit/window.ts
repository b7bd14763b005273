import { verifyAudit } from '../../../scripts/audit-verify.ts'
import { readFileSync } from 'node:fs'
import { exportEverything } from '../../../src/rooms/audit/index.ts'
import { createAudit } from '../../../src/rooms/audit/index.ts'
import { keysOf, memberOf } from '../../../src/rooms/audit/audit.testing.ts'
import { randomId } from '../../../src/kernel/index.ts'
import type { Stage } from './stage.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Seconds from each entry to the checkpoint that covers it, while the server hands over every `seconds`. */
export async function measureWindow(stage: Stage, seconds: number, rounds: number): Promise<number[]> {
  const home = stage.home.copy()
  const witness = await home.start()
  try {
    const before = (await stage.checkpoint(witness)).witnessed ?? 0
    for (let round = 0; round < rounds; round++) {
      const until = Date.now() + seconds * 1_000
      while (Date.now() < until) {
        await stage.record()
        await pause(20)
      }
      await stage.checkpoint(witness)
    }
    await witness.stop()
    const lines: string[] = []
    for await (const line of exportEverything(stage.database)) lines.push(line)
    const { delays } = verifyAudit({
      entries: lines.join('\n'),
      checkpoints: readFileSync(home.out, 'utf8'),
      key: readFileSync(home.publicKey, 'utf8'),
    })
    return delays.slice(before)
  } finally {
    await witness.stop()
    home.remove()
  }
}

export type InWindow = { edited: boolean; inserted: boolean; deleted: boolean }

/** What is found of what a superuser does before the next checkpoint. */
export async function tamperInWindow(stage: Stage): Promise<InWindow> {
  const found = async (tamper: () => Promise<unknown>) => {
    await stage.putBack()
    const home = stage.home.copy()
    const witness = await home.start()
    try {
      await stage.record()
      await tamper()
      await stage.checkpoint(witness)
      await witness.stop()
      return !(await stage.verify(home)).held
    } finally {
      await witness.stop()
      home.remove()
    }
  }
  const newest = '(select max(id) from audit.entries)'
  return {
    edited: await found(() => stage.raw(`update audit.entries set who = 'system' where id = ${newest}`)),
    inserted: await found(() =>
      stage.raw(`insert into audit.entries (entry_id, who, action, seal)
        values ('${randomId()}', 'system', 'identity.invite', sha256('guess'))`),
    ),
    deleted: await found(() => stage.raw(`delete from audit.entries where id = ${newest}`)),
  }
}

/**
 * One server has written an entry and not committed; another writes one and
 * commits. Gives how long that took (ms), and whether the late one is numbered
 * afterwards all the same. On a server only: the embedded engine has one connection.
 */
export async function writersDoNotWait(stage: Stage): Promise<{ ms: number; lateKept: boolean }> {
  const audit = createAudit(keysOf(5))
  const [first, second] = [memberOf(randomId(), 'responder'), memberOf(randomId(), 'responder')]
  const home = stage.home.copy()
  const witness = await home.start()
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
  const { promise: written, resolve: wrote } = Promise.withResolvers<void>()
  try {
    await stage.putBack()
    const late = stage.database.as(first, async (tx) => {
      await audit.record(tx, { action: 'conversations.claim', purpose: 'late' })
      wrote()
      await mayEnd
    })
    await written
    const start = performance.now()
    await stage.database.as(second, (tx) =>
      audit.record(tx, { action: 'conversations.claim', purpose: 'early' }),
    )
    const ms = performance.now() - start
    const early = await stage.checkpoint(witness)
    end()
    await late
    const after = await stage.checkpoint(witness)
    await witness.stop()
    const { held } = await stage.verify(home)
    return { ms, lateKept: held && early.numbered === 1 && after.numbered === 1 }
  } finally {
    end()
    await witness.stop()
    home.remove()
  }
}
