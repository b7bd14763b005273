import { describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { createPair, createVisit, createWriter, nextEnvelope } from '../../sealing/index.ts'
import { checkReaders, committedKeys } from './readers.ts'
import { firstEnvelope, makeGeneration, recipientOf, scene, threadOf } from './testing.ts'

describe('whom a new key may be sealed to', () => {
  it('is a visit whose own envelope shows the very key that the server names', async () => {
    const { conversationId, first, hello, visit } = await scene()
    const thread = await threadOf(conversationId, () => first.generation, [hello.wire])
    const committed = committedKeys(thread.entries, () => 'first')
    const checked = checkReaders([recipientOf(visit)], committed)
    expect(checked).toEqual({ verified: [recipientOf(visit)], unknown: [], contradicted: [] })
  })

  it('is not a visit for which the server names another key', async () => {
    const { conversationId, first, hello, visit } = await scene()
    const thread = await threadOf(conversationId, () => first.generation, [hello.wire])
    const other = { ...recipientOf(visit), publicKey: bytesToBase64Url((await createPair()).publicKey) }
    const checked = checkReaders(
      [other],
      committedKeys(thread.entries, () => 'first'),
    )
    expect(checked.contradicted).toEqual([other])
  })

  it('is not a visit that never showed itself', async () => {
    const { conversationId, first, hello } = await scene()
    const thread = await threadOf(conversationId, () => first.generation, [hello.wire])
    const stranger = recipientOf(await createVisit())
    expect(
      checkReaders(
        [stranger],
        committedKeys(thread.entries, () => 'first'),
      ).unknown,
    ).toEqual([stranger])
  })

  it('is not a visit that showed itself under a key made by somebody who could not read what came before', async () => {
    const { conversationId, epoch, first, hello } = await scene()
    const planted = await createVisit()
    const made = await makeGeneration({ conversationId, number: 2, epoch, visits: [planted] })
    const fake = await firstEnvelope(conversationId, planted, made.generation, { kind: 'text', text: 'me' })
    const keyOf = (number: number) => (number === 1 ? first.generation : made.generation)
    const thread = await threadOf(conversationId, keyOf, [hello.wire, fake.wire])
    const committed = committedKeys(thread.entries, (number) => (number === 1 ? 'first' : 'unlinked'))
    expect(committed.visits.has(planted.id)).toBe(false)
  })

  it('keeps the first card of a visit: a later one can’t replace its key', async () => {
    const { conversationId, first, hello, visit } = await scene()
    const replaced = { ...(await createVisit()), id: visit.id }
    const again = await firstEnvelope(conversationId, replaced, first.generation, {
      kind: 'text',
      text: 'again',
    })
    const thread = await threadOf(conversationId, () => first.generation, [hello.wire, again.wire])
    const committed = committedKeys(thread.entries, () => 'first')
    expect(committed.visits.get(visit.id)?.publicKey).toBe(bytesToBase64Url(visit.pair.publicKey))
  })

  it('is the second secret’s newest key, which only the seeker can set', async () => {
    const { conversationId, first, hello, signer } = await scene()
    const [old, kept, staff] = await Promise.all([createPair(), createPair(), createPair()])
    const keep = (publicKey: typeof old.publicKey) =>
      ({ kind: 'keep', publicKey: bytesToBase64Url(publicKey) }) as const
    const seeker = createWriter(conversationId, 'seeker')
    const one = await nextEnvelope(seeker, {
      generation: first.generation,
      content: keep(old.publicKey),
      seen: [],
    })
    const two = await nextEnvelope(one.writer, {
      generation: first.generation,
      content: keep(kept.publicKey),
      seen: [],
    })
    const mine = await nextEnvelope(createWriter(conversationId, 'responder'), {
      generation: first.generation,
      content: keep(staff.publicKey),
      seen: [],
      signer,
    })
    const wires = [hello.wire, one.wire, two.wire, mine.wire]
    const thread = await threadOf(conversationId, () => first.generation, wires)
    const committed = committedKeys(thread.entries, () => 'first')
    expect(committed.keep).toBe(bytesToBase64Url(kept.publicKey))
    const recipient = {
      to: 'keep' as const,
      recipient: randomId(),
      publicKey: bytesToBase64Url(old.publicKey),
    }
    expect(checkReaders([recipient], committed).contradicted).toEqual([recipient])
  })
})
