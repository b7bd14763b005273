import { expect, it } from 'vitest'
import { randomId, textToBytes } from '../kernel/index.ts'
import {
  createVisit,
  exportVisit,
  importVisit,
  lookupMac,
  newTicket,
  openTicketState,
  outerFingerprint,
  sealTicketState,
  unwrapOuter,
  wrapOuter,
} from './index.ts'
import { randomBytes } from './primitives.ts'
import { flipped, refusal } from './testing.ts'

const state = textToBytes('{"draft":"I am at the"}')

it('a ticket brings a visit’s state back when both halves meet', async () => {
  const { ticketId, ...halves } = newTicket()
  const sealed = await sealTicketState(halves, ticketId, state)
  expect(await openTicketState(halves, ticketId, sealed)).toEqual(state)
  expect(sealed.length).toBe(2 + 12 + 4096 + 16)
})

it('neither half, nor another ticket’s, opens it', async () => {
  const [{ ticketId, ...halves }, other] = [newTicket(), newTicket()]
  const sealed = await sealTicketState(halves, ticketId, state)
  const zero = new Uint8Array(32)
  const wrong = [
    { ...halves, serverHalf: zero },
    { ...halves, clientHalf: zero },
    { ...halves, serverHalf: other.serverHalf },
    { clientHalf: halves.serverHalf, serverHalf: halves.clientHalf },
  ]
  for (const pair of wrong) expect(await refusal(openTicketState(pair, ticketId, sealed))).toBe('shut')
  expect(await refusal(openTicketState(halves, other.ticketId, sealed))).toBe('shut')
  expect(await refusal(openTicketState(halves, ticketId, flipped(sealed, 0)))).toBe('unknown_suite')
  expect(await refusal(openTicketState(halves, ticketId, flipped(sealed, 20)))).toBe('shut')
  expect(await refusal(openTicketState(halves, ticketId, sealed.slice(0, 20)))).toBe('malformed')
  const short = { ...halves, clientHalf: new Uint8Array(0) }
  expect(await refusal(openTicketState(short, ticketId, sealed))).toBe('bad_key')
})

it('a visit survives in it, keys and all', async () => {
  const visit = await createVisit()
  expect(importVisit(exportVisit(visit))).toEqual(visit)
  expect(exportVisit(visit)).toHaveLength(212)
  expect(await refusal((async () => importVisit(exportVisit(visit).slice(1)))())).toBe('unknown_suite')
  expect(await refusal((async () => importVisit(exportVisit(visit).slice(0, 211)))())).toBe('malformed')
})

it('the outer wrap opens under its key, bucket and row only', async () => {
  const [key, other] = [randomBytes(32), randomBytes(32)]
  const row = randomId()
  const wrapped = await wrapOuter(key, '2027-03', row, state)
  expect(await unwrapOuter(key, '2027-03', row, wrapped)).toEqual(state)
  expect(await refusal(unwrapOuter(other, '2027-03', row, wrapped))).toBe('shut')
  expect(await refusal(unwrapOuter(key, '2027-04', row, wrapped))).toBe('shut')
  expect(await refusal(unwrapOuter(key, '2027-03', randomId(), wrapped))).toBe('shut')
})

it('an outer key is named by a fingerprint, and looks things up differently per purpose', async () => {
  const [key, other] = [randomBytes(32), randomBytes(32)]
  expect(await outerFingerprint(key)).toMatch(/^[\w-]{22}$/)
  expect(await outerFingerprint(key)).not.toBe(await outerFingerprint(other))
  const mac = await lookupMac(key, 'receipt', state)
  expect(mac).toHaveLength(32)
  expect(await lookupMac(key, 'receipt', state)).toEqual(mac)
  expect(await lookupMac(key, 'phone', state)).not.toEqual(mac)
  expect(await lookupMac(other, 'receipt', state)).not.toEqual(mac)
})
