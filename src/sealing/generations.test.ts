import { beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../kernel/index.ts'
import {
  createEpoch,
  createPair,
  createVisit,
  deriveKeep,
  deriveReceipt,
  generationFromJson,
  generationToJson,
  newGeneration,
  newReceipt,
  openSlot,
  sealSlotFor,
  slotProvesWords,
  type EpochKey,
  type GenerationKey,
  type GenerationRecord,
  type Pair,
  type Slot,
  type Visit,
} from './index.ts'
import { fast, flipped, refusal } from './testing.ts'

const conversationId = randomId()
let epoch: EpochKey
let visit: Visit
let keep: Pair
let made: { generation: GenerationKey; record: GenerationRecord }
const slotFor = (record: GenerationRecord, to: Slot['to']): Slot =>
  record.slots.find((s) => s.to === to) as Slot

beforeAll(async () => {
  epoch = (await createEpoch({ teamId: randomId(), number: 1, members: [] })).key
  visit = await createVisit()
  keep = (await deriveKeep(newReceipt(), 'a blue bicycle', fast)).pair
  const recipients = [
    { to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey },
    { to: 'keep' as const, recipient: conversationId, publicKey: keep.publicKey },
  ]
  made = await newGeneration({ conversationId, number: 1, epoch, recipients })
})

describe('a generation', () => {
  it('opens for the team, the visit and the second secret, to the same key', async () => {
    const pairs = { team: epoch, visit: visit.pair, keep }
    for (const to of ['team', 'visit', 'keep'] as const) {
      const slot = slotFor(made.record, to)
      const opened = await openSlot({ conversationId, record: made.record, slot, pair: pairs[to] })
      expect(opened).toEqual({ generation: made.generation, linked: undefined })
    }
  })

  it('survives being written as JSON', async () => {
    expect(generationFromJson(JSON.parse(JSON.stringify(generationToJson(made.record))))).toEqual(made.record)
    const broken = { ...generationToJson(made.record), commit: '*' }
    expect(await refusal((async () => generationFromJson(broken))())).toBe('malformed')
  })

  it('has slots of which none opens with another reader’s key, or as another reader’s', async () => {
    const { record } = made
    const pairs = { team: epoch, visit: visit.pair, keep }
    for (const to of ['team', 'visit', 'keep'] as const) {
      for (const other of ['team', 'visit', 'keep'] as const) {
        if (to === other) continue
        const slot = slotFor(record, to)
        const attempt = { conversationId, record, pair: pairs[other] }
        expect(await refusal(openSlot({ ...attempt, slot }))).toBe('shut')
        const renamed = { ...slotFor(record, other), bytes: slot.bytes }
        expect(await refusal(openSlot({ ...attempt, pair: pairs[to], slot: renamed }))).toBe('shut')
      }
    }
  })

  it('does not open in another conversation, generation or epoch, or with a bit changed', async () => {
    const { record } = made
    const right = { conversationId, record, slot: slotFor(record, 'visit'), pair: visit.pair }
    expect(await refusal(openSlot({ ...right, conversationId: randomId() }))).toBe('shut')
    expect(await refusal(openSlot({ ...right, record: { ...record, number: 2 } }))).toBe('shut')
    expect(await refusal(openSlot({ ...right, record: { ...record, epochId: randomId() } }))).toBe('shut')
    for (let bit = 0; bit < right.slot.bytes.length * 8; bit += 5) {
      const slot = { ...right.slot, bytes: flipped(right.slot.bytes, bit) }
      expect(await refusal(openSlot({ ...right, slot }))).not.toBe('opened')
    }
  })

  it('is refused when a slot holds another key than the one committed to', async () => {
    const other = await newGeneration({ conversationId, number: 1, epoch, recipients: [] })
    const { record } = made
    const slot = await sealSlotFor({
      conversationId,
      record,
      generation: other.generation,
      reader: { to: 'visit', recipient: visit.id, publicKey: visit.pair.publicKey },
    })
    expect(await refusal(openSlot({ conversationId, record, slot, pair: visit.pair }))).toBe('wrong_key')
  })

  it('can be resealed to a new visit by anyone who holds it', async () => {
    const next = await createVisit()
    const reader = { to: 'visit' as const, recipient: next.id, publicKey: next.pair.publicKey }
    const slot = await sealSlotFor({
      conversationId,
      record: made.record,
      generation: made.generation,
      reader,
    })
    const opened = await openSlot({ conversationId, record: made.record, slot, pair: next.pair })
    expect(opened.generation).toEqual(made.generation)
  })

  it('shows whether its maker held the one before', async () => {
    const recipients = [{ to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey }]
    const base = { conversationId, number: 2, epoch, recipients }
    const honest = await newGeneration({ ...base, previous: made.generation })
    const planted = await newGeneration(base)
    const guessed = await newGeneration({ ...base, previous: { ...planted.generation, number: 1 } })
    for (const [{ record }, linked] of [
      [honest, true],
      [planted, false],
      [guessed, false],
    ] as const) {
      const slot = slotFor(record, 'visit')
      const opened = await openSlot({
        conversationId,
        record,
        slot,
        pair: visit.pair,
        previous: made.generation,
      })
      expect(opened.linked).toBe(linked)
    }
  })
})

describe('coming back by words', () => {
  it('gives a new generation that the team can tell was made by someone who knew them', async () => {
    const words = await deriveReceipt(newReceipt(), fast)
    const stranger = await createPair()
    const { record } = await newGeneration({
      conversationId,
      number: 2,
      epoch,
      recipients: [],
      senderReceiptKey: words.pair,
    })
    const slot = slotFor(record, 'team')
    const attempt = { conversationId, record, slot, pair: epoch }
    expect(slotProvesWords(slot)).toBe(true)
    expect(slotProvesWords(slotFor(made.record, 'team'))).toBe(false)
    expect(await refusal(openSlot({ ...attempt, senderPublicKey: words.pair.publicKey }))).toBe('opened')
    expect(await refusal(openSlot({ ...attempt, senderPublicKey: stranger.publicKey }))).toBe('shut')
    expect(await refusal(openSlot(attempt))).toBe('sender_unproven')
  })

  it('cannot be passed off: a slot without proof is refused where proof is expected', async () => {
    const { record } = made
    const attempt = { conversationId, record, slot: slotFor(record, 'team'), pair: epoch }
    const senderPublicKey = (await createPair()).publicKey
    expect(await refusal(openSlot({ ...attempt, senderPublicKey }))).toBe('sender_unproven')
  })

  it('never opens an earlier generation: the words’ pair fits no slot', async () => {
    const words = await deriveReceipt(newReceipt(), fast)
    for (const slot of made.record.slots) {
      const attempt = { conversationId, record: made.record, slot }
      expect(await refusal(openSlot({ ...attempt, pair: words.pair }))).toBe('shut')
    }
  })

  it('opens the past with the second secret, and with that one only', async () => {
    const receipt = newReceipt()
    const right = (await deriveKeep(receipt, 'my own secret', fast)).pair
    const reader = { to: 'keep' as const, recipient: conversationId, publicKey: right.publicKey }
    const slot = await sealSlotFor({
      conversationId,
      record: made.record,
      generation: made.generation,
      reader,
    })
    const attempt = { conversationId, record: made.record, slot }
    const again = (await deriveKeep(receipt, '  My own   SECRET ', fast)).pair
    expect(await refusal(openSlot({ ...attempt, pair: again }))).toBe('opened')
    const guesses = [
      await deriveKeep(receipt, 'another', fast),
      await deriveKeep(newReceipt(), 'my own secret', fast),
    ]
    for (const { pair } of guesses) expect(await refusal(openSlot({ ...attempt, pair }))).toBe('shut')
  })
})
