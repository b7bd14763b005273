import { CompiledQuery } from 'kysely'
import type { Database } from '../../../src/database/index.ts'
import type { OuterKeys } from '../../../src/kernel/index.ts'
import { unwrapSlot } from '../../../src/rooms/conversations/conversations.slots.ts'
import { unwrapEpochSlot, unwrapRecovery } from '../../../src/rooms/identity/identity.secrets.ts'
import {
  openEnvelope,
  openEpoch,
  openRecoveryShare,
  openRecoverySlot,
  openSlot,
  type EpochKey,
  type GenerationKey,
  type Member,
} from '../../../src/sealing/index.ts'

/** The rows of a dump that matter here. */
export type Dump = Awaited<ReturnType<typeof readDump>>

/** Reads them, as the superuser. */
export async function readDump(database: Database) {
  return {
    epochs: await rowsOf<EpochRow>(database, 'select id, team_id, number, public_key from identity.epochs'),
    epochSlots: await rowsOf<EpochSlotRow>(
      database,
      'select epoch_id, member_id, bytes from identity.epoch_slots',
    ),
    recoverySlots: await rowsOf<RecoverySlotRow>(
      database,
      'select epoch_id, plan_id, first_id, second_id, bytes from identity.recovery_slots',
    ),
    shares: await rowsOf<ShareRow>(
      database,
      `select s.recovery_id, s.epoch_id, r.started_by as first_id, s.second_id, s.bytes
       from identity.recovery_shares s join identity.recoveries r on r.id = s.recovery_id`,
    ),
    slots: await rowsOf<SlotRow>(
      database,
      `select s.conversation_id, s.number, g.epoch_id, g.commitment, g.words_public_key, s.recipient, s.bytes,
         c.destroy_month as month
       from conversations.slots s join conversations.generations g using (conversation_id, number)
       join conversations.conversations c on c.id = s.conversation_id where s.kind = 'team'`,
    ),
    envelopes: await rowsOf<EnvelopeRow>(
      database,
      'select conversation_id, generation, bytes from conversations.envelopes',
    ),
  }
}

/** Somebody with a dump, the outer keys, their own member keys, and every epoch that they kept. */
export type Thief = {
  dump: Dump
  outerKeys: OuterKeys
  members: readonly Pick<Member, 'memberId' | 'pair'>[]
  kept: readonly EpochKey[]
}

export type Loot = {
  /** Numbers of the epochs that opened, by team. */
  epochs: EpochKey[]
  /** Every text that could be read. */
  texts: string[]
}

type Row = Record<string, never>
type Bytes = Uint8Array<ArrayBuffer>

async function rowsOf<Shape>(database: Database, text: string): Promise<Shape[]> {
  await database.unguarded.executeQuery(CompiledQuery.raw('reset role'))
  return (await database.unguarded.executeQuery<Shape & Row>(CompiledQuery.raw(text))).rows
}

const quiet = async <Result>(work: Promise<Result>): Promise<Result | undefined> =>
  work.catch(() => undefined)

type EpochRow = { id: string; team_id: string; number: number; public_key: Uint8Array }
type EpochSlotRow = { epoch_id: string; member_id: string; bytes: Uint8Array }
type RecoverySlotRow = {
  epoch_id: string
  plan_id: string
  first_id: string
  second_id: string
  bytes: Uint8Array
}
type ShareRow = Omit<RecoverySlotRow, 'plan_id'> & { recovery_id: string }
type EnvelopeRow = { conversation_id: string; generation: number; bytes: Uint8Array }

/** Every epoch that any slot in the dump opens to these people, alone or — where they are several — together. */
export async function openEpochs({ dump, outerKeys, members, kept }: Thief): Promise<EpochKey[]> {
  const opened = new Map(kept.map((key) => [key.id, key]))
  const epochs = dump.epochs.map((row) => ({
    id: row.id,
    teamId: row.team_id,
    number: row.number,
    publicKey: new Uint8Array(row.public_key) as Bytes,
  }))
  const epochOf = new Map(epochs.map((epoch) => [epoch.id, epoch]))
  for (const row of dump.epochSlots) {
    const epoch = epochOf.get(row.epoch_id)
    if (!epoch) continue
    const slot = await unwrapEpochSlot(
      outerKeys.staff,
      row.epoch_id,
      row.member_id,
      new Uint8Array(row.bytes),
    )
    for (const { memberId, pair } of members) {
      // Also as if it were another's: whoever holds the dump writes what they like around the bytes.
      for (const name of new Set([row.member_id, memberId])) {
        const key = await quiet(openEpoch(epoch, { memberId: name, bytes: slot }, { memberId: name, pair }))
        if (key) opened.set(key.id, key)
      }
    }
  }
  for (const row of dump.recoverySlots) {
    const epoch = epochOf.get(row.epoch_id)
    if (!epoch || opened.has(epoch.id)) continue
    const order = { firstId: row.first_id, secondId: row.second_id }
    const place = `slot ${row.epoch_id} ${row.plan_id} ${row.first_id} ${row.second_id}`
    const bytes = await unwrapRecovery(outerKeys.staff, place, new Uint8Array(row.bytes))
    for (const first of members) {
      const share = await quiet(openRecoverySlot(epoch, { ...order, bytes }, first.pair))
      for (const second of share ? members : []) {
        const key = share && (await quiet(openRecoveryShare(epoch, order, share, second.pair)))
        if (key) opened.set(key.id, key)
      }
    }
  }
  // What a first has taken the outer seal off lies there until the recovery ends.
  for (const row of dump.shares) {
    const epoch = epochOf.get(row.epoch_id)
    if (!epoch) continue
    const place = `share ${row.recovery_id} ${row.epoch_id} ${row.second_id}`
    const share = await unwrapRecovery(outerKeys.staff, place, new Uint8Array(row.bytes))
    const order = { firstId: row.first_id, secondId: row.second_id }
    for (const { pair } of members) {
      const key = await quiet(openRecoveryShare(epoch, order, share, pair))
      if (key) opened.set(key.id, key)
    }
  }
  return [...opened.values()]
}

type SlotRow = {
  conversation_id: string
  number: number
  epoch_id: string
  commitment: Uint8Array
  words_public_key: Uint8Array | null
  recipient: string
  bytes: Uint8Array
  month: string
}

/** Every message that these people read with all of that. */
export async function plunder(thief: Thief): Promise<Loot> {
  const { dump, outerKeys } = thief
  const epochs = await openEpochs(thief)
  const pairs = new Map(epochs.map((key) => [key.id, key]))
  const generations = new Map<string, GenerationKey>()
  for (const row of dump.slots) {
    const pair = pairs.get(row.recipient)
    if (!pair) continue
    const { conversation_id: conversationId, number, recipient } = row
    const place = { conversationId, number, to: 'team' as const, recipient }
    const bytes = await unwrapSlot(outerKeys, row.month, place, row.bytes)
    const record = { number, epochId: row.epoch_id, commit: new Uint8Array(row.commitment) }
    const words = row.words_public_key && { senderPublicKey: new Uint8Array(row.words_public_key) }
    const slot = { to: 'team' as const, recipient, bytes }
    const opened = await quiet(openSlot({ conversationId, record, slot, pair, ...words }))
    if (opened) generations.set(`${conversationId} ${number}`, opened.generation)
  }
  const texts: string[] = []
  for (const { conversation_id: conversationId, generation: number, bytes } of dump.envelopes) {
    const generation = generations.get(`${conversationId} ${number}`)
    if (!generation) continue
    const opened = await quiet(openEnvelope(new Uint8Array(bytes), { conversationId, generation }))
    if (opened) texts.push(JSON.stringify(opened.body.content))
  }
  return { epochs, texts }
}
