import type { listOpenings as openingsRoute } from '../../contracts/conversations.ts'
import type { OutputOf } from '../../contracts/route.ts'
import type { SeekerActor } from '../../kernel/index.ts'
import { readOpenings } from '../audit/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import { ownLine } from './conversations.state.ts'

const most = 50

/**
 * Who opened the conversation, for the person whose it is. Not for a visit that
 * came with the words and was not checked: whoever found them would learn when
 * the person is being helped.
 */
export async function listOpenings(room: Room, actor: SeekerActor): Promise<OutputOf<typeof openingsRoute>> {
  await room.database.as(actor, async (tx) => {
    const { visit } = await ownLine(tx, actor)
    if (!visit.checked) refuse(conversationErrors.not_checked)
  })
  const openings = await readOpenings(room, actor)
  return {
    openings: openings.slice(0, most).map(({ role, at }) => ({ role, at: at.toISOString() })),
    more: openings.length > most,
  }
}
