import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'

/** Goes up by one whenever what is published of the same service changes, or how it is indexed. */
export const edition = 4

/** Whether all that is published was made by these rules. Where not, the row is held until the transaction ends, so that of several servers one renews. */
export async function isCurrent(tx: Tx): Promise<boolean> {
  const read = async (hold: boolean) => {
    const { rows } = await sql<{ edition: number }>`
      select edition from directory.publication ${hold ? sql`for update` : sql``}`.execute(tx)
    return (rows[0]?.edition ?? 0) >= edition
  }
  return (await read(false)) || (await read(true))
}

/** Says that all that is published was made by these rules. */
export async function markCurrent(tx: Tx): Promise<void> {
  await sql`update directory.publication set edition = ${edition}`.execute(tx)
}

/** Ids of the services that there are. */
export async function allServices(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from directory.services order by id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Of all that publish, one at a time: what the other read before might be published after this. */
export async function holdPublication(tx: Tx): Promise<void> {
  await sql`select from directory.publication for update`.execute(tx)
}

/** The same, but false, without waiting, while somebody else publishes. */
export async function holdPublicationIfFree(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from directory.publication for update skip locked`.execute(tx)
  return rows.length > 0
}

/** Beside others like it, but not beside whoever publishes: false, without waiting, while somebody does. */
export async function shareIfNobodyPublishes(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from directory.publication for share skip locked`.execute(tx)
  return rows.length > 0
}
