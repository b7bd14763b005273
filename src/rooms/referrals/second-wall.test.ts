import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../kernel/index.ts'
import { randomId } from '../../kernel/index.ts'
import { mailboxTag } from '../../contracts/mailbox.ts'
import { asked, makeWorld, member, sent, type World } from './referrals.testing.ts'

/*
 * With the first wall gone (SQL straight through the transaction, no policy, no
 * WHERE clause), row-level security alone must keep each to what is theirs.
 */

let world: World
let ask: string
let packet: Awaited<ReturnType<typeof sent>>
beforeAll(async () => {
  world = await makeWorld()
  ask = (await asked(world)).askId
  packet = await sent(world)
})
afterAll(() => world.database.close())

const seeker: Actor = { kind: 'seeker', conversationId: randomId(), visitId: randomId() }
const nobody: Actor = { kind: 'public' }
const rowsOf = (actor: Actor, table: 'asks' | 'packets' | 'receivers', capabilities: string[] = []) =>
  world.database.as(
    actor,
    async (tx) => (await sql`select * from ${sql.table(`referrals.${table}`)}`.execute(tx)).rows.length,
    { capabilities },
  )

describe('row-level security', () => {
  it('shows a packet to its receiving team and to whoever shows its mailbox, and to nobody else', async () => {
    expect(await rowsOf(world.provider, 'packets')).toBe(1)
    const capabilities = [`mailbox:${await mailboxTag(packet.mailbox)}`]
    for (const actor of [world.responder, seeker, nobody])
      expect(await rowsOf(actor, 'packets', capabilities)).toBe(1)
    for (const actor of [world.other, world.responder, seeker, nobody]) {
      expect(await rowsOf(actor, 'packets')).toBe(0)
      expect(await rowsOf(actor, 'packets', [`mailbox:${packet.mailbox}`, `mailbox:${randomId()}`])).toBe(0)
    }
  })

  it('shows an ask to the two teams and to nobody else', async () => {
    for (const actor of [world.provider, world.responder]) expect(await rowsOf(actor, 'asks')).toBe(1)
    const elsewhere = member(randomId(), 'responder', 'hotline')
    for (const actor of [world.other, elsewhere, seeker, nobody]) expect(await rowsOf(actor, 'asks')).toBe(0)
  })

  it('shows receivers to staff only, and lets only the line’s coordinators and administrators name them', async () => {
    expect(await rowsOf(world.responder, 'receivers')).toBe(3)
    for (const actor of [seeker, nobody]) expect(await rowsOf(actor, 'receivers')).toBe(0)
    const name = (actor: Actor) =>
      world.database.as(actor, (tx) =>
        sql`insert into referrals.receivers values (${randomId()}, ${world.clinic})`.execute(tx),
      )
    const redirect = (actor: Actor) =>
      world.database.as(actor, async (tx) => {
        const { numAffectedRows } = await sql`
          update referrals.receivers set team_id = ${world.clinic}`.execute(tx)
        return numAffectedRows
      })
    const ofProvider = member(world.shelter, 'administrator', 'provider')
    for (const actor of [world.responder, world.provider, ofProvider, seeker, nobody]) {
      expect(await redirect(actor)).toBe(0n)
      await expect(name(actor)).rejects.toThrow(/row-level security/)
    }
    expect(await redirect(member(world.line, 'coordinator', 'hotline'))).toBe(3n)
    await name(member(world.line, 'administrator', 'hotline'))
    await sql`update referrals.receivers set team_id = ${world.shelter}
      where service_id = ${world.shelterService}`.execute(world.database.unguarded)
  })

  it('lets nobody else change or erase anything', async () => {
    const attempts = [
      sql`update referrals.packets set state = 'withdrawn', packet = null, closed_at = now()`,
      sql`delete from referrals.packets`,
      sql`update referrals.asks set state = 'cancelled', closed_at = now()`,
      sql`delete from referrals.asks`,
    ]
    for (const attempt of attempts)
      for (const actor of [world.other, seeker, nobody]) {
        const { numAffectedRows } = await world.database.as(actor, (tx) => attempt.execute(tx))
        expect(numAffectedRows).toBe(0n)
      }
  })

  it('lets nobody put a packet anywhere without its mailbox, nor an ask in another team’s name', async () => {
    const insertPacket = sql`
      insert into referrals.packets (id, mailbox_tag, to_team, epoch_id, packet, packet_month, packet_hash,
        withdraw_hash, answer_month, sent_at, expires_at)
      values (${randomId()}, ${randomId()}, ${world.shelter}, ${randomId()}, 'x', '2027-03', 'x', 'x', '2027-04',
        now(), now())`
    const insertAsk = sql`
      insert into referrals.asks (id, service_id, from_team, to_team, kind, people, needed_from, needed_until,
        asked_at, lapses_at)
      values (${randomId()}, ${randomId()}, ${world.line}, ${world.shelter}, 'bed', 1, now(), now(), now(), now())`
    for (const actor of [world.other, seeker, nobody])
      for (const insert of [insertPacket, insertAsk])
        await expect(world.database.as(actor, (tx) => insert.execute(tx))).rejects.toThrow(
          /row-level security/,
        )
  })

  it('keeps who a packet is for, until when, and to which key out of anybody’s reach once it is sent', async () => {
    for (const column of ['to_team', 'epoch_id', 'expires_at', 'mailbox_tag', 'withdraw_hash', 'sent_at']) {
      const change = world.database.as(world.provider, (tx) =>
        sql`update referrals.packets set ${sql.ref(column)} = ${sql.ref(column)}`.execute(tx),
      )
      await expect(change).rejects.toThrow(/permission denied/)
    }
  })

  it('refuses a closed row that still has its packet, and an open one without', async () => {
    const close = world.database.as(world.provider, (tx) =>
      sql`update referrals.packets set state = 'withdrawn', closed_at = now() where id = ${packet.referralId}`.execute(
        tx,
      ),
    )
    await expect(close).rejects.toThrow(/closed_means_erased/)
    const erase = world.database.as(world.provider, (tx) =>
      sql`update referrals.packets set packet = null where id = ${packet.referralId}`.execute(tx),
    )
    await expect(erase).rejects.toThrow(/closed_means_erased/)
    expect(await rowsOf(world.provider, 'asks')).toBe(1)
    expect(ask).toHaveLength(22)
  })
})
