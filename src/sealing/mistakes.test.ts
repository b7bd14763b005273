import { describe, expect, it } from 'vitest'
import { concatBytes, randomId, textToBytes, type Bytes } from '../kernel/index.ts'
import { encodeBody, seenLimit } from './body.ts'
import { openBox, sealBox } from './boxes.ts'
import { sealEnvelope } from './envelope.ts'
import { newGeneration, generationFromJson, generationToJson } from './generations.ts'
import { writeHeader, type EnvelopeHeader } from './header.ts'
import { openFrom, sealTo } from './hpke.ts'
import { createPair, importPair, importPrivateKey, importPublicKey } from './keys.ts'
import { pad, prefix, randomBytes, readU32, u32, unpad, withoutPrefix } from './primitives.ts'
import { deriveKeep, receiptToWords } from './receipt.ts'
import { openSlot, sealSlot, sealSlotFor } from './slots.ts'
import { sizes } from './suite.ts'
import { inventedWords, refusal, scene } from './testing.ts'
import { openTicketState, sealTicketState } from './tickets.ts'
import { createVisit, exportVisit, importVisit } from './visits.ts'
import { indicesToWords, wordIndex } from './words.ts'
import { createWriter, nextEnvelope } from './writers.ts'

/** The reason of what throws at once or later. */
const reason = (act: () => unknown) => refusal((async () => act())())
const zeros = (length: number): Bytes => new Uint8Array(length)

/*
 * The caller’s mistakes, each refused with its own reason before anything is
 * sealed: a mistake that seals is found when nobody can read any more.
 */
describe('a mistake of the caller is refused, and named', () => {
  it('in numbers: only whole ones of four bytes have a spelling', async () => {
    for (const wrong of [-1, 0.5, 2 ** 32, Number.NaN])
      expect(await reason(() => u32(wrong))).toBe('bad_argument')
    for (const right of [0, 1, 255, 256, 65_536, 2 ** 32 - 1]) expect(readU32(u32(right), 0)).toBe(right)
  })

  it('in a header: lengths, numbers that begin at one, and a chain that begins with zeros', async () => {
    const right: EnvelopeHeader = {
      conversationId: randomId(),
      writerId: randomId(),
      role: 'seeker',
      sequence: 1,
      generation: 1,
      previous: zeros(sizes.hash),
      nonce: zeros(sizes.nonce),
      serverSealed: false,
    }
    expect(await reason(() => writeHeader(right))).toBe('opened')
    const later = { sequence: 2, previous: randomBytes(sizes.hash) }
    expect(await reason(() => writeHeader({ ...right, ...later }))).toBe('opened')
    const mistakes: Partial<EnvelopeHeader>[] = [
      { conversationId: 'short' },
      { writerId: `${randomId()}AAAA` },
      { previous: zeros(31) },
      { nonce: zeros(13) },
      { sequence: 0 },
      { sequence: 0, previous: randomBytes(sizes.hash) },
      { generation: 0 },
      { sequence: 2 },
      { previous: randomBytes(sizes.hash) },
    ]
    for (const wrong of mistakes)
      expect(await reason(() => writeHeader({ ...right, ...wrong })), JSON.stringify(wrong)).toBe(
        'bad_argument',
      )
  })

  it('in a body: content there must be, and as many others as fit', async () => {
    const one = { writer: randomId(), sequence: 1, hash: 'A'.repeat(43) }
    const seen = (count: number) => Array.from({ length: count }, () => one)
    expect(await reason(() => encodeBody({ content: 1, seen: seen(seenLimit) }))).toBe('opened')
    expect(await reason(() => encodeBody({ content: 1, seen: seen(seenLimit + 1) }))).toBe('bad_argument')
    expect(await reason(() => encodeBody({ content: undefined, seen: [] }))).toBe('bad_argument')
  })

  it('in who signs: a responder always, a seeker never', async () => {
    const { conversationId, generation, responder } = await scene()
    const base = { conversationId, generation, content: 1, seen: [], previous: zeros(32), sequence: 1 }
    const sealed = (more: Pick<Parameters<typeof sealEnvelope>[0], 'role' | 'signer'>) =>
      reason(() => sealEnvelope({ ...base, writerId: randomId(), ...more }))
    expect(await sealed({ role: 'responder' })).toBe('bad_argument')
    expect(await sealed({ role: 'seeker', signer: responder })).toBe('bad_argument')
    expect(await sealed({ role: 'responder', signer: responder })).toBe('opened')
    expect(await sealed({ role: 'seeker' })).toBe('opened')
  })

  it('in a writer whose last hash is no hash', async () => {
    const { conversationId, generation } = await scene()
    const writer = { ...createWriter(conversationId, 'seeker'), sequence: 1, previous: '!' }
    expect(await reason(() => nextEnvelope(writer, { generation, content: 1, seen: [] }))).toBe(
      'bad_argument',
    )
  })

  it('in generations: they begin at one, and the one before is the one before', async () => {
    const { conversationId, generation } = await scene()
    const epoch = { id: randomId(), publicKey: (await createPair()).publicKey }
    const make = (number: number, previous?: typeof generation) =>
      reason(() =>
        newGeneration({ conversationId, number, epoch, recipients: [], ...(previous && { previous }) }),
      )
    expect(await make(0)).toBe('bad_argument')
    expect(await make(3, generation)).toBe('bad_argument')
    expect(await make(1, generation)).toBe('bad_argument')
    expect(await make(2, generation)).toBe('opened')
    expect(await make(3)).toBe('opened')
  })

  it('in a generation’s JSON that is not base64url', async () => {
    const { conversationId } = await scene()
    const epoch = { id: randomId(), publicKey: (await createPair()).publicKey }
    const { record } = await newGeneration({ conversationId, number: 1, epoch, recipients: [] })
    const json = generationToJson(record)
    expect(generationFromJson(json)).toEqual(record)
    expect(await reason(() => generationFromJson({ ...json, commit: '!' }))).toBe('malformed')
  })

  it('in slots: of the generation that is named, opened beside the one before it', async () => {
    const { conversationId, generation } = await scene()
    const pair = await createPair()
    const reader = { to: 'visit' as const, recipient: randomId(), publicKey: pair.publicKey }
    const record = { number: 2, epochId: randomId() }
    expect(await reason(() => sealSlotFor({ conversationId, record, generation, reader }))).toBe(
      'bad_argument',
    )
    const epoch = { id: randomId(), publicKey: pair.publicKey }
    const made = await newGeneration({
      conversationId,
      number: 2,
      epoch,
      recipients: [],
      previous: generation,
    })
    const [slot] = made.record.slots
    if (!slot) throw new Error('no slot')
    const open = (previous: typeof generation) =>
      reason(() => openSlot({ conversationId, record: made.record, slot, pair, previous }))
    expect(await open(generation)).toBe('opened')
    expect(await open({ ...generation, number: 2 })).toBe('bad_argument')
  })

  it('in a slot whose inside is too long: never cut to fit', async () => {
    const { conversationId, generation } = await scene()
    const pair = await createPair()
    const record = { number: 1, epochId: randomId(), commit: zeros(32) }
    const longer = { ...generation, link: zeros(33) }
    const reader = { to: 'team' as const, recipient: record.epochId, publicKey: pair.publicKey }
    const slot = await sealSlot(conversationId, record, longer, reader)
    expect(await reason(() => openSlot({ conversationId, record, slot, pair }))).toBe('malformed')
  })

  it('in keys: points of the curve, whole, and private halves of their length', async () => {
    const pair = await createPair()
    const { publicKey, privateKey } = pair
    const compressed = publicKey.slice()
    compressed[0] = 2
    const off = publicKey.slice()
    off[64] = (off[64] ?? 0) ^ 1
    for (const wrong of [zeros(0), publicKey.slice(0, 64), concatBytes(publicKey, zeros(1)), compressed, off])
      expect(await reason(() => importPublicKey(wrong, 'ECDH'))).toBe('bad_key')
    for (const wrong of [
      { publicKey, privateKey: privateKey.slice(1) },
      { publicKey: publicKey.slice(1), privateKey },
      { publicKey: off, privateKey },
    ])
      expect(await reason(() => importPrivateKey(wrong, 'ECDH'))).toBe('bad_key')
    const exported = concatBytes(publicKey, privateKey)
    expect(importPair(exported)).toEqual(pair)
    for (const wrong of [
      exported.slice(1),
      concatBytes(exported, zeros(1)),
      concatBytes(compressed, privateKey),
    ])
      expect(await reason(() => importPair(wrong))).toBe('malformed')
  })

  it('in what is opened: too short for a key and a tag, or of no mode that there is', async () => {
    const pair = await createPair()
    const info = textToBytes('a place')
    const sealed = await sealTo(pair.publicKey, info, textToBytes('x'))
    const least = prefix.length + 1 + sizes.publicKey + sizes.tag
    expect(await reason(() => openFrom(pair, info, sealed))).toBe('opened')
    expect(await reason(() => openFrom(pair, info, sealed.slice(0, least)))).toBe('malformed')
    const otherMode = sealed.slice()
    otherMode[prefix.length] = 1
    expect(await reason(() => openFrom(pair, info, otherMode))).toBe('malformed')
    expect(await reason(() => openFrom(pair, info, sealed, pair.publicKey))).toBe('sender_unproven')
    const key = randomBytes(32)
    const box = await sealBox(key, info, zeros(0))
    expect(await reason(() => openBox(key, info, box))).toBe('opened')
    expect(await reason(() => openBox(key, info, box.slice(0, -1)))).toBe('malformed')
    expect(await reason(() => withoutPrefix(prefix.slice()))).toBe('malformed')
    for (const at of [0, 1]) {
      const other = box.slice()
      other[at] = 9
      expect(await reason(() => openBox(key, info, other))).toBe('unknown_suite')
    }
  })

  it('in padding: the smallest size, zeros after, and nothing too long', async () => {
    const classes = [8, 16]
    expect(pad(zeros(4), classes)).toHaveLength(8)
    expect(pad(zeros(5), classes)).toHaveLength(16)
    expect(await reason(() => pad(zeros(13), classes))).toBe('too_long')
    expect(unpad(pad(textToBytes('abcd'), classes), classes)).toEqual(textToBytes('abcd'))
    expect(await reason(() => unpad(zeros(3), classes))).toBe('malformed')
    expect(await reason(() => unpad(concatBytes(u32(4), zeros(12)), classes))).toBe('malformed')
    expect(
      await reason(() => unpad(concatBytes(u32(1), textToBytes('a'), zeros(2), textToBytes('!')), classes)),
    ).toBe('malformed')
    expect(await reason(() => unpad(concatBytes(u32(99), zeros(4)), classes))).toBe('malformed')
  })

  it('in tickets and visits: both halves whole, an id that is one', async () => {
    const half = zeros(32)
    const id = randomId()
    const seal = (clientHalf: Bytes, serverHalf: Bytes, ticketId = id) =>
      reason(() => sealTicketState({ clientHalf, serverHalf }, ticketId, zeros(1)))
    expect(await seal(half, half)).toBe('opened')
    expect(await seal(zeros(31), half)).toBe('bad_key')
    expect(await seal(half, zeros(33))).toBe('bad_key')
    expect(await seal(half, half, 'short')).toBe('bad_argument')
    const halves = { clientHalf: half, serverHalf: half }
    expect(await reason(() => openTicketState(halves, '!', zeros(64)))).toBe('bad_argument')
    const visit = await createVisit()
    expect(importVisit(exportVisit(visit))).toEqual(visit)
    expect(await reason(() => exportVisit({ ...visit, id: 'short' }))).toBe('bad_argument')
    expect(await reason(() => importVisit(exportVisit(visit).slice(0, -1)))).toBe('malformed')
  })

  it('in words: lists of their length, numbers of the list, receipts of 66 bits, secrets that say something', async () => {
    const short = inventedWords.slice(1)
    expect(await reason(() => wordIndex('baba', short))).toBe('bad_argument')
    expect(await reason(() => indicesToWords([0], short))).toBe('bad_argument')
    expect(await reason(() => indicesToWords([2_048], inventedWords))).toBe('bad_argument')
    for (const wrong of [zeros(8), zeros(10), concatBytes(new Uint8Array([4]), zeros(8))])
      expect(await reason(() => receiptToWords(wrong, inventedWords))).toBe('bad_argument')
    expect(receiptToWords(concatBytes(new Uint8Array([3]), zeros(8)), inventedWords)).toHaveLength(6)
    expect(await reason(() => deriveKeep(zeros(9), ' \t ', { iterations: 1 }))).toBe('bad_argument')
  })
})
