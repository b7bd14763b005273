import { expect, it } from 'vitest'
import { concatBytes, type Bytes } from '../kernel/index.ts'
import { readHeader } from './index.ts'
import { penFor, refusal, scene } from './testing.ts'

const there = await scene()
const seeker = (await penFor(there)('x')).wire
const responder = (await penFor(there, 'responder')('x')).wire

const reading = (wire: Bytes): Promise<string> => refusal((async () => readHeader(wire))())
function withBytes(wire: Bytes, at: number, ...bytes: number[]): Bytes {
  const changed = wire.slice()
  changed.set(bytes, at)
  return changed
}

it('the server takes only headers that some writer makes, without any key', async () => {
  expect(await reading(seeker)).toBe('opened')
  expect(await reading(responder)).toBe('opened')
  const malformed: Record<string, Bytes> = {
    'another magic': withBytes(seeker, 0, 0),
    'an unknown type': withBytes(seeker, 6, 2),
    'an unknown flag': withBytes(seeker, 7, 4),
    'an unsigned responder': withBytes(responder, 7, 0),
    'a signed seeker': withBytes(seeker, 7, 2),
    'no role': withBytes(seeker, 8, 0),
    'an unknown role': withBytes(seeker, 8, 3),
    'sequence 0': withBytes(seeker, 41, 0, 0, 0, 0),
    'a first one with something before it': withBytes(seeker, 49, 1),
    'a second one with nothing before it': withBytes(seeker, 41, 0, 0, 0, 2),
    'generation 0': withBytes(seeker, 45, 0, 0, 0, 0),
    'a byte too few': seeker.slice(1),
    'a byte too many': concatBytes(seeker, new Uint8Array(1)),
    'a header alone': seeker.slice(0, 93),
    nothing: new Uint8Array(0),
  }
  for (const [name, wire] of Object.entries(malformed)) expect(await reading(wire), name).toBe('malformed')
  for (const at of [4, 5]) expect(await reading(withBytes(seeker, at, 2))).toBe('unknown_suite')
  expect(await reading(withBytes(seeker, 7, 1))).toBe('opened')
  expect(readHeader(withBytes(seeker, 7, 1)).serverSealed).toBe(true)
})
