import { CallError } from '../../../src/contracts/index.ts'
import type {
  Acknowledgement,
  GenerationRecordInput,
  GenerationView,
  SupersededFacts,
} from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url, type Bytes } from '../../../src/kernel/index.ts'
import {
  createWriter,
  generationToJson,
  newGeneration,
  nextEnvelope,
  type AuthorRole,
  type GenerationKey,
  type GenerationRecord,
  type Pair,
  type Seen,
  type VisitCard,
  type Writer,
} from '../../../src/sealing/index.ts'
import { bytesOf } from './staff.ts'

/** One message on its way: the very bytes that every retry sends. */
export type Parcel = {
  content: unknown
  wire: Bytes
  writerId: string
  sequence: number
  /** base64url SHA-256 of the wire bytes. */
  hash: string
  generation?: GenerationRecordInput
}

export type Send = (envelope: string, generation?: GenerationRecordInput) => Promise<Acknowledgement>

/** Tries again until it is answered; what to do about a lost network is the caller's affair. */
export type Patience = <Result>(attempt: () => Promise<Result>) => Promise<Result>

export type PenOptions = {
  conversationId: string
  role: AuthorRole
  signer?: Pair
  /** Goes into the first envelope. */
  visit?: VisitCard
  /** Opens a generation that another writer made. */
  open: (view: GenerationView, previous?: GenerationKey) => Promise<GenerationKey>
  send: Send
  patience?: Patience
}

/** One page load that writes, sealing as the browser's outbox does. */
export type Pen = {
  readonly writerId: string
  readonly generations: Map<number, GenerationKey>
  /** Seals and sends; resolves when it was acknowledged. `sealed` is called with each form it takes. */
  write(content: unknown, options?: WriteOptions): Promise<{ parcel: Parcel; acknowledged: Acknowledgement }>
}
export type WriteOptions = { seen?: Seen[]; sealed?: (parcel: Parcel) => void }

const superseded = 'conversations.key_superseded'

export function createPen(
  options: PenOptions,
  first?: { key: GenerationKey; record: GenerationRecord },
): Pen {
  const { conversationId, role, signer, patience = (attempt) => attempt() } = options
  let writer: Writer = createWriter(conversationId, role)
  const generations = new Map<number, GenerationKey>()
  let fresh: GenerationRecordInput | undefined
  if (first) {
    generations.set(first.key.number, first.key)
    fresh = generationToJson(first.record)
  }

  async function seal(content: unknown, seen: Seen[]): Promise<Parcel & { after: Writer }> {
    const key = generations.get(Math.max(...generations.keys()))
    if (!key) throw new Error('no generation to write under')
    const card = writer.sequence === 0 && options.visit ? { visit: options.visit } : {}
    const made = await nextEnvelope(writer, {
      content,
      seen,
      generation: key,
      ...card,
      ...(signer && { signer }),
    })
    return {
      content,
      wire: made.wire,
      writerId: writer.id,
      sequence: made.writer.sequence,
      hash: bytesToBase64Url(made.hash),
      after: made.writer,
      ...(fresh && { generation: fresh }),
    }
  }

  async function renew(facts: SupersededFacts): Promise<void> {
    const { adopt, epochId, epochPublicKey, recipients } = facts
    if (adopt) {
      const key = await options.open(adopt, generations.get(adopt.number - 1))
      generations.set(key.number, key)
      fresh = undefined
      return
    }
    const number = facts.generation + 1
    const previous = generations.get(facts.generation)
    const readers = recipients.map((reader) => ({ ...reader, publicKey: bytesOf(reader.publicKey) }))
    const visit = number === 1 && options.visit ? [visitReader(options.visit)] : []
    const { generation, record } = await newGeneration({
      conversationId,
      number,
      epoch: { id: epochId, publicKey: bytesOf(epochPublicKey) },
      recipients: readers.length > 0 ? readers : visit,
      ...(previous && { previous }),
    })
    generations.set(number, generation)
    fresh = generationToJson(record)
  }

  return {
    writerId: writer.id,
    generations,
    async write(content, { seen = [], sealed } = {}) {
      for (let round = 0; ; round++) {
        const parcel = await seal(content, seen)
        sealed?.(parcel)
        try {
          const envelope = bytesToBase64Url(parcel.wire)
          const acknowledged = await patience(() => options.send(envelope, parcel.generation))
          writer = parcel.after
          fresh = undefined
          return { parcel, acknowledged }
        } catch (error) {
          const facts = error instanceof CallError && error.problem.code === superseded && error.problem.facts
          if (!facts || round > 10) throw error
          await renew(facts as SupersededFacts)
        }
      }
    },
  }
}

export function visitReader(card: VisitCard): { to: 'visit'; recipient: string; publicKey: Bytes } {
  return { to: 'visit', recipient: card.id, publicKey: card.publicKey }
}
