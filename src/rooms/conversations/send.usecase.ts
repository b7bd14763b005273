import type {
  Acknowledgement,
  GenerationRecordInput,
  SupersededFacts,
} from '../../contracts/conversations.ts'
import type { Actor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { anyBytes, exactly, shown, type Received } from './conversations.bytes.ts'
import type { LineEpoch } from './conversations.deps.ts'
import type { Room } from './conversations.room.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import {
  findConversation,
  lockConversation,
  reopenConversation,
  type ConversationRow,
} from './conversations.repository.ts'
import { viewGenerations, wrapSlot } from './conversations.slots.ts'
import {
  appendEnvelope,
  findEnvelope,
  isOwnWriter,
  type Appended,
  type Author,
} from './envelopes.repository.ts'
import {
  insertGeneration,
  listGenerations,
  listRecipients,
  listSealable,
  type SlotReaderRow,
} from './generations.repository.ts'
import { isSlowed } from './conversations.state.ts'
import { findVisit } from './visits.repository.ts'

export type Send = {
  conversationId: string
  author: Author
  received: Received
  generation?: GenerationRecordInput | undefined
  leftMessage?: boolean | undefined
  /** The words that the maker of the new generation came back by. */
  wordsPublicKey?: Uint8Array | undefined
}

/** What was stored, for the streams of this process. */
export type Sent = Acknowledgement & { appended?: Appended }

/** Thrown inside a transaction to undo it; answered outside as `key_superseded` with fresh facts. */
export class Superseded extends Error {}

/**
 * Stores one envelope in the actor's name: the one way in, for both sides. A
 * retry gets its first acknowledgement. Throws `key_superseded` (with what is
 * needed to seal again), `message_conflict`, `envelope_refused`, `visit_over`,
 * `not_yours`, `not_found`.
 */
export async function send(room: Room, actor: Actor, capabilities: string[], input: Send): Promise<Sent> {
  const { database } = room
  try {
    if (input.generation) return await database.as(actor, (tx) => store(room, tx, input), { capabilities })
    const [appended] = await named(database.once(actor, appending(room, input), { capabilities }))
    if (appended) return accept(appended)
    return await database.as(actor, (tx) => explain(room, tx, input), { capabilities })
  } catch (error) {
    if (isTakenMessageId(error)) return database.as(actor, (tx) => first(tx, input), { capabilities })
    if (!(error instanceof Superseded)) throw error
  }
  const facts = await database.as(actor, (tx) => superseded(room, tx, input), { capabilities })
  return refuse(conversationErrors.key_superseded, facts)
}

/** send() inside a transaction that the caller has. */
export async function store(room: Room, tx: Tx, input: Send): Promise<Sent> {
  if (input.generation) {
    // Held before asking: a first try that is still under way elsewhere is then stored, or never will be.
    // Told "superseded", its writer would seal anew what is there already.
    await lockConversation(tx, input.conversationId)
    const known = await knownAcknowledgement(tx, input)
    if (known) return known
    await makeGeneration(room, tx, input, input.generation)
  }
  return (await append(room, tx, input)) ?? explain(room, tx, input)
}

function accept(appended: Appended): Sent {
  return { position: appended.position, at: appended.at.toISOString(), appended }
}

async function append(room: Room, tx: Tx, input: Send): Promise<Sent | undefined> {
  const { rows } = await named(appending(room, input).execute(tx))
  return rows[0] && accept(rows[0])
}

function appending({ hub, line }: Room, { conversationId, author, received, leftMessage }: Send) {
  hub.expect(conversationId, received)
  const { writerId, sequence, generation, serverSealed } = received.header
  const { bytes, hash } = received
  const from = { conversationId, author, writerId, sequence, generation, bytes, hash }
  return appendEnvelope({ ...from, serverSealed, leftMessage: leftMessage ?? false }, line.isCurrentEpoch)
}

/** What the database refused, by its name here. */
async function named<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked
  } catch (error) {
    if (violates(error, 'writers_own')) refuse(conversationErrors.envelope_refused)
    if (violates(error, 'epoch_current')) throw new Superseded()
    throw error
  }
}

/** A retry: its message id is taken, by itself or by another message. */
async function first(tx: Tx, input: Send): Promise<Sent> {
  return (await knownAcknowledgement(tx, input)) ?? refuse(conversationErrors.message_conflict)
}

async function knownAcknowledgement(
  tx: Tx,
  { conversationId, author, received }: Send,
): Promise<Sent | undefined> {
  const { writerId, sequence } = received.header
  const known = await findEnvelope(tx, { conversationId, writerId, sequence })
  if (!known) return undefined
  if (!(await isOwnWriter(tx, { conversationId, author, writerId })))
    refuse(conversationErrors.envelope_refused)
  if (!known.hash.equals(received.hash)) refuse(conversationErrors.message_conflict)
  return { position: known.position, at: known.at.toISOString() }
}

/** Nothing was stored: says why, or gives the first acknowledgement, or reopens and stores. */
async function explain(room: Room, tx: Tx, input: Send): Promise<Sent> {
  const { conversationId, author, received } = input
  const known = await knownAcknowledgement(tx, input)
  if (known) return known
  const row = await standing(tx, input)
  const { writerId, generation } = received.header
  if (!(await isOwnWriter(tx, { conversationId, author, writerId })))
    refuse(conversationErrors.envelope_refused)
  if (generation !== row.generation || generation < row.lowestGeneration) throw new Superseded()
  if (row.state === 'ended' && isSlowed(row)) {
    const retryAfter = Math.ceil((row.slowedUntil.getTime() - Date.now()) / 1_000)
    refuse(conversationErrors.slowed, { retryAfter })
  }
  if (row.state === 'ended' && (await reopenConversation(tx, conversationId))) {
    await tell(tx, { k: 'state', c: conversationId, t: row.teamId, m: null })
    await tell(tx, { k: 'queue', t: row.teamId, r: input.leftMessage !== true })
    const sent = await append(room, tx, input)
    if (sent) return sent
  }
  // Between the two statements another writer was first.
  throw new Superseded()
}

/** The conversation, if the author may still write into it. */
async function standing(tx: Tx, { conversationId, author }: Send): Promise<ConversationRow> {
  const row = await findConversation(tx, conversationId)
  if ('visitId' in author) {
    const visit = row && (await findVisit(tx, conversationId, author.visitId))
    if (!visit?.live) refuse(conversationErrors.visit_over)
    return row ?? refuse(conversationErrors.visit_over)
  }
  if (!row) refuse(conversationErrors.not_found)
  if (row.claimedBy !== author.memberId || row.state !== 'claimed') refuse(conversationErrors.not_yours)
  return row
}

/** Adds the generation that comes with an envelope; whoever lost the race adopts the winner's. */
async function makeGeneration(room: Room, tx: Tx, input: Send, record: GenerationRecordInput): Promise<void> {
  const { conversationId, received, wordsPublicKey } = input
  await standing(tx, input)
  const row = await lockConversation(tx, conversationId)
  if (!row) refuse(conversationErrors.visit_over)
  const epoch = await room.line.currentEpoch(tx, row.teamId)
  const next = record.number === row.generation + 1 && record.epochId === epoch?.epochId
  if (!next || received.header.generation !== record.number) throw new Superseded()
  if (!(await reachesEveryone(tx, conversationId, record))) throw new Superseded()
  const slots = await Promise.all(
    record.slots.map(({ to, recipient, bytes }) => {
      const place = { conversationId, number: record.number, to, recipient }
      return wrapSlot(room.outerKeys, row.destroyMonth, place, anyBytes(bytes))
    }),
  )
  const { number, epochId } = record
  await insertGeneration(
    tx,
    conversationId,
    { number, epochId, commit: exactly(32, record.commit), wordsPublicKey },
    slots,
  )
}

/**
 * Whether a generation has exactly the readers it must have: the team once, every
 * live visit, the second secret if set; a visit that was sent away never. One
 * that timed out a moment ago may still be among them.
 */
async function reachesEveryone(
  tx: Tx,
  conversationId: string,
  record: GenerationRecordInput,
): Promise<boolean> {
  const given = record.slots.map(({ to, recipient }) => `${to}:${recipient}`)
  if (new Set(given).size !== given.length) return false
  const wanted = (await listRecipients(tx, conversationId)).map(({ to, recipient }) => `${to}:${recipient}`)
  const needed = [`team:${record.epochId}`, ...wanted]
  if (!needed.every((reader) => given.includes(reader))) return false
  const rest = given.filter((reader) => !needed.includes(reader))
  const visits = rest.map((reader) => reader.replace(/^visit:/, ''))
  if (rest.some((reader) => !reader.startsWith('visit:'))) return false
  return rest.length === 0 || (await listSealable(tx, conversationId, visits)).length === rest.length
}

/** What a writer needs to seal again. */
async function superseded(room: Room, tx: Tx, input: Send): Promise<SupersededFacts> {
  const { conversationId, author } = input
  const row = await standing(tx, input)
  const epoch = await room.line.currentEpoch(tx, row.teamId)
  if (!epoch) refuse(conversationErrors.no_line)
  const visit = 'visitId' in author ? await findVisit(tx, conversationId, author.visitId) : undefined
  const reader: SlotReaderRow = visit ? { visitId: visit.visitId, second: visit.how === 'second' } : 'team'
  const usable = row.generation >= row.lowestGeneration && row.epochId === epoch.epochId
  const current = usable
    ? await listGenerations(tx, conversationId, reader, { numbers: [row.generation] })
    : []
  const [adopt] = await viewGenerations(room.outerKeys, conversationId, current)
  return { ...(await nextReaders(tx, row, epoch)), ...(adopt && { adopt }) }
}

/** Who must be able to read the next generation. */
export async function nextReaders(
  tx: Tx,
  row: Pick<ConversationRow, 'id' | 'generation'>,
  epoch: LineEpoch,
): Promise<Omit<SupersededFacts, 'adopt'>> {
  const recipients = await listRecipients(tx, row.id)
  return {
    generation: row.generation,
    epochId: epoch.epochId,
    epochPublicKey: shown(epoch.epochPublicKey),
    recipients: recipients.map(({ to, recipient, publicKey }) => ({
      to,
      recipient,
      publicKey: shown(publicKey),
    })),
  }
}

/** Whether a database error says that this very message was stored a moment ago. */
export function isTakenMessageId(error: unknown): boolean {
  return violates(error, 'envelopes_message_id')
}

/** Two tries of the same opening or return at the same moment: the second, asked again, finds what the first stored. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}
