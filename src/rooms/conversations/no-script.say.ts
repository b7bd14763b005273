import { bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import type { Content } from '../../contracts/content.ts'
import type { Tx } from '../../database/index.ts'
import {
  generationToJson,
  newGeneration,
  nextEnvelope,
  sealingReason,
  type GenerationKey,
  type GenerationRecordJson,
  type Seen,
} from '../../sealing/index.ts'
import { anyBytes, receive } from './conversations.bytes.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { countMessage, type Room } from './conversations.room.ts'
import { ownLine } from './conversations.state.ts'
import { isTakenMessageId, nextReaders, store, Superseded } from './send.usecase.ts'
import { requireProven } from './no-script.proven.ts'
import type { OpenVisit } from './no-script.open.ts'
import { openState, sealState } from './no-script.state.ts'
import { readSealedState, writeSealedState } from './tickets.repository.ts'
import { ticketCapability, ticketHash } from './tickets.usecases.ts'

export type Say = {
  content: Content
  seen: readonly Seen[]
  /** Keys that the thread was read with: the newest may not be in the stored state yet. */
  keys: ReadonlyMap<number, GenerationKey>
  /** The mark of the form; the same form twice says it once. */
  once: string
}

const mostTries = 4

/**
 * Seals and stores one message of a visit without script, together with the
 * visit's new sealed state: either both are there or neither.
 */
export async function say(room: Room, open: OpenVisit, input: Say): Promise<void> {
  countMessage(room, open.actor)
  for (let tries = 1; ; tries++) {
    try {
      return await trySay(room, open, input)
    } catch (error) {
      if (sealingReason(error) === 'too_long') refuse(conversationErrors.envelope_refused)
      const again = error instanceof Superseded || isTakenMessageId(error)
      if (!again || tries === mostTries) throw error
    }
  }
}

async function trySay(room: Room, { actor, halves, ticketId }: OpenVisit, input: Say): Promise<void> {
  const { conversationId, visitId } = actor
  const hash = ticketHash(ticketId)
  const done = await room.database.as(
    actor,
    async (tx) => {
      const sealed = await readSealedState(tx, hash)
      if (!sealed) refuse(conversationErrors.visit_over)
      const state = await openState(sealed, halves, ticketId)
      if (state.answered.includes(input.once)) return undefined
      const { generation, record } = await generationFor(room, tx, actor, input.keys)
      const { content, seen } = input
      const next = await nextEnvelope(state.writer, {
        content,
        seen: [...seen],
        generation,
        serverSealed: true,
      })
      const after = {
        ...state,
        writer: next.writer,
        generations: [...new Map([...input.keys, [generation.number, generation] as const]).values()],
        answered: [...state.answered, input.once],
      }
      await writeSealedState(tx, hash, await sealState(after, halves, ticketId))
      const received = receive(bytesToBase64Url(next.wire), { conversationId, role: 'seeker' })
      const leftMessage = content.kind === 'left-message'
      const sending = { conversationId, author: { visitId }, received, generation: record, leftMessage }
      return { received, sent: await store(room, tx, sending) }
    },
    { capabilities: [ticketCapability(hash)] },
  )
  if (done) room.hub.published(conversationId, done.received, done.sent)
}

/** The generation to write under: the current one if it is held and still good, else the next. */
async function generationFor(
  room: Room,
  tx: Tx,
  actor: OpenVisit['actor'],
  keys: ReadonlyMap<number, GenerationKey>,
): Promise<{ generation: GenerationKey; record?: GenerationRecordJson }> {
  const { conversationId } = actor
  const { row } = await ownLine(tx, actor)
  const epoch = await room.line.currentEpoch(tx, row.teamId)
  if (!epoch) refuse(conversationErrors.no_line)
  const held = keys.get(row.generation)
  if (held && row.generation >= row.lowestGeneration && row.epochId === epoch.epochId)
    return { generation: held }
  await requireProven(room, tx, epoch)
  const readers = await nextReaders(tx, row, epoch)
  const recipients = readers.recipients.map(({ to, recipient, publicKey }) => ({
    to,
    recipient,
    publicKey: anyBytes(publicKey),
  }))
  const previous = held && { previous: held }
  const epochKey: { id: string; publicKey: Bytes } = { id: epoch.epochId, publicKey: epoch.epochPublicKey }
  const made = await newGeneration({
    conversationId,
    number: row.generation + 1,
    epoch: epochKey,
    recipients,
    ...previous,
  })
  return { generation: made.generation, record: generationToJson(made.record) }
}
