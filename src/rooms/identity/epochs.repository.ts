import { sql, type RawBuilder } from 'kysely'
import type { Bytes } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'

/** An epoch as everyone may know it. `publicKey` is an uncompressed P-256 point. */
export type PublicEpoch = { teamId: string; id: string; number: number; publicKey: Bytes }
export type OwnEpoch = PublicEpoch & { slot: Bytes | undefined }

type Row = { teamId: string; id: string; number: number; public_key: Uint8Array; slot?: Uint8Array | null }

const columns = sql`e.team_id as "teamId", e.id, e.number, e.public_key`

function epochOf({ teamId, id, number, public_key }: Row): PublicEpoch {
  return { teamId, id, number, publicKey: new Uint8Array(public_key) }
}

function ownEpochOf(row: Row): OwnEpoch {
  return { ...epochOf(row), slot: row.slot ? new Uint8Array(row.slot) : undefined }
}

/** The newest epoch of a team. */
export async function findCurrentEpoch(tx: Tx, teamId: string): Promise<PublicEpoch | undefined> {
  const { rows } = await sql<Row>`
    select ${columns} from identity.epochs e where e.team_id = ${teamId} order by e.number desc limit 1`.execute(
    tx,
  )
  return rows[0] && epochOf(rows[0])
}

/** Whether an epoch is the newest of a team, over two columns of a statement, at the moment each row is there. */
export function isCurrentEpoch(team: RawBuilder<string>, epoch: RawBuilder<string>): RawBuilder<boolean> {
  return sql`identity.is_current_epoch(${team}, ${epoch})`
}

/** The newest epoch of each team, with the member's slot where there is one. */
export async function findOwnCurrentEpochs(tx: Tx, teamIds: string[], memberId: string): Promise<OwnEpoch[]> {
  const { rows } = await sql<Row>`
    select distinct on (e.team_id) ${columns}, s.bytes as slot
    from identity.epochs e left join identity.epoch_slots s on s.epoch_id = e.id and s.member_id = ${memberId}
    where e.team_id = any(${teamIds}) order by e.team_id, e.number desc`.execute(tx)
  return rows.map(ownEpochOf)
}

/** Epochs below a number that have a slot for the member, newest first. */
export async function listOwnEpochs(
  tx: Tx,
  page: { teamId: string; memberId: string; before: number; limit: number },
): Promise<OwnEpoch[]> {
  const { rows } = await sql<Row>`
    select ${columns}, s.bytes as slot
    from identity.epochs e join identity.epoch_slots s on s.epoch_id = e.id and s.member_id = ${page.memberId}
    where e.team_id = ${page.teamId} and e.number < ${page.before}
    order by e.number desc limit ${page.limit}`.execute(tx)
  return rows.map(ownEpochOf)
}

/** Active members of a team whose roles read, and who have keys: the readers that an epoch must have. */
export async function listKeyedMembers(tx: Tx, teamId: string): Promise<string[]> {
  const { rows } = await sql<{ member_id: string }>`
    select m.member_id from identity.memberships m join identity.member_keys k on k.member_id = m.member_id
    where m.team_id = ${teamId} and m.left_at is null and identity.reads_sealed(m.roles)
    order by m.member_id`.execute(tx)
  return rows.map((row) => row.member_id)
}

export async function listEpochReaders(tx: Tx, epochId: string): Promise<string[]> {
  const { rows } = await sql<{ member_id: string }>`
    select member_id from identity.epoch_slots where epoch_id = ${epochId} order by member_id`.execute(tx)
  return rows.map((row) => row.member_id)
}

/** Rejects with a unique violation when the team has an epoch of this number, or one of this key. */
export async function insertEpoch(tx: Tx, epoch: PublicEpoch, madeBy: string): Promise<void> {
  await sql`insert into identity.epochs (id, team_id, number, public_key, made_by)
    values (${epoch.id}, ${epoch.teamId}, ${epoch.number}, ${epoch.publicKey}, ${madeBy})`.execute(tx)
}

export async function insertEpochSlots(
  tx: Tx,
  epochId: string,
  slots: readonly { memberId: string; bytes: Bytes }[],
): Promise<void> {
  await sql`insert into identity.epoch_slots (epoch_id, member_id, bytes) values ${sql.join(
    slots.map((slot) => sql`(${epochId}, ${slot.memberId}, ${slot.bytes})`),
  )}`.execute(tx)
}
