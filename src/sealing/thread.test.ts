import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToBase64Url, type Bytes } from '../kernel/index.ts'
import { createPair, createThread, readHeader, type GenerationKey, type ThreadEntry } from './index.ts'
import { flipped, penFor, scene } from './testing.ts'

const there = await scene()
const { conversationId, generation } = there
const keyOf = (number: number): GenerationKey | undefined => (number === 1 ? generation : undefined)
const open = (complete = true) => createThread({ conversationId, keyOf, complete })
const textOf = (entry: ThreadEntry): unknown => (entry.body?.content as { text: string } | undefined)?.text

async function written(count: number, role: 'seeker' | 'responder' = 'seeker'): Promise<Bytes[]> {
  const write = penFor(there, role)
  const wires: Bytes[] = []
  for (let i = 1; i <= count; i++) wires.push((await write(`m${i}`)).wire)
  return wires
}

const at = (wires: Bytes[], i: number): Bytes => wires[i - 1] as Bytes

describe('a thread', () => {
  it('shows envelopes in the order of the server, without marks when all is well', async () => {
    const thread = open()
    const [a, b] = [await written(2), await written(2, 'responder')]
    for (const wire of [at(a, 1), at(b, 1), at(a, 2), at(b, 2)]) await thread.add(wire)
    expect(thread.entries.map(textOf)).toEqual(['m1', 'm1', 'm2', 'm2'])
    expect(thread.entries.every((e) => e.state === 'open' && !e.missing && !e.late && !e.forked)).toBe(true)
    expect(thread.entries[1]?.signedBy?.signPublicKey).toEqual(there.responder.publicKey)
  })

  it('takes a retry of the same bytes once, even when both come at the same time', async () => {
    const thread = open()
    const [wire] = await written(1)
    const added = await Promise.all([
      thread.add(wire as Bytes),
      thread.add(wire as Bytes),
      thread.add(wire as Bytes),
    ])
    expect(added.filter(Boolean)).toHaveLength(1)
    expect(thread.entries).toHaveLength(1)
  })

  it('marks a gap with its size, and takes the mark back when the missing ones come late', async () => {
    const thread = open()
    const wires = await written(4)
    await thread.add(at(wires, 1))
    await thread.add(at(wires, 4))
    expect(thread.entries[1]).toMatchObject({ missing: 2, late: false })
    await thread.add(at(wires, 2))
    expect(thread.entries[2]).toMatchObject({ missing: 0, late: true })
    expect(thread.entries[1]?.missing).toBe(1)
    await thread.add(at(wires, 3))
    expect(thread.entries.map((e) => e.missing)).toEqual([0, 0, 0, 0])
    expect(thread.entries.map((e) => e.late)).toEqual([false, false, true, true])
    expect(thread.entries.map((e) => e.forked)).toEqual([false, false, false, false])
  })

  it('does not call the unloaded beginning a gap when told that it is not complete', async () => {
    const wires = await written(5)
    const [partial, whole] = [open(false), open()]
    for (const thread of [partial, whole]) for (const i of [3, 5]) await thread.add(at(wires, i))
    expect(partial.entries.map((e) => e.missing)).toEqual([0, 1])
    expect(whole.entries.map((e) => e.missing)).toEqual([2, 1])
  })

  it('shows both sides of a fork and marks them', async () => {
    const wires = await written(1)
    const writer = { id: readHeader(at(wires, 1)).writerId, conversationId, role: 'seeker' as const }
    const { nextEnvelope } = await import('./writers.ts')
    const next = { generation, content: { kind: 'text', text: 'other' }, seen: [] }
    const twin = await nextEnvelope({ ...writer, sequence: 0, previous: '' }, next)
    const stranger = bytesToBase64Url(new Uint8Array(32).fill(9))
    const unchained = await nextEnvelope({ ...writer, sequence: 1, previous: stranger }, next)
    const thread = open()
    for (const wire of [at(wires, 1), twin.wire, unchained.wire]) await thread.add(wire)
    expect(thread.entries.map(textOf)).toEqual(['m1', 'other', 'other'])
    expect(thread.entries.map((e) => e.forked)).toEqual([true, true, true])
  })

  it('keeps what cannot be opened as a shut line, and never lets it displace what can', async () => {
    const thread = open()
    const wires = await written(2)
    const forged = flipped(at(wires, 1), 8 * 200)
    for (const wire of [new Uint8Array([1, 2, 3]), forged, at(wires, 1), at(wires, 2)]) await thread.add(wire)
    expect(thread.entries.map((e) => e.reason)).toEqual(['malformed', 'shut', undefined, undefined])
    expect(thread.entries.map((e) => e.forked)).toEqual([false, false, false, false])
    expect(thread.entries.map((e) => e.missing)).toEqual([0, 0, 0, 0])
  })

  it('keeps an envelope of another conversation shut', async () => {
    const thread = open()
    const { wire } = await penFor(await scene())('elsewhere')
    expect(await thread.add(wire)).toMatchObject({ state: 'shut', reason: 'wrong_context' })
  })

  it('opens shut lines once their generation is resealed', async () => {
    const earlier = await scene(conversationId, 2)
    const held = new Map<number, GenerationKey>()
    const thread = createThread({ conversationId, keyOf: (number) => held.get(number) })
    const write = penFor(earlier)
    for (const text of ['a', 'b']) await thread.add((await write(text)).wire)
    expect(thread.entries.map((e) => e.reason)).toEqual(['no_key', 'no_key'])
    held.set(2, earlier.generation)
    expect(await thread.reopen()).toHaveLength(2)
    expect(thread.entries.map(textOf)).toEqual(['a', 'b'])
    expect(await thread.reopen()).toEqual([])
  })

  it('shuts a line whose writer suddenly signs with another key', async () => {
    const thread = open()
    const write = penFor(there, 'responder')
    const first = await write('me')
    const { nextEnvelope } = await import('./writers.ts')
    const next = { generation, content: 'not me', seen: [], signer: await createPair() }
    const second = await nextEnvelope(first.writer, next)
    await thread.add(first.wire)
    expect(await thread.add(second.wire)).toMatchObject({ state: 'shut', reason: 'changed_author' })
  })

  it('lets a deletion stand for the envelope in the chain, before or after it was read', async () => {
    const wires = await written(3)
    const whole = open()
    for (const wire of wires) await whole.add(wire)
    const hash = whole.entries[1]?.hash ?? ''
    const writer = readHeader(at(wires, 1)).writerId
    await whole.addDeleted({ writer, sequence: 2, hash })
    expect(whole.entries[1]).toMatchObject({ state: 'deleted' })
    expect(whole.entries[1]?.body).toBeUndefined()
    const later = open()
    await later.add(at(wires, 1))
    await later.addDeleted({ writer, sequence: 2, hash })
    await later.add(at(wires, 3))
    expect(later.entries.map((e) => [e.state, e.missing, e.forked])).toEqual([
      ['open', 0, false],
      ['deleted', 0, false],
      ['open', 0, false],
    ])
  })

  it('says what others saw and the server never delivered', async () => {
    const hidden = await penFor(there)('help')
    const { writerId } = readHeader(hidden.wire)
    const seen = [{ writer: writerId, sequence: 1, hash: bytesToBase64Url(hidden.hash) }]
    const answer = await penFor(there, 'responder')('I am here', seen)
    const thread = open()
    await thread.add(answer.wire)
    expect(thread.withheld()).toEqual([{ writer: writerId, sequence: 1 }])
    await thread.add(hidden.wire)
    expect(thread.withheld()).toEqual([])
  })

  it('names the last envelope of each other writer for the next one to cite', async () => {
    const thread = open()
    const [mine, theirs] = [await written(1), await written(3, 'responder')]
    for (const wire of [...mine, ...theirs]) await thread.add(wire)
    const cited = thread.seen(readHeader(at(mine, 1)).writerId)
    expect(cited).toEqual([
      { writer: readHeader(at(theirs, 1)).writerId, sequence: 3, hash: thread.entries[3]?.hash },
    ])
  })

  it('in any order, with any repeats, shows each envelope once and ends without a gap', async () => {
    const wires = [...(await written(5)), ...(await written(5, 'responder'))]
    const orders = fc.shuffledSubarray([...wires.keys(), ...wires.keys()], { minLength: 20 })
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const thread = open()
        await Promise.all(order.map((i) => thread.add(wires[i] as Bytes)))
        const ids = thread.entries.map((e) => e.id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toHaveLength(wires.length)
        expect(thread.entries.some((e) => e.missing > 0 || e.forked || e.state !== 'open')).toBe(false)
        const expectLate = thread.entries.map((entry, i) =>
          thread.entries
            .slice(0, i)
            .some(
              (e) =>
                e.header?.writerId === entry.header?.writerId &&
                (e.header?.sequence ?? 0) > (entry.header?.sequence ?? 0),
            ),
        )
        expect(thread.entries.map((e) => e.late)).toEqual(expectLate)
      }),
      { numRuns: 100 },
    )
  })
})
