import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { newTicket } from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import { openSeeker } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'
import * as tickets from './tickets.usecases.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const over = expect.objectContaining({ kind: conversationErrors.visit_over })

function fresh() {
  const { ticketId, serverHalf } = newTicket()
  return { ticketId, serverHalf: bytesToBase64Url(serverHalf) }
}

describe('a ticket', () => {
  it('gives the server’s half back after a reload, and says whose it is', async () => {
    const side = await openSeeker(world)
    expect(await tickets.openTicket(world.room, side.ticket.ticketId)).toEqual({
      serverHalf: side.ticketInput.serverHalf,
      conversationId: side.conversationId,
      visitId: side.visit.id,
    })
    expect(await tickets.authenticate(world.room, side.ticket.ticketId)).toEqual(side.actor)
  })

  it('may be left before there is a conversation, so that a draft survives', async () => {
    const ticket = fresh()
    await tickets.startTicket(world.room, ticket, 'c')
    await tickets.startTicket(world.room, ticket, 'c')
    expect(await tickets.openTicket(world.room, ticket.ticketId)).toEqual({ serverHalf: ticket.serverHalf })
    await expect(tickets.authenticate(world.room, ticket.ticketId)).rejects.toEqual(over)
  })

  it('keeps the half that was left first, whoever sends another under its id', async () => {
    const ticket = fresh()
    await tickets.startTicket(world.room, ticket, 'c')
    await tickets.startTicket(world.room, { ...ticket, serverHalf: fresh().serverHalf }, 'c')
    expect((await tickets.openTicket(world.room, ticket.ticketId)).serverHalf).toBe(ticket.serverHalf)
  })

  it('ends with Exit, at once and everywhere, however often it is pressed', async () => {
    const side = await openSeeker(world)
    const other = world.another()
    await other.hub.start()
    await tickets.authenticate(other, side.ticket.ticketId)
    await tickets.closeTicket(world.room, side.ticket.ticketId)
    await tickets.closeTicket(world.room, side.ticket.ticketId)
    await expect(tickets.openTicket(world.room, side.ticket.ticketId)).rejects.toEqual(over)
    await expect(side.read()).rejects.toEqual(over)
    await expect(side.say('x')).rejects.toEqual(over)
    await expect
      .poll(() => tickets.authenticate(other, side.ticket.ticketId).catch((e: unknown) => e))
      .toEqual(over)
  })

  it('ends fifteen minutes after the last request, and each request gives it another fifteen', async () => {
    const side = await openSeeker(world)
    const id = side.ticket.ticketId
    const pass = (minutes: number) =>
      world.raw(
        `with t as (update conversations.tickets set expires_at = expires_at - $2 * interval '1 minute'
           where conversation_id = $1)
         update conversations.visits set live_until = live_until - $2 * interval '1 minute' where conversation_id = $1`,
        side.conversationId,
        minutes,
      )
    await pass(14)
    await tickets.openTicket(world.room, id)
    await pass(14)
    expect(await side.read()).toEqual(['hello'])
    await pass(2)
    await expect(side.read()).rejects.toEqual(over)
    await expect(tickets.openTicket(world.room, id)).rejects.toEqual(over)
  })

  it('is kept only as a hash', async () => {
    const side = await openSeeker(world)
    const rows = await world.raw<{ hash: Buffer }>(
      `select hash from conversations.tickets where visit_id = $1`,
      side.visit.id,
    )
    expect(rows[0]?.hash).toEqual(Buffer.from(tickets.ticketHash(side.ticket.ticketId)))
  })
})
