import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { createParser } from './open-stream.ts'

function read(pieces: readonly string[]): [string, unknown][] {
  const events: [string, unknown][] = []
  const parse = createParser((event, data) => void events.push([event, data]))
  for (const piece of pieces) parse(piece)
  return events
}

describe('a stream of events', () => {
  it('is read however the network cuts it', () => {
    const wire =
      ': here\n\nevent: queue\ndata: {"ring":true}\n\nevent: typing\r\ndata: {"conversationId":"c"}\r\n\r\n'
    const expected = [
      ['queue', { ring: true }],
      ['typing', { conversationId: 'c' }],
    ]
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: wire.length - 1 })), (cuts) => {
        const places = [0, ...cuts, wire.length]
        places.sort((a, b) => a - b)
        const pieces = places.slice(1).map((end, i) => wire.slice(places[i], end))
        expect(read(pieces)).toEqual(expected)
      }),
    )
  })

  it('skips comments, unknown fields and data that is not JSON', () => {
    expect(read([': still here\n\nid: 3\nevent: a\ndata: nonsense\n\nevent: b\ndata: 1\n\n'])).toEqual([
      ['b', 1],
    ])
  })

  it('joins data that comes in several lines, and waits for an event to end', () => {
    expect(read(['data: {"a":\ndata: 2}\n\ndata: {"b"'])).toEqual([['message', { a: 2 }]])
  })
})
