import type {
  Acknowledgement,
  findLine as findRoute,
  registerWords as registerRoute,
  returnToLine as returnRoute,
} from '../../contracts/conversations.ts'
import type { InputOf, OutputOf } from '../../contracts/route.ts'
import { equalBytes, randomId, type Bytes, type SeekerActor } from '../../kernel/index.ts'
import type { Tx } from '../../database/index.ts'
import { lookupMac } from '../../sealing/index.ts'
import { anyBytes, bytesToHex, exactly, receive, sha256 } from './conversations.bytes.ts'
import { admit } from './admission.ts'
import { conversationErrors, refuse } from './conversations.errors.ts'
import { tell } from './conversations.events.ts'
import { findConversation } from './conversations.repository.ts'
import { inAudit, type Room } from './conversations.room.ts'
import { ownLine } from './conversations.state.ts'
import { findEnvelope } from './envelopes.repository.ts'
import { listRecipients } from './generations.repository.ts'
import { isTaken, nextReaders, store, Superseded } from './send.usecase.ts'
import { putTicket, writeSealedState } from './tickets.repository.ts'
import { ticketCapability, ticketHash } from './tickets.usecases.ts'
import { insertVisit } from './visits.repository.ts'
import * as words from './words.repository.ts'

const publicActor = { kind: 'public' } as const
/** Visits at once in one conversation, so that a generation stays small. */
const mostVisits = 16

async function lookupOf(room: Room, lookupId: string) {
  return lookupMac(room.outerKeys.lookup, 'conversations.words', exactly(16, lookupId))
}

/** Makes six words (or 20 digits) a way back. A visit that itself came by words and was not checked may not. */
export async function registerWords(
  room: Room,
  actor: SeekerActor,
  input: InputOf<typeof registerRoute>,
): Promise<void> {
  const lookup = await lookupOf(room, input.lookupId)
  const tokenHash = sha256(exactly(32, input.token))
  const publicKey = exactly(65, input.publicKey)
  const { conversationId } = actor
  const capabilities = [`words:${bytesToHex(lookup)}`]
  await room.database.as(
    actor,
    async (tx) => {
      const { visit } = await ownLine(tx, actor)
      if (!visit.checked) refuse(conversationErrors.not_checked)
      const own = await words.insertWords(tx, { conversationId, lookup, tokenHash, publicKey })
      if (!own) refuse(conversationErrors.words_exist)
    },
    { capabilities },
  )
}

/** “Someone saw my words”: they stop working now. */
export async function wordsSeen(room: Room, actor: SeekerActor): Promise<void> {
  await room.database.as(actor, async (tx) => {
    const { row } = await ownLine(tx, actor)
    await words.deleteWords(tx, row.id)
    await room.audit.record(tx, {
      action: 'conversations.words_seen',
      subject: inAudit(row),
    })
    await tell(tx, { k: 'state', c: row.id, t: row.teamId, m: row.claimedBy })
  })
}

/** What the words lead to. `serverReadable` is for the agent without script only. */
export type FoundLine = OutputOf<typeof findRoute> & { serverReadable: boolean }

const nobodysHash = sha256('nobody')

/**
 * Coming back, step one. Words that are wrong, ended, burned or were never made
 * do the same work and get the same answer.
 */
export async function findLine(
  room: Room,
  input: InputOf<typeof findRoute>,
  clientKey: string,
): Promise<FoundLine> {
  await admit(room, { purpose: 'words', binding: input.lookupId, clientKey, works: true, proof: input.proof })
  return findProven(room, input)
}

/** findLine() for a try that was admitted already. */
export async function findProven(room: Room, input: InputOf<typeof findRoute>): Promise<FoundLine> {
  const lookup = await lookupOf(room, input.lookupId)
  const tokenHash = sha256(exactly(32, input.token))
  const found = await room.database.as(publicActor, (tx) => words.findWords(tx, lookup), {
    capabilities: [`words:${bytesToHex(lookup)}`],
  })
  const known = equalBytes(found?.tokenHash ?? nobodysHash, tokenHash)
  if (!found || !known) refuse(conversationErrors.words_unknown)
  return grantReturn(room, found)
}

async function grantReturn(room: Room, { conversationId, publicKey }: words.WordsRow): Promise<FoundLine> {
  const grant = randomId()
  const hash = sha256(grant)
  const capabilities = [`returns:${conversationId}`, `grant:${bytesToHex(hash)}`]
  return room.database.as(
    publicActor,
    async (tx) => {
      const row = await findConversation(tx, conversationId)
      if (!row) refuse(conversationErrors.words_unknown)
      const epoch = await room.line.currentEpoch(tx, row.teamId)
      if (!epoch) refuse(conversationErrors.no_line)
      await words.insertGrant(tx, { hash, conversationId, publicKey })
      const { generation, recipients, epochId, epochPublicKey } = await nextReaders(tx, row, epoch)
      const line = { teamId: row.teamId, epochId, epochPublicKey }
      const { serverReadable } = row
      return { grant, conversationId, nextGeneration: generation + 1, line, recipients, serverReadable }
    },
    { capabilities },
  )
}

/**
 * Coming back, step two: a visit that may write and read what comes from now
 * on, and nothing of what was. The grant is used up with the first envelope.
 */
export async function returnToLine(
  room: Room,
  input: InputOf<typeof returnRoute>,
  sealedState?: Bytes,
): Promise<Acknowledgement> {
  const { visit, generation } = input
  const conversationId = conversationOf(input.envelope)
  const received = receive(input.envelope, { conversationId, role: 'seeker' })
  const actor: SeekerActor = { kind: 'seeker', conversationId, visitId: visit.id }
  const grantHash = sha256(input.grant)
  const hash = ticketHash(input.ticket.ticketId)
  const capabilities = [ticketCapability(hash), `grant:${bytesToHex(grantHash)}`, `returns:${conversationId}`]
  const sending = { conversationId, author: { visitId: visit.id }, received, generation }

  const back = async (tx: Tx) => {
    const { writerId, sequence } = received.header
    // Of two that are the same the second waits here, and then finds what the first stored.
    await words.holdGrant(tx, grantHash)
    const known = await findEnvelope(tx, { conversationId, writerId, sequence })
    if (known) return store(room, tx, sending)
    const grant = await words.findGrant(tx, grantHash)
    const row =
      grant?.conversationId === conversationId ? await findConversation(tx, conversationId) : undefined
    if (!grant || !row) refuse(conversationErrors.words_unknown)
    const live = (await listRecipients(tx, conversationId)).length
    if (live >= mostVisits) refuse(conversationErrors.too_many_tries)
    const keys = { publicKey: exactly(65, visit.publicKey), signPublicKey: exactly(65, visit.signPublicKey) }
    const minutes = room.settings.ticketMinutes
    await insertVisit(tx, { id: visit.id, conversationId, ...keys, how: 'words', minutes })
    // “Someone saw my words” also ends a return that is half done.
    if (!(await words.areWords(tx, conversationId, grant.wordsPublicKey)))
      refuse(conversationErrors.words_unknown)
    const bound = { conversationId, visitId: visit.id }
    const put = { hash, serverHalf: exactly(32, input.ticket.serverHalf), minutes, visit: bound }
    if (!(await putTicket(tx, put))) refuse(conversationErrors.visit_over)
    if (sealedState) await writeSealedState(tx, hash, sealedState)
    const sent = await store(room, tx, { ...sending, wordsPublicKey: grant.wordsPublicKey })
    if (!(await words.takeGrant(tx, grantHash))) refuse(conversationErrors.words_unknown)
    const claimed = row.state === 'claimed'
    await tell(tx, { k: 'state', c: conversationId, t: row.teamId, m: claimed ? row.claimedBy : null })
    await tell(tx, { k: 'queue', t: row.teamId, r: !claimed })
    return sent
  }

  const attempt = () => room.database.as(actor, back, { capabilities })
  try {
    const sent = await attempt().catch((error: unknown) =>
      isTaken(error) ? attempt() : Promise.reject(error),
    )
    room.hub.published(conversationId, received, sent)
    return { position: sent.position, at: sent.at }
  } catch (error) {
    if (!(error instanceof Superseded)) throw error
  }
  const facts = await room.database.as(
    publicActor,
    async (tx) => {
      const row = await findConversation(tx, conversationId)
      const epoch = row && (await room.line.currentEpoch(tx, row.teamId))
      if (!row || !epoch) refuse(conversationErrors.words_unknown)
      return nextReaders(tx, row, epoch)
    },
    { capabilities },
  )
  return refuse(conversationErrors.key_superseded, facts)
}

/** The header names the conversation; the grant decides whether that is true. */
function conversationOf(envelope: string): string {
  const bytes = anyBytes(envelope)
  return bytes.length > 25
    ? Buffer.from(bytes.subarray(9, 25)).toString('base64url')
    : refuse(conversationErrors.envelope_refused)
}
