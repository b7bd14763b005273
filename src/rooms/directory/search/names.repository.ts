import { sql } from 'kysely'
import type { Tx } from '../../../database/index.ts'
import type { NeedCode } from '../needs.ts'

/** A published service by its name, in the language its source wrote it in. */
export type ServiceName = { serviceId: string; name: string; organisation: string }

const columns = sql`service_id as "serviceId", listing -> 'words' ->> 'name' as name, listing ->> 'organisation' as organisation`

/** The names of these services; those that are not published are left out. */
export async function serviceNames(tx: Tx, serviceIds: readonly string[]): Promise<ServiceName[]> {
  const { rows } = await sql<ServiceName>`
    select ${columns} from directory.published where service_id = any (${[...serviceIds]}::text[])`.execute(
    tx,
  )
  return rows
}

/**
 * For an operator who types a name: services with this id or exact name, whatever the
 * case, and apart from them those whose name or organisation has the words in it.
 */
export async function servicesCalled(
  tx: Tx,
  text: string,
  limit: number,
): Promise<{ exact: ServiceName[]; near: ServiceName[] }> {
  const { rows } = await sql<ServiceName & { exact: boolean }>`
    select ${columns}, (service_id = ${text} or lower(listing -> 'words' ->> 'name') = lower(${text})) as exact
    from directory.published
    where service_id = ${text} or position(lower(${text}) in
      lower(concat_ws(' ', listing -> 'words' ->> 'name', listing ->> 'organisation'))) > 0
    order by exact desc, name, organisation, service_id limit ${limit}`.execute(tx)
  const those = (wanted: boolean) =>
    rows
      .filter(({ exact }) => exact === wanted)
      .map(({ serviceId, name, organisation }) => ({ serviceId, name, organisation }))
  return { exact: those(true), near: those(false) }
}

/** Services that say they meet a need first, then those whose words suggest it, by name. */
export async function servicesMeeting(tx: Tx, need: NeedCode, limit: number): Promise<ServiceName[]> {
  const { rows } = await sql<ServiceName>`
    select ${columns} from directory.published
    where listing -> 'needs' ? ${need} or listing -> 'maybe' ? ${need}
    order by listing -> 'needs' ? ${need} desc, name, organisation, service_id limit ${limit}`.execute(tx)
  return rows
}
