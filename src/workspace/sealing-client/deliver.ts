import type {
  Acknowledgement,
  GenerationRecordInput,
  Line,
  Recipient,
} from '../../contracts/conversations.ts'
import { supersededFacts } from '../../contracts/conversations.ts'
import type { Content } from '../../contracts/content.ts'
import { bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import {
  generationToJson,
  newGeneration,
  nextEnvelope,
  type GenerationKey,
  type Pair,
  type Seen,
  type Writer,
} from '../../sealing/index.ts'
import { decode } from './epoch-ring.ts'
import type { GenerationKeys } from './generation-keys.ts'
import { checkReaders, readersOf, type CheckedReaders, type Committed } from './readers.ts'

/** What the server last said about the conversation's key. */
export type Standpoint = {
  generation: number
  line: Line
  recipients: readonly Recipient[]
  /** The newest generation is not to be written under any more (a visit was sent away and holds its key). */
  renew?: boolean
}

/** An envelope ready to be sent, and to be sent again as the very same bytes. */
export type Sealed = {
  wire: Bytes
  hash: Bytes
  /** The writer after this envelope; it becomes the writer once the server has acknowledged. */
  writer: Writer
  /** The generation it lies under, and its record when the server does not have it yet. */
  generation: GenerationKey
  epochId: string
  record?: GenerationRecordInput
}

/** The next key would have to be sealed to a reader whom the conversation does not vouch for. */
export class UnverifiedReader extends Error {
  readonly readers: CheckedReaders

  constructor(readers: CheckedReaders) {
    super('unverified reader')
    this.name = 'UnverifiedReader'
    this.readers = readers
  }
}

export type SealNext = {
  writer: Writer
  content: Content
  seen: readonly Seen[]
  signer: Pair
  keys: GenerationKeys
  standpoint: Standpoint
  committed: Committed
  /** The responder was told, and writes though the readers can't be checked. Contradicted keys are refused even so. */
  trustUnknown?: boolean
  /** Rejects unless the team's key may be sealed to. */
  requireKey: (line: Line) => Promise<void>
}

/**
 * Seals the writer's next envelope: under the newest generation where it is held
 * and of the team's current epoch, else under a new one. Throws UnverifiedReader, and what `requireKey` throws.
 */
export async function sealNext(input: SealNext): Promise<Sealed> {
  const { writer, content, seen, signer } = input
  const { generation, epochId, record } = await generationToWrite(input)
  const next = await nextEnvelope(writer, { generation, content, seen, signer })
  const { wire, hash } = next
  return { wire, hash, writer: next.writer, generation, epochId, ...(record && { record }) }
}

async function generationToWrite(input: SealNext) {
  const { keys, standpoint, committed, trustUnknown, writer, requireKey } = input
  const { generation: number, line, recipients, renew } = standpoint
  const held = keys.keyOf(number)
  const current = !renew && keys.epochOf(number) === line.epochId
  if (held && current) return { generation: held, epochId: line.epochId }
  const readers = checkReaders(recipients, committed)
  if (readers.contradicted.length > 0 || (readers.unknown.length > 0 && !trustUnknown)) {
    throw new UnverifiedReader(readers)
  }
  await requireKey(line)
  const made = await newGeneration({
    conversationId: writer.conversationId,
    number: number + 1,
    epoch: { id: line.epochId, publicKey: decode(line.epochPublicKey) },
    recipients: readersOf(recipients),
    ...(held && { previous: held }),
  })
  return { generation: made.generation, epochId: line.epochId, record: generationToJson(made.record) }
}

export type Send = (envelope: string, generation?: GenerationRecordInput) => Promise<Acknowledgement>

/** Sends sealed bytes; the same bytes each time it is called. */
export function sendSealed(sealed: Sealed, send: Send): Promise<Acknowledgement> {
  return send(bytesToBase64Url(sealed.wire), sealed.record)
}

/**
 * Reads the facts of `conversations.key_superseded` into a new standpoint, and
 * opens the generation that somebody else made first, if that is why. When that
 * one can't be opened here, the standpoint still names it, and the next envelope
 * goes under one more generation.
 */
export async function adoptSuperseded(facts: unknown, line: Line, keys: GenerationKeys): Promise<Standpoint> {
  const { generation, epochId, epochPublicKey, recipients, adopt } = supersededFacts.parse(facts)
  if (adopt) await keys.add([adopt])
  return { generation, line: { teamId: line.teamId, epochId, epochPublicKey }, recipients, renew: !adopt }
}
