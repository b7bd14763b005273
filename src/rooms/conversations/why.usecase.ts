import type { whyConversation as whyRoute } from '../../contracts/conversations.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import type { Role, StaffActor } from '../../kernel/index.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { groundsFor, readableSql, type Ground } from './conversations.policy.ts'
import { atDesk, type Room } from './conversations.room.ts'
import { findDesk } from './desk.repository.ts'
import { openGlassFor } from './glass.repository.ts'

type Person = OutputOf<typeof whyRoute>['people'][number]

/** Somebody as the rules would see them, with what they hold in this one team. */
function asActor(memberId: string, teamId: string, roles: Role[]): StaffActor {
  const team = { teamId, organisationId: '', organisationKind: 'hotline' as const, roles }
  return { kind: 'staff', memberId, sessionId: '', teams: [team] }
}

const present = (ground: Ground) =>
  ground.by === 'break_glass'
    ? { by: ground.by, reads: ground.reads, reason: ground.reason, until: ground.endsAt.toISOString() }
    : ground

/**
 * Who can open a conversation and why, or of one member: the very grounds that the policy is made of, asked for each
 * member of its team and for whoever was let in. For those who may read it themselves; whoever may not learns what
 * they would of one that never was.
 */
export async function whyConversation(
  room: Room,
  actor: StaffActor,
  { conversationId, memberId }: InputOf<typeof whyRoute>,
): Promise<OutputOf<typeof whyRoute>> {
  return atDesk(room, actor, async (tx) => {
    const row = await findDesk(tx, conversationId, readableSql(actor))
    if (!row) refuse(conversationErrors.not_found)
    const members = await room.line.members(tx, row.teamId)
    const glass = await openGlassFor(tx, row.teamId, row.id)
    const people: Person[] = members.map(({ memberId: id, name, roles }) => {
      const own = glass.filter(({ askedBy }) => askedBy === id)
      const grounds = groundsFor(asActor(id, row.teamId, roles), row, own).map(present)
      return { memberId: id, name, roles, grounds }
    })
    for (const askedBy of new Set(glass.map((each) => each.askedBy))) {
      if (people.some(({ memberId: id }) => id === askedBy)) continue
      const own = glass.filter((each) => each.askedBy === askedBy)
      const name = (await room.line.names?.(tx, [askedBy]))?.get(askedBy)
      const grounds = groundsFor(asActor(askedBy, '', []), row, own).map(present)
      people.push({ memberId: askedBy, ...(name !== undefined && { name }), roles: [], grounds })
    }
    if (memberId === undefined)
      return { teamId: row.teamId, people: people.filter(({ grounds }) => grounds.length > 0) }
    const asked = people.find((person) => person.memberId === memberId)
    // Nobody of that id here, or nothing that gives it to them: the same answer.
    return { teamId: row.teamId, people: [asked ?? { memberId, roles: [], grounds: [] }] }
  })
}
