import { sql } from 'kysely'
import type { Province } from '../../contracts/conversations.ts'
import type { SeekerActor } from '../../kernel/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { countMessage, type Room } from './conversations.room.ts'
import { ownLine } from './conversations.state.ts'

/**
 * Says, changes or takes away roughly where the person is. The team stays the one it
 * is sealed to. Throws `visit_over`, `too_many_messages`, `not_checked`.
 */
export async function setRegion(room: Room, actor: SeekerActor, region: Province | null): Promise<void> {
  countMessage(room, actor)
  await room.database.as(actor, async (tx) => {
    const { row, visit } = await ownLine(tx, actor)
    // Whoever found the words must not send help to another province.
    if (!visit.checked) refuse(conversationErrors.not_checked)
    await sql`update conversations.conversations set region = ${region} where id = ${row.id}`.execute(tx)
    await tell(tx, { k: 'queue', t: row.teamId, r: false })
    await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: row.claimedBy })
  })
}
