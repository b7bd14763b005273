import type { AuditVerb } from '../../contracts/audit-actions.ts'
import type {
  askGlass as askRoute,
  GlassView,
  listGlass as listRoute,
  reviewGlass as reviewRoute,
  sealGlass as sealRoute,
} from '../../contracts/conversations.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import { randomId, type StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { anyBytes, exactly, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { letInSql, readableSql } from './conversations.policy.ts'
import { lockConversation } from './conversations.repository.ts'
import { atDesk, type Room } from './conversations.room.ts'
import { wrapSlot } from './conversations.slots.ts'
import { listDesk } from './desk.repository.ts'
import { insertSlots } from './generations.repository.ts'
import * as policy from './glass.policy.ts'
import * as repository from './glass.repository.ts'

/*
 * Break-glass. It is never what stands between a responder and saving a life: whoever has a conversation acts by
 * the emergency protocol and needs nobody's leave. This is for those whom the usual rules give nothing.
 */

type GlassRow = repository.GlassRow
type GlassStep =
  AuditVerb<'conversations'> extends infer Verb ? (Verb extends `glass_${infer Step}` ? Step : never) : never

function record(
  room: Room,
  tx: Tx,
  action: GlassStep,
  { teamId, reason }: Pick<GlassRow, 'teamId' | 'reason'>,
) {
  const subject = { kind: 'team', id: teamId } as const
  return room.audit.record(tx, { action: `conversations.glass_${action}`, subject, purpose: reason })
}

const told = (tx: Tx, teamId: string) => tell(tx, { k: 'queue', t: teamId, r: false })

/** Asks. Whether the conversation exists is not looked at: asking tells nobody anything. */
export async function askGlass(
  room: Room,
  actor: StaffActor,
  input: InputOf<typeof askRoute>,
): Promise<{ glassId: string }> {
  const { teamId, conversationId = null, reason, hours } = input
  if (policy.leadsTeam(actor, teamId)) refuse(conversationErrors.glass_own_team)
  if (!policy.mayAskGlass(actor, teamId)) refuse(conversationErrors.not_yours)
  const glass = { id: randomId(), teamId, conversationId, reason, hours, askedBy: actor.memberId }
  await atDesk(room, actor, async (tx) => {
    if (await repository.owesReview(tx)) refuse(conversationErrors.glass_owed)
    await repository.insertGlass(tx, { ...glass, publicKey: exactly(65, input.publicKey) })
    await record(room, tx, 'ask', glass)
    await told(tx, teamId)
  })
  return { glassId: glass.id }
}

function stateOf(row: GlassRow): GlassView['state'] {
  if (row.reviewedBy !== null) return 'reviewed'
  if (row.decided === null) return 'asked'
  if (!row.decided) return 'refused'
  return row.over ? 'over' : 'open'
}

function present(actor: StaffActor, row: GlassRow, names: ReadonlyMap<string, string>): GlassView {
  const state = stateOf(row)
  const people = [row.askedBy, row.approvedBy, row.told, row.reviewedBy].filter((id) => id !== null)
  return {
    glassId: row.id,
    teamId: row.teamId,
    ...(row.conversationId !== null && { conversationId: row.conversationId }),
    reason: row.reason,
    hours: row.hours,
    state,
    askedBy: row.askedBy,
    askedAt: row.askedAt.toISOString(),
    publicKey: shown(row.publicKey),
    ...(row.approvedBy !== null && { approvedBy: row.approvedBy }),
    ...(row.endsAt && { endsAt: row.endsAt.toISOString() }),
    ...(row.told !== null && { told: row.told }),
    ...(row.reviewedBy !== null && { reviewedBy: row.reviewedBy }),
    ...(row.finding !== null && { finding: row.finding }),
    mine: row.askedBy === actor.memberId,
    mayApprove: state === 'asked' && policy.mayDecideGlass(actor, row),
    mayReview: (state === 'open' || state === 'over') && policy.mayReviewGlass(actor, row),
    names: Object.fromEntries(people.flatMap((id) => (names.has(id) ? [[id, names.get(id) ?? '']] : []))),
  }
}

/** What I asked for, and what concerns my teams. */
export async function listGlass(room: Room, actor: StaffActor): Promise<OutputOf<typeof listRoute>> {
  return atDesk(room, actor, async (tx) => {
    const rows = await repository.listGlass(tx, policy.visibleGlassSql(actor))
    const ids = rows.flatMap(({ askedBy, approvedBy, told: third, reviewedBy }) =>
      [askedBy, approvedBy, third, reviewedBy].filter((id) => id !== null),
    )
    const names = (await room.line.names?.(tx, [...new Set(ids)])) ?? new Map<string, string>()
    const teams = await room.line.teams(tx)
    const letIn = await listDesk(tx, letInSql(await repository.openGlassOf(tx, actor.memberId)), 200)
    const opened = letIn.map(({ id, teamId, language, openedAt }) => ({
      conversationId: id,
      teamId,
      language,
      openedAt: openedAt.toISOString(),
    }))
    const glass = rows.map((row) => present(actor, row, names))
    return { glass, opened, owed: await repository.owesReview(tx), teams }
  })
}

/** The third person: somebody else who answers for the team or administers it, those who review first. */
async function findThird(room: Room, tx: Tx, row: GlassRow, approver: string): Promise<string | undefined> {
  const members = await room.line.members(tx, row.teamId)
  const able = members.filter(
    ({ memberId, roles }) =>
      memberId !== row.askedBy &&
      memberId !== approver &&
      roles.some((role) => role === 'supervisor' || role === 'coordinator' || role === 'administrator'),
  )
  return able[0]?.memberId
}

/** Of two who take the same step at once, one did. */
function first(taken: boolean): void {
  if (!taken) refuse(conversationErrors.glass_not_found)
}

/** The second person says yes or no. A yes begins the hours and tells a third. */
export async function decideGlass(
  room: Room,
  actor: StaffActor,
  { glassId, yes }: { glassId: string; yes: boolean },
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await repository.findGlass(tx, glassId, policy.decidableGlassSql(actor))
    if (!row || stateOf(row) !== 'asked') refuse(conversationErrors.glass_not_found)
    if (yes) {
      if (await repository.owesReview(tx)) refuse(conversationErrors.glass_owed)
      const third = await findThird(room, tx, row, actor.memberId)
      if (third === undefined) refuse(conversationErrors.glass_no_third)
      first(await repository.approveGlass(tx, row, actor.memberId, third))
    } else first(await repository.refuseGlass(tx, row, actor.memberId))
    await record(room, tx, yes ? 'approve' : 'refuse', row)
    await told(tx, row.teamId)
  })
}

/** Keys of one conversation, sealed to the asker by somebody who holds them. Nothing else opens it: keys can't be conjured. */
export async function sealGlass(
  room: Room,
  actor: StaffActor,
  { glassId, conversationId, slots }: InputOf<typeof sealRoute>,
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await repository.findGlass(tx, glassId, policy.decidableGlassSql(actor))
    if (!row || stateOf(row) !== 'open') refuse(conversationErrors.glass_not_found)
    if ((row.conversationId ?? conversationId) !== conversationId) refuse(conversationErrors.not_found)
    const conversation = await lockConversation(tx, conversationId, readableSql(actor))
    if (!conversation || conversation.teamId !== row.teamId) refuse(conversationErrors.not_found)
    const { destroyMonth, generation } = conversation
    const wrapped = await Promise.all(
      slots
        .filter(({ number }) => number <= generation)
        .map(({ number, bytes }) => {
          const place = { conversationId, number, to: 'member' as const, recipient: row.askedBy }
          return wrapSlot(room.outerKeys, destroyMonth, place, anyBytes(bytes))
        }),
    )
    await insertSlots(tx, conversationId, wrapped)
    const subject = { kind: 'conversation', id: conversationId } as const
    await room.audit.record(tx, { action: 'conversations.glass_seal', subject, purpose: row.reason })
  })
}

/** Ends it before its time. */
export async function endGlass(
  room: Room,
  actor: StaffActor,
  { glassId }: { glassId: string },
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await repository.findGlass(tx, glassId, policy.endableGlassSql(actor))
    if (!row || stateOf(row) !== 'open') refuse(conversationErrors.glass_not_found)
    first(await repository.closeGlass(tx, row, actor.memberId))
    await record(room, tx, 'end', row)
    await told(tx, row.teamId)
  })
}

/** Somebody who had no part in it says whether it was in order. One that is still open ends with that. */
export async function reviewGlass(
  room: Room,
  actor: StaffActor,
  { glassId, finding }: InputOf<typeof reviewRoute>,
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await repository.findGlass(tx, glassId, policy.reviewableGlassSql(actor))
    const state = row && stateOf(row)
    if (!row || (state !== 'open' && state !== 'over')) refuse(conversationErrors.glass_not_found)
    if (state === 'open') await repository.closeGlass(tx, row, actor.memberId)
    first(await repository.markReviewed(tx, row, actor.memberId, finding))
    await record(room, tx, 'review', row)
    await told(tx, row.teamId)
  })
}
