import { describe, expect, it } from 'vitest'
import { bytesToBase64Url, concatBytes, randomId } from '../kernel/index.ts'
import {
  createPair,
  createVisit,
  createWriter,
  envelopeHash,
  nextEnvelope,
  openEnvelope,
  readHeader,
  visitCard,
} from './index.ts'
import { flipped, penFor, refusal, scene } from './testing.ts'

const there = await scene()
const { conversationId, generation } = there

describe('an envelope', () => {
  it('opens with its key as what was written, and tells the server only who, where and which', async () => {
    const write = penFor(there)
    const first = await write('I need a safe bed tonight')
    const second = await write('near Kingston')
    const opened = await openEnvelope(second.wire, { conversationId, generation, role: 'seeker' })
    expect(opened.body).toEqual({ content: { kind: 'text', text: 'near Kingston' }, seen: [] })
    expect(opened.signedBy).toBeUndefined()
    const header = readHeader(second.wire)
    expect(header).toMatchObject({
      conversationId,
      role: 'seeker',
      sequence: 2,
      generation: 1,
      serverSealed: false,
    })
    expect(header.previous).toEqual(await envelopeHash(first.wire))
    expect(second.id).toBe(`${conversationId}/${header.writerId}/2`)
  })

  it('has one of four sizes, whatever is inside', async () => {
    const write = penFor(there)
    const lengths = [0, 10, 150, 250, 900, 2000, 4000, 9000, 16000]
    const made = await Promise.all(lengths.map((length) => write('a'.repeat(length))))
    expect([...new Set(made.map(({ wire }) => wire.length))]).toEqual([365, 1133, 4205, 16493])
    expect(await refusal(write('a'.repeat(16_380)))).toBe('too_long')
  })

  it('takes 4,000 letters of any script', async () => {
    for (const letter of ['é', 'م', '中', 'ਪ', '"', '\n']) {
      const { wire } = await penFor(there, 'responder')(letter.repeat(4000))
      const { body } = await openEnvelope(wire, { conversationId, generation })
      expect(body.content).toEqual({ kind: 'text', text: letter.repeat(4000) })
    }
  })

  it('carries the keys of a visit and what its author had seen', async () => {
    const visit = visitCard(await createVisit())
    const { hash } = await penFor(there)('before')
    const seen = [{ writer: randomId(), sequence: 7, hash: bytesToBase64Url(hash) }]
    const writer = createWriter(conversationId, 'seeker')
    const { wire } = await nextEnvelope(writer, {
      generation,
      content: null,
      seen,
      visit,
      serverSealed: true,
    })
    const opened = await openEnvelope(wire, { conversationId, generation })
    expect(opened.body).toEqual({ content: null, seen, visit })
    expect(opened.header.serverSealed).toBe(true)
  })

  it('of a responder names the key that signed it', async () => {
    const { wire } = await penFor(there, 'responder')('Hello')
    const { signedBy } = await openEnvelope(wire, { conversationId, generation, role: 'responder' })
    expect(signedBy?.signPublicKey).toEqual(there.responder.publicKey)
    expect(signedBy?.pseudonym).toMatch(/^[\w-]{11}$/)
  })

  it('of a responder is not made without a signature, nor one of a seeker with', async () => {
    const next = { generation, content: 1, seen: [] }
    expect(await refusal(nextEnvelope(createWriter(conversationId, 'responder'), next))).toBe('bad_argument')
    const signer = await createPair()
    const signed = nextEnvelope(createWriter(conversationId, 'seeker'), { ...next, signer })
    expect(await refusal(signed)).toBe('bad_argument')
  })

  it('is refused where it does not belong before any key is used', async () => {
    const { wire } = await penFor(there)('x')
    const { writerId } = readHeader(wire)
    const right = { conversationId, generation, role: 'seeker', writerId, sequence: 1 } as const
    expect(await refusal(openEnvelope(wire, right))).toBe('opened')
    const wrong = [
      { conversationId: randomId() },
      { role: 'responder' as const },
      { writerId: randomId() },
      { sequence: 2 },
      { generation: { ...generation, number: 2 } },
    ]
    for (const part of wrong)
      expect(await refusal(openEnvelope(wire, { ...right, ...part }))).toBe('wrong_context')
  })

  it('of another generation stays shut even when the number is the same', async () => {
    const { wire } = await penFor(there)('x')
    const other = await scene(conversationId)
    expect(await refusal(openEnvelope(wire, { conversationId, generation: other.generation }))).toBe('shut')
  })

  it('of another version or suite is named as such', async () => {
    const { wire } = await penFor(there)('x')
    for (const byte of [4, 5]) {
      expect(await refusal(openEnvelope(flipped(wire, byte * 8), { conversationId, generation }))).toBe(
        'unknown_suite',
      )
    }
  })

  it('with one bit changed anywhere does not open', async () => {
    const { wire } = await penFor(there, 'responder')('x')
    const accepted: number[] = []
    for (let bit = 0; bit < wire.length * 8; bit++) {
      if ((await refusal(openEnvelope(flipped(wire, bit), { conversationId, generation }))) === 'opened')
        accepted.push(bit)
    }
    expect(accepted).toEqual([])
  })

  it('never puts content into an error', async () => {
    const { wire } = await penFor(there)('canary-4711')
    const error: unknown = await openEnvelope(flipped(wire, 999), { conversationId, generation }).catch(
      (e: unknown) => e,
    )
    expect(String(error)).toBe('SealingError: sealing: shut')
    expect(await refusal(openEnvelope(concatBytes(wire, wire), { conversationId, generation }))).toBe(
      'malformed',
    )
    expect(await refusal(openEnvelope(new Uint8Array(0), { conversationId, generation }))).toBe('malformed')
  })
})
