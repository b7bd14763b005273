import type { GenerationView, registerKeep as keepRoute } from '../../contracts/conversations.ts'
import type { InputOf } from '../../contracts/route.ts'
import { equalBytes, type SeekerActor } from '../../kernel/index.ts'
import { anyBytes, exactly, sha256 } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { lockConversation } from './conversations.repository.ts'
import { inAudit, type Room } from './conversations.room.ts'
import { viewGenerations, wrapSlot } from './conversations.slots.ts'
import { ownLine } from './conversations.state.ts'
import { deleteKeepSlots, insertSlots, listGenerations } from './generations.repository.ts'
import { markSecond } from './visits.repository.ts'
import * as keeps from './keeps.repository.ts'

const wrongTriesADay = 10
const nobodysHash = sha256('nobody')

/** Sets or changes the second secret, with slots for the generations that this visit holds. */
export async function registerKeep(
  room: Room,
  actor: SeekerActor,
  input: InputOf<typeof keepRoute>,
): Promise<void> {
  const { conversationId } = actor
  const keep = {
    keepId: input.keepId,
    tokenHash: sha256(exactly(32, input.token)),
    publicKey: exactly(65, input.publicKey),
  }
  await room.database.as(
    actor,
    async (tx) => {
      const { visit } = await ownLine(tx, actor)
      if (!visit.checked) refuse(conversationErrors.not_checked)
      const row = await lockConversation(tx, conversationId)
      if (!row) refuse(conversationErrors.visit_over)
      await deleteKeepSlots(tx, conversationId)
      await keeps.putKeep(tx, { conversationId, ...keep })
      const held = input.slots.filter(({ number }) => number <= row.generation)
      const slots = await Promise.all(
        held.map(({ number, bytes }) => {
          const place = { conversationId, number, to: 'keep' as const, recipient: input.keepId }
          return wrapSlot(room.outerKeys, row.destroyMonth, place, anyBytes(bytes))
        }),
      )
      await insertSlots(tx, conversationId, slots)
    },
    { capabilities: [`keeps:${conversationId}`] },
  )
}

/** The second secret: the visit may read what was said before, by the slots made for that secret. */
export async function openKeep(
  room: Room,
  actor: SeekerActor,
  token: string,
): Promise<{ generations: GenerationView[] }> {
  const { conversationId, visitId } = actor
  const tokenHash = sha256(exactly(32, token))
  // Counted in a transaction of its own, so that a wrong try stays counted.
  const tried = await room.database.as(actor, async (tx) => {
    await ownLine(tx, actor)
    return keeps.tryKeep(tx, conversationId)
  })
  if (tried && tried.tries > wrongTriesADay) refuse(conversationErrors.too_many_tries)
  if (!equalBytes(tried?.tokenHash ?? nobodysHash, tokenHash)) refuse(conversationErrors.secret_unknown)
  const rows = await room.database.as(
    actor,
    async (tx) => {
      await keeps.clearTries(tx, conversationId)
      await markSecond(tx, conversationId, visitId)
      const { row } = await ownLine(tx, actor)
      await tell(tx, { k: 'state', c: conversationId, t: row.teamId, m: row.claimedBy })
      await room.audit.record(tx, {
        action: 'conversations.open_keep',
        subject: inAudit(row),
      })
      return listGenerations(tx, conversationId, { visitId, second: true }, { after: 0, limit: 10_000 })
    },
    { capabilities: [`keeps:${conversationId}`] },
  )
  return { generations: await viewGenerations(room.outerKeys, conversationId, rows) }
}
