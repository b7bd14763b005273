import { CallError } from '../../../src/contracts/index.ts'
import * as identity from '../../../src/contracts/identity.ts'
import * as referrals from '../../../src/contracts/referrals.ts'
import type { Database } from '../../../src/database/index.ts'
import type { OuterKeys } from '../../../src/kernel/index.ts'
import { unwrapPacket } from '../../../src/rooms/referrals/packet-wrap.ts'
import { openPacket, type EpochKey } from '../../../src/sealing/index.ts'
import { readPacket } from '../../../src/workspace/sealing-client/answers.ts'
import { everyCell } from '../../support/canary/tables.ts'
import type { Staff } from '../../support/line/staff.ts'

/** A text that somebody can read, and where they read it. */
export type Sight = { where: string; text: string }

/**
 * All that a provider gets from the server: every answer of every route they may
 * call, and every packet that they can open with the keys they hold.
 */
export async function providerSight(provider: Staff): Promise<Sight[]> {
  const { client, teamId } = provider
  const seen: Sight[] = []
  const answer = (where: string, output: unknown) => seen.push({ where, text: JSON.stringify(output) })

  answer('session', await client.call(identity.currentSession, {}))
  answer('epochs', await client.call(identity.earlierEpochs, { teamId }))
  answer('inbox', await client.call(referrals.inbox, {}))
  for (let page: string | undefined = ''; page !== undefined;) {
    const list: { referrals: referrals.ReferralSummary[]; next?: string | undefined } = await client.call(
      referrals.listReferrals,
      page ? { page } : {},
    )
    answer('list of referrals', list)
    for (const { referralId, epochId } of list.referrals) {
      try {
        const opened = await client.call(referrals.openReferral, { referralId })
        answer('opened referral', opened)
        const epoch = await provider.epochKey(epochId)
        if (!epoch) continue
        const { packet, mailbox } = opened
        const read = await readPacket(packet, { teamId, epochId, pair: epoch, mailbox })
        answer('packet', read)
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        answer('refused referral', error.problem)
      }
    }
    page = list.next
  }
  return seen
}

/**
 * All that lies in the database: every value as it lies there, and every value
 * that opens to the keys of the provider, even if the outer keys were theirs too.
 */
export async function databaseSight(
  database: Database,
  outerKeys: OuterKeys,
  provider: { teamId: string; epochs: readonly EpochKey[]; mailboxes: readonly string[] },
): Promise<Sight[]> {
  const seen: Sight[] = []
  const months = new Map<string, string>()
  const cells = []
  for await (const cell of everyCell(database)) {
    cells.push(cell)
    if (cell.column === 'packet_month') months.set(cell.row, cell.bytes.toString())
  }
  for (const { table, column, row, bytes } of cells) {
    const where = `${table}.${column}`
    seen.push({ where, text: bytes.toString('latin1') }, { where, text: bytes.toString('utf8') })
    const forms = [{ packet: new Uint8Array(bytes), mailboxes: provider.mailboxes }]
    if (where === 'referrals.packets.packet') {
      const at = { month: months.get(row) ?? '', referralId: row }
      const { packet, mailbox } = await unwrapPacket(outerKeys, at, bytes)
      forms.push({ packet, mailboxes: [mailbox] })
    }
    for (const form of forms) {
      for (const text of await openWith(form, provider)) seen.push({ where: `${where}, opened`, text })
    }
  }
  return seen
}

async function openWith(
  { packet, mailboxes }: { packet: Uint8Array<ArrayBuffer>; mailboxes: readonly string[] },
  { teamId, epochs }: { teamId: string; epochs: readonly EpochKey[] },
): Promise<string[]> {
  if (packet.length < 100) return []
  const texts: string[] = []
  for (const mailbox of mailboxes) {
    for (const epoch of epochs) {
      const opened = await openPacket(packet, { teamId, epochId: epoch.id, pair: epoch, mailbox }).catch(
        () => undefined,
      )
      if (opened) texts.push(JSON.stringify(opened))
    }
  }
  return texts
}
