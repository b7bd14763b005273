import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvents } from './events.ts'

function bodyOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
}

describe('a stream of events', () => {
  it('is read the same however the network cuts it, also inside a letter', async () => {
    const events = fc.array(
      fc.record({
        event: fc.constantFrom('message', 'state', 'typing'),
        data: fc.dictionary(fc.string(), fc.string()),
      }),
      { maxLength: 8 },
    )
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat(400), { maxLength: 10 }), async (sent, cuts) => {
        const text = sent
          .map(({ event, data }) => `:\n\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
          .join('')
        const bytes = new TextEncoder().encode(text)
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ]
        const chunks = places.slice(1).map((end, i) => bytes.slice(places[i], end))
        const read: unknown[] = []
        await readEvents(
          bodyOf(chunks),
          () => undefined,
          async (event, data) => void read.push({ event, data }),
        )
        expect(read).toEqual(JSON.parse(JSON.stringify(sent)))
      }),
    )
  })

  it('is alive with every byte, also one that says nothing', async () => {
    let heard = 0
    await readEvents(
      bodyOf([new TextEncoder().encode(':\n\n')]),
      () => heard++,
      async () => undefined,
    )
    expect(heard).toBe(1)
  })
})
