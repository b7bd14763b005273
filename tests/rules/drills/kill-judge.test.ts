import { beforeEach, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../../../src/kernel/index.ts'
import {
  createPair,
  createWriter,
  newGeneration,
  nextEnvelope,
  type GenerationKey,
} from '../../../src/sealing/index.ts'
import { judge, type Listing } from '../../drills/kill/judge.ts'
import type { Acknowledged } from '../../drills/kill/ledger.ts'

const conversationId = randomId()
let ledger: Acknowledged[]
let listing: Listing & { envelopes: { position: number; bytes: string }[] }
let written: Map<string, string[]>
let key: GenerationKey

beforeEach(async () => {
  const epoch = { id: randomId(), publicKey: (await createPair()).publicKey }
  const made = await newGeneration({ conversationId, number: 1, epoch, recipients: [] })
  key = made.generation
  listing = { conversationId, envelopes: [], keys: new Map([[1, key]]) }
  ledger = []
  written = new Map()
  let writers = [createWriter(conversationId, 'seeker'), createWriter(conversationId, 'seeker')]
  for (let number = 1; number <= 3; number++) {
    writers = await Promise.all(writers.map((writer, index) => write(writer, `${index}: message ${number}`)))
  }
})

async function write(writer: ReturnType<typeof createWriter>, text: string) {
  const made = await nextEnvelope(writer, { generation: key, content: { kind: 'text', text }, seen: [] })
  const position = listing.envelopes.length + 1
  listing.envelopes.push({ position, bytes: bytesToBase64Url(made.wire) })
  const hash = bytesToBase64Url(made.hash)
  ledger.push({ conversationId, writerId: writer.id, sequence: made.writer.sequence, hash, position, text })
  written.set(writer.id, [...(written.get(writer.id) ?? []), text])
  return made.writer
}

const verdict = () => judge(ledger, written, listing)
const renumber = () => listing.envelopes.forEach((envelope, index) => (envelope.position = index + 1))

describe('the kill drill’s judge', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await verdict()).toEqual({ lost: [], doubled: [], disordered: [] })
  })

  it('finds an acknowledged message that is gone', async () => {
    listing.envelopes.pop()
    expect((await verdict()).lost).not.toEqual([])
  })

  it('finds a written message that was never acknowledged and is gone', async () => {
    listing.envelopes.pop()
    ledger.pop()
    expect((await verdict()).lost).not.toEqual([])
  })

  it('finds a message that stands there twice, under one id or under two', async () => {
    const [first] = listing.envelopes
    listing.envelopes.push({ position: listing.envelopes.length + 1, bytes: first?.bytes ?? '' })
    expect((await verdict()).doubled).not.toEqual([])
    listing.envelopes.pop()
    const again = ledger[0]
    const writer = { ...createWriter(conversationId, 'seeker'), id: randomId() }
    await write(writer, again?.text ?? '')
    expect((await verdict()).doubled).not.toEqual([])
  })

  it('finds two messages that changed places, however they are numbered', async () => {
    listing.envelopes.reverse()
    expect((await verdict()).disordered).not.toEqual([])
    renumber()
    expect((await verdict()).disordered).not.toEqual([])
  })

  it('finds messages of two writers that changed places after they were acknowledged', async () => {
    const [first, second, ...rest] = listing.envelopes
    listing.envelopes = [second, first, ...rest].flatMap((envelope) => envelope ?? [])
    renumber()
    expect((await verdict()).disordered).not.toEqual([])
  })

  it('finds a message whose bytes changed', async () => {
    const other = await nextEnvelope(createWriter(conversationId, 'seeker'), {
      generation: key,
      content: { kind: 'text', text: 'something else' },
      seen: [],
    })
    const [first] = listing.envelopes
    if (first) first.bytes = bytesToBase64Url(other.wire)
    const found = await verdict()
    expect(found.lost).not.toEqual([])
    expect(found.doubled).not.toEqual([])
  })
})
