import type { OuterKeys } from '../../kernel/index.ts'
import type { Database, Tx } from '../../database/index.ts'
import { leafOf, sealOf } from './audit.entry.ts'
import { deleteSubjectKeysOver } from './audit.repository.ts'
import * as leaves from './leaves.repository.ts'
import type { Witness } from './witness-link.ts'

const system = { kind: 'system' } as const

/** Entries that go into one checkpoint at most. */
export const longestBatch = 2_000

/** Once in this time (ms) everything is looked through, also behind what is known to be done: a restored copy counts transactions anew. */
const lookThroughEvery = 3_600_000

export type WitnessingDeps = {
  readonly database: Database
  readonly outerKeys: Pick<OuterKeys, 'audit'>
  /** Without one entries get their numbers and wait. */
  readonly witness: Witness | undefined
}

/** What one round did: entries that got a number, and how many the witness has signed for in all. */
export type Round = { numbered: number; witnessed: number | undefined }

/** What has no entry any more when it is handed over: no entry has this leaf. */
export const nothing = Buffer.alloc(32)

/**
 * One after the other: numbers for what was committed, then everything that the
 * witness lacks is handed to it. Any number of servers may run it; each step may
 * fail and is done again by the next round.
 */
export function createWitnessing({ database, outerKeys, witness }: WitnessingDeps): () => Promise<Round> {
  let horizon = '0'
  let lookedThrough = Date.now()

  async function number(tx: Tx, witnessed: number): Promise<number> {
    if (!(await leaves.takeNumbering(tx))) return 0
    if (Date.now() - lookedThrough > lookThroughEvery) {
      horizon = '0'
      lookedThrough = Date.now()
    }
    const next = await leaves.horizonOf(tx)
    const rows = await leaves.unnumbered(tx, horizon, longestBatch)
    // Where the table says less than the witness saw, what the witness saw is not given away again.
    const first = Math.max(await leaves.lastNumber(tx), witnessed) + 1
    if (rows.length > 0) {
      await leaves.insertLeaves(
        tx,
        first,
        rows.map((row) => ({ id: row.id, leaf: leafOf(row) })),
      )
    }
    if (rows.length < longestBatch) horizon = next
    return rows.length
  }

  const isSealed = (entry: leaves.EntryRow): boolean =>
    entry.seal !== null && sealOf(outerKeys.audit, entry).equals(entry.seal)

  async function handOver(to: Witness): Promise<number> {
    const { log, entries: seen } = await to.state()
    const rows = await database.as(system, (tx) => leaves.leavesAfter(tx, seen, longestBatch))
    const places = new Map(rows.map((row) => [Number(row.number), row]))
    const last = Math.max(seen, ...places.keys())
    // Numbers rise one by one. Who makes them leap must not make us fill the gap.
    if (last > seen + longestBatch) throw new Error('the numbers of audit entries leap')
    const batch: Buffer[] = []
    const doubtful: number[] = []
    for (let number = seen + 1; number <= last; number++) {
      const place = places.get(number)
      batch.push(place?.leaf ?? nothing)
      if (place?.entry && !isSealed(place.entry)) doubtful.push(number)
    }
    const signed = await to.append({ log, first: seen + 1, leaves: batch, doubtful })
    await database.as(system, (tx) => leaves.insertCheckpoint(tx, signed))
    return signed.entries
  }

  return async () => {
    const witnessed = witness ? (await witness.state()).entries : 0
    const numbered = await database.as(system, async (tx) => {
      await deleteSubjectKeysOver(tx)
      return number(tx, witnessed)
    })
    return { numbered, witnessed: witness ? await handOver(witness) : undefined }
  }
}
