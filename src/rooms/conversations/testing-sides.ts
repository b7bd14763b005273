import { bytesToBase64Url, randomId, type SeekerActor, type StaffActor } from '../../kernel/index.ts'
import {
  supersededFacts,
  type GenerationView,
  type Recipient,
  type SupersededFacts,
} from '../../contracts/conversations.ts'
import { isKind } from '../../kernel/index.ts'
import {
  createPair,
  createVisit,
  createWriter,
  deriveReceipt,
  generationToJson,
  newGeneration,
  newReceipt,
  newTicket,
  nextEnvelope,
  openEnvelope,
  openSlot,
  readHeader,
  visitCard,
  type GenerationKey,
  type GenerationRecordJson,
  type Pair,
  type Receipt,
  type Visit,
  type VisitCard,
  type Writer,
} from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import type { Room } from './conversations.room.ts'
import * as desk from './desk-messages.usecases.ts'
import * as seeker from './seeker.usecases.ts'
import { bytes, fast, type World } from './testing.ts'
import * as words from './words.usecases.ts'

/** Makes the next generation for a team's epoch and everyone who must read. */
export async function nextGeneration(
  conversationId: string,
  facts: Pick<SupersededFacts, 'generation' | 'epochId' | 'epochPublicKey' | 'recipients'>,
  extra: { previous?: GenerationKey; senderReceiptKey?: Pair; more?: Recipient[] } = {},
): Promise<{ generation: GenerationKey; record: GenerationRecordJson }> {
  const { previous, senderReceiptKey, more = [] } = extra
  const { generation, record } = await newGeneration({
    conversationId,
    number: facts.generation + 1,
    epoch: { id: facts.epochId, publicKey: bytes(facts.epochPublicKey) },
    recipients: [...facts.recipients, ...more].map((reader) => ({
      ...reader,
      publicKey: bytes(reader.publicKey),
    })),
    ...(previous?.number === facts.generation && { previous }),
    ...(senderReceiptKey && { senderReceiptKey }),
  })
  return { generation, record: generationToJson(record) }
}

/** One side of a conversation, with its keys and its writer. */
abstract class Side {
  readonly keys = new Map<number, GenerationKey>()
  readonly room: Room
  readonly conversationId: string
  writer: Writer

  constructor(room: Room, conversationId: string, role: 'seeker' | 'responder') {
    this.room = room
    this.conversationId = conversationId
    this.writer = createWriter(conversationId, role)
  }

  get newest(): GenerationKey {
    const newest = [...this.keys.values()].sort((a, b) => b.number - a.number)[0]
    if (!newest) throw new Error('no key held')
    return newest
  }

  abstract pairFor(view: GenerationView): Pair
  abstract post(
    envelope: string,
    generation?: GenerationRecordJson,
  ): Promise<{ position: number; at: string }>
  abstract signer(): { signer?: Pair }

  async hold(views: readonly GenerationView[]): Promise<void> {
    for (const view of views) {
      const slot = { ...view.slot, bytes: bytes(view.slot.bytes) }
      const record = { number: view.number, epochId: view.epochId, commit: bytes(view.commit) }
      const words = view.slot.to === 'team' && view.wordsPublicKey
      const { generation } = await openSlot({
        conversationId: this.conversationId,
        record,
        slot,
        pair: this.pairFor(view),
        ...(words && { senderPublicKey: bytes(words) }),
      })
      this.keys.set(view.number, generation)
    }
  }

  /** Seals the next envelope without sending it. */
  async seal(text: string, generation: GenerationKey = this.newest, visit?: VisitCard): Promise<string> {
    const content = { kind: 'text', text }
    const made = await nextEnvelope(this.writer, {
      content,
      seen: [],
      generation,
      ...this.signer(),
      ...(visit && { visit }),
    })
    this.writer = made.writer
    return bytesToBase64Url(made.wire)
  }

  /** Sends as a real client does: on `key_superseded` it adopts or makes the next generation. */
  async say(text: string): Promise<{ position: number; at: string }> {
    const before = this.writer
    for (let tries = 0; ; tries++) {
      try {
        this.writer = before
        return await this.post(await this.seal(text))
      } catch (error) {
        if (!isKind(error, conversationErrors.key_superseded) || tries > 4) throw error
        const facts = supersededFacts.parse(error.facts)
        this.writer = before
        if (facts.adopt) {
          await this.hold([facts.adopt])
          continue
        }
        const previous = this.keys.get(facts.generation)
        const made = await nextGeneration(this.conversationId, facts, previous ? { previous } : {})
        const envelope = await this.seal(text, made.generation)
        try {
          const acknowledgement = await this.post(envelope, made.record)
          this.keys.set(made.generation.number, made.generation)
          return acknowledgement
        } catch (lost) {
          if (!isKind(lost, conversationErrors.key_superseded)) throw lost
        }
      }
    }
  }

  /** Opens what it was given, as texts (or kinds); throws when one does not open. */
  async open(envelopes: readonly { bytes: string }[]): Promise<string[]> {
    return Promise.all(
      envelopes.map(async (envelope) => {
        const wire = bytes(envelope.bytes)
        const generation = this.keys.get(readHeader(wire).generation)
        if (!generation) throw new Error('no key for this envelope')
        const { body } = await openEnvelope(wire, { conversationId: this.conversationId, generation })
        const content = body.content as { kind: string; text?: string }
        return content.text ?? content.kind
      }),
    )
  }
}

/** A seeker with script: one visit of one browser. */
export class SeekerSide extends Side {
  readonly visit: Visit
  readonly ticket = newTicket()
  receipt: Receipt = newReceipt()
  keep?: Pair

  constructor(room: Room, conversationId: string, visit: Visit) {
    super(room, conversationId, 'seeker')
    this.visit = visit
  }

  get actor(): SeekerActor {
    return { kind: 'seeker', conversationId: this.conversationId, visitId: this.visit.id }
  }

  get card() {
    const { id, publicKey, signPublicKey } = visitCard(this.visit)
    return { id, publicKey: bytesToBase64Url(publicKey), signPublicKey: bytesToBase64Url(signPublicKey) }
  }

  /** As a recipient of a generation. */
  get reader() {
    return { to: 'visit' as const, recipient: this.visit.id, publicKey: this.card.publicKey }
  }

  get ticketInput() {
    return { ticketId: this.ticket.ticketId, serverHalf: bytesToBase64Url(this.ticket.serverHalf) }
  }

  pairFor({ slot }: GenerationView): Pair {
    return slot.to === 'keep' ? (this.keep ?? this.visit.pair) : this.visit.pair
  }

  signer() {
    return {}
  }

  post(envelope: string, generation?: GenerationRecordJson) {
    return seeker.sendMessage(this.room, this.actor, { envelope, generation })
  }

  /** What opening sends, for tests that send it twice. */
  async opening(world: World, text: string, epoch = world.epochs.at(-1)) {
    if (!epoch) throw new Error('no epoch')
    const facts = {
      generation: 0,
      epochId: epoch.id,
      epochPublicKey: bytesToBase64Url(epoch.publicKey),
      recipients: [this.reader],
    }
    const { generation, record } = await nextGeneration(this.conversationId, facts)
    this.keys.set(1, generation)
    return {
      conversationId: this.conversationId,
      teamId: world.teamId,
      language: 'en',
      visit: this.card,
      ticket: this.ticketInput,
      generation: record,
      envelope: await this.seal(text, generation, visitCard(this.visit)),
    }
  }

  /** Reads everything that may be read, opened. */
  async read(after = 0): Promise<string[]> {
    const page = await seeker.listMessages(this.room, this.actor, { after, limit: 100 })
    await this.hold(page.generations)
    return this.open(page.envelopes)
  }

  state() {
    return seeker.conversationState(this.room, this.actor)
  }

  async registerWords(): Promise<void> {
    const { lookupId, token, pair } = await deriveReceipt(this.receipt, fast)
    await words.registerWords(this.room, this.actor, {
      lookupId: bytesToBase64Url(lookupId),
      token: bytesToBase64Url(token),
      publicKey: bytesToBase64Url(pair.publicKey),
    })
  }
}

export async function openSeeker(world: World, text = 'hello', room = world.room): Promise<SeekerSide> {
  const side = new SeekerSide(room, randomId(), await createVisit())
  // Each on a network of its own, which is named after nothing.
  await seeker.openConversation(room, await side.opening(world, text), randomId())
  return side
}

/** Everything that coming back sends, for tests that send it twice or change it. */
export async function prepareReturn(room: Room, receipt: Receipt) {
  const { lookupId, token, pair } = await deriveReceipt(receipt, fast)
  const proof = { lookupId: bytesToBase64Url(lookupId), token: bytesToBase64Url(token) }
  const found = await words.findLine(room, proof, 'client')
  const side = new SeekerSide(room, found.conversationId, await createVisit())
  side.receipt = receipt
  const facts = { generation: found.nextGeneration - 1, ...found.line, recipients: found.recipients }
  const made = await nextGeneration(found.conversationId, facts, {
    senderReceiptKey: pair,
    more: [side.reader],
  })
  const envelope = await side.seal('back', made.generation, visitCard(side.visit))
  side.keys.set(made.generation.number, made.generation)
  const request = {
    grant: found.grant,
    visit: side.card,
    ticket: side.ticketInput,
    generation: made.record,
    envelope,
  }
  return { side, request }
}

/** Comes back by words from another browser. */
export async function returnSeeker(room: Room, receipt: Receipt): Promise<SeekerSide> {
  const { side, request } = await prepareReturn(room, receipt)
  await words.returnToLine(room, request)
  return side
}

/** A responder's desk in one conversation. */
export class DeskSide extends Side {
  readonly actor: StaffActor
  readonly world: World
  readonly pair: Pair

  constructor(world: World, actor: StaffActor, conversationId: string, pair: Pair, room = world.room) {
    super(room, conversationId, 'responder')
    this.world = world
    this.actor = actor
    this.pair = pair
  }

  pairFor({ epochId }: GenerationView): Pair {
    const epoch = this.world.epochs.find(({ id }) => id === epochId)
    if (!epoch) throw new Error('an epoch that this member does not hold')
    return epoch
  }

  signer() {
    return { signer: this.pair }
  }

  post(envelope: string, generation?: GenerationRecordJson) {
    const { conversationId } = this
    return desk.deskSend(this.room, this.actor, { conversationId, envelope, generation })
  }

  page(after = 0) {
    const { conversationId } = this
    return desk.deskMessages(this.room, this.actor, { conversationId, after, limit: 100 })
  }

  async read(after = 0): Promise<string[]> {
    const page = await this.page(after)
    await this.hold(page.generations)
    return this.open(page.envelopes)
  }
}

export async function openDesk(world: World, actor: StaffActor, conversationId: string): Promise<DeskSide> {
  return new DeskSide(world, actor, conversationId, await createPair())
}
