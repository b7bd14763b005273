import type {
  Acknowledgement,
  GenerationView,
  checkVisit as checkRoute,
  deskMessages as messagesRoute,
  deskSend as sendRoute,
} from '../../contracts/conversations.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import type { StaffActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { anyBytes, receive, shown } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { answerableSql, deskCapabilities, readableSql } from './conversations.policy.ts'
import { lockConversation, type ConversationRow } from './conversations.repository.ts'
import { atDesk, inAudit, type Room } from './conversations.room.ts'
import { viewGenerations, wrapSlot } from './conversations.slots.ts'
import { reading } from './desk-reading.ts'
import { findDesk } from './desk.repository.ts'
import { viewItem } from './desk.usecases.ts'
import { listEnvelopes } from './envelopes.repository.ts'
import { insertSlots, listGenerations } from './generations.repository.ts'
import { nextReaders, send } from './send.usecase.ts'
import { viewEnvelope } from './seeker.usecases.ts'
import * as visits from './visits.repository.ts'

/** Envelopes after a position, the team's slots they need, and who reads the next one. */
export async function deskMessages(
  room: Room,
  actor: StaffActor,
  input: InputOf<typeof messagesRoute>,
): Promise<OutputOf<typeof messagesRoute>> {
  const { conversationId, after, limit } = input
  const read = await reading(room, actor, conversationId, async (tx, row) => {
    const epoch = await room.line.currentEpoch(tx, row.teamId)
    if (!epoch) refuse(conversationErrors.no_line)
    const list = await listEnvelopes(tx, { conversationId, after, limit })
    const numbers = [...new Set([...list.envelopes.map(({ generation }) => generation), row.generation])]
    const generations = await listGenerations(tx, conversationId, 'team', { numbers })
    const readers = await nextReaders(tx, row, epoch)
    return { row, list, generations, readers, visits: await visits.listVisits(tx, conversationId) }
  })
  const { row, list, readers } = read
  return {
    item: viewItem(row),
    envelopes: list.envelopes.map(viewEnvelope),
    generations: await viewGenerations(room.outerKeys, conversationId, read.generations),
    generation: row.generation,
    line: { teamId: row.teamId, epochId: readers.epochId, epochPublicKey: readers.epochPublicKey },
    recipients: readers.recipients,
    visits: read.visits.map(viewVisit),
    more: list.more,
  }
}

function viewVisit({ publicKey, signPublicKey, since, ...visit }: visits.VisitRow) {
  return {
    ...visit,
    publicKey: shown(publicKey),
    signPublicKey: shown(signPublicKey),
    since: since.toISOString(),
  }
}

/** Every generation with the team's slot, for resealing. */
export async function deskGenerations(
  room: Room,
  actor: StaffActor,
  { conversationId, after, limit }: { conversationId: string; after: number; limit: number },
): Promise<{ generations: GenerationView[]; more: boolean }> {
  const rows = await reading(room, actor, conversationId, (tx) =>
    listGenerations(tx, conversationId, 'team', { after, limit: limit + 1 }),
  )
  const generations = await viewGenerations(room.outerKeys, conversationId, rows.slice(0, limit))
  return { generations, more: rows.length > limit }
}

/** Some generations with the team's slot, for the desk's stream. */
export async function someGenerations(
  room: Room,
  actor: StaffActor,
  conversationId: string,
  numbers: readonly number[],
): Promise<GenerationView[]> {
  const rows = await atDesk(room, actor, (tx) => listGenerations(tx, conversationId, 'team', { numbers }))
  return viewGenerations(room.outerKeys, conversationId, rows)
}

/** One message of the responder who has the conversation. */
export async function deskSend(
  room: Room,
  actor: StaffActor,
  { conversationId, envelope, generation }: InputOf<typeof sendRoute>,
): Promise<Acknowledgement> {
  const received = receive(envelope, { conversationId, role: 'responder' })
  const author = { memberId: actor.memberId }
  const sending = { conversationId, author, received, generation }
  const sent = await send(room, actor, deskCapabilities(actor), sending)
  room.hub.published(conversationId, received, sent)
  return { position: sent.position, at: sent.at }
}

/** The conversation, held, if this member has it. */
async function own(tx: Tx, actor: StaffActor, id: string): Promise<ConversationRow> {
  const row = await lockConversation(tx, id, answerableSql(actor))
  if (row) return row
  const seen = await findDesk(tx, id, readableSql(actor))
  return refuse(seen ? conversationErrors.not_yours : conversationErrors.not_found)
}

/** The responder is sure who is there: earlier generations are resealed to that visit. */
export async function checkVisit(
  room: Room,
  actor: StaffActor,
  { conversationId, visitId, slots }: InputOf<typeof checkRoute>,
): Promise<void> {
  await atDesk(room, actor, async (tx) => {
    const row = await own(tx, actor, conversationId)
    if (!(await visits.markChecked(tx, conversationId, visitId))) refuse(conversationErrors.visit_over)
    const made = slots.filter(({ number }) => number <= row.generation)
    const wrapped = await Promise.all(
      made.map(({ number, bytes }) => {
        const place = { conversationId, number, to: 'visit' as const, recipient: visitId }
        return wrapSlot(room.outerKeys, row.destroyMonth, place, anyBytes(bytes))
      }),
    )
    await insertSlots(tx, conversationId, wrapped)
    await room.audit.record(tx, {
      action: 'conversations.check_visit',
      subject: inAudit(row),
    })
    await tell(tx, { k: 'state', c: conversationId, t: row.teamId, m: row.claimedBy })
  })
}

/** It is somebody else: the visit ends, and the next message needs keys that it does not have. */
export async function refuseVisit(
  room: Room,
  actor: StaffActor,
  { conversationId, visitId }: { conversationId: string; visitId: string },
): Promise<void> {
  await atDesk(
    room,
    actor,
    async (tx) => {
      const row = await own(tx, actor, conversationId)
      if (!(await visits.refuseVisit(tx, conversationId, visitId))) refuse(conversationErrors.not_found)
      await room.audit.record(tx, {
        action: 'conversations.refuse_visit',
        subject: inAudit(row),
      })
      await tell(tx, { k: 'over', c: conversationId, v: visitId })
      await tell(tx, { k: 'state', c: conversationId, t: row.teamId, m: row.claimedBy })
    },
    [`ends:${visitId}`],
  )
}
