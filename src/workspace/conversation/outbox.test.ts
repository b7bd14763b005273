import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallError } from '../../contracts/call.ts'
import type { Content } from '../../contracts/content.ts'
import type { GenerationRecordInput } from '../../contracts/conversations.ts'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import { envelopeHash, readHeader, type Pair } from '../../sealing/index.ts'
import { createGenerationKeys } from '../sealing-client/generation-keys.ts'
import { committedKeys } from '../sealing-client/readers.ts'
import {
  lineOf,
  makeGeneration,
  recipientOf,
  scene,
  teamEpoch,
  threadOf,
  viewOf,
} from '../sealing-client/testing.ts'
import type { Outgoing } from './conversation-state.ts'
import { createOutbox, type KeptOutbox, type OutboxPort } from './outbox.ts'

const text = (words: string): Content => ({ kind: 'text', text: words })
const unreachable = () => new CallError(0, { code: 'network.unreachable', message: '' })
const refusedBy = (code: string, facts = {}) => new CallError(409, { code, message: '', facts })

/** A desk with one conversation, and a server that answers as told. */
async function desk(answers: (() => never)[] = []) {
  const here = await scene()
  const { conversationId, epoch, visit, signer, first, hello } = here
  const keys = createGenerationKeys(conversationId, (id) => (id === epoch.id ? epoch : undefined))
  await keys.add([viewOf(first.record)])
  const thread = await threadOf(conversationId, keys.keyOf, [hello.wire])
  const world = {
    sent: [] as { envelope: string; generation: GenerationRecordInput | undefined }[],
    arrived: [] as Bytes[],
    shown: [] as readonly Outgoing[],
    kept: undefined as KeptOutbox | undefined,
    standpoint: { generation: 1, line: lineOf(epoch), recipients: [recipientOf(visit)] },
  }
  const port: OutboxPort = {
    conversationId,
    keys,
    signer: () => signer,
    standpoint: () => world.standpoint,
    moveTo: (next) => (world.standpoint = { ...next, recipients: [...next.recipients] }),
    committed: () => committedKeys(thread.entries, keys.standingOf),
    seen: (own) => thread.seen(own),
    send: async (envelope, generation) => {
      world.sent.push({ envelope, generation })
      answers.shift()?.()
      return { position: world.sent.length + 1, at: new Date().toISOString() }
    },
    requireKey: async () => undefined,
    arrived: async (wire) => void world.arrived.push(wire),
    show: (outgoing) => (world.shown = outgoing),
    say: () => 'it was refused',
    keep: (kept) => (world.kept = kept),
  }
  return { ...here, keys, world, port, outbox: createOutbox(port) }
}

const headerOf = (envelope: string) => readHeader(base64UrlToBytes(envelope) as Bytes)
const settled = (outbox: { isEmpty: () => boolean }) => vi.waitFor(() => expect(outbox.isEmpty()).toBe(true))
const throws = (error: Error) => () => {
  throw error
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }))
afterEach(() => void vi.useRealTimers())

describe('the outbox of a conversation', () => {
  it('sends one message after the other, each following the one before', async () => {
    const { outbox, world } = await desk()
    outbox.write(text('one'))
    outbox.write(text('two'))
    await settled(outbox)
    expect(world.sent.map(({ envelope }) => headerOf(envelope).sequence)).toEqual([1, 2])
    expect(world.arrived.map(bytesToBase64Url)).toEqual(world.sent.map(({ envelope }) => envelope))
    expect(world.kept).toBeUndefined()
  })

  it('says in which envelope a message lies that is under way, so that it is not shown beside itself', async () => {
    const { outbox, world } = await desk([throws(unreachable())])
    outbox.write(text('one'))
    await vi.waitFor(() => expect(world.shown[0]?.state).toBe('retrying'))
    const sent = base64UrlToBytes(world.sent[0]?.envelope ?? '') as Bytes
    expect(world.shown[0]?.hash).toBe(bytesToBase64Url(await envelopeHash(sent)))
  })

  it('retries the very same bytes until the server has answered', async () => {
    const { outbox, world } = await desk([throws(unreachable()), throws(unreachable())])
    outbox.write(text('one'))
    await vi.waitFor(() => expect(world.shown[0]?.state).toBe('retrying'))
    await vi.advanceTimersByTimeAsync(20_000)
    await settled(outbox)
    expect(new Set(world.sent.map(({ envelope }) => envelope)).size).toBe(1)
    expect(world.sent).toHaveLength(3)
    expect(world.arrived).toHaveLength(1)
  })

  it('makes the next generation when the team’s key has changed, and sends it with the message', async () => {
    const here = await desk()
    const later = await teamEpoch(2)
    here.port.send = vi.fn(here.port.send).mockRejectedValueOnce(
      refusedBy('conversations.key_superseded', {
        generation: 1,
        epochId: later.id,
        epochPublicKey: bytesToBase64Url(later.publicKey),
        recipients: [recipientOf(here.visit)],
      }),
    )
    here.outbox.write(text('one'))
    await settled(here.outbox)
    expect(here.world.sent[0]?.generation).toMatchObject({ number: 2, epochId: later.id })
    here.outbox.write(text('two'))
    await settled(here.outbox)
    expect(here.world.sent[1]?.generation).toBeUndefined()
    expect(headerOf(here.world.sent[1]?.envelope ?? '').generation).toBe(2)
  })

  it('makes the next generation without a visit that was sent away, though the team’s key is the same', async () => {
    const here = await desk()
    const { epoch } = here
    here.port.send = vi.fn(here.port.send).mockRejectedValueOnce(
      refusedBy('conversations.key_superseded', {
        generation: 1,
        epochId: epoch.id,
        epochPublicKey: bytesToBase64Url(epoch.publicKey),
        recipients: [],
      }),
    )
    here.outbox.write(text('one'))
    await settled(here.outbox)
    expect(here.world.sent[0]?.generation?.slots.map(({ to }) => to)).toEqual(['team'])
    expect(headerOf(here.world.sent[0]?.envelope ?? '').generation).toBe(2)
  })

  it('seals anew under the generation that somebody else made first', async () => {
    const here = await desk()
    const { conversationId, epoch, visit, first } = here
    const at = { conversationId, epoch, visits: [visit] }
    const winner = await makeGeneration({ ...at, number: 2, previous: first.generation })
    here.port.send = vi.fn(here.port.send).mockRejectedValueOnce(
      refusedBy('conversations.key_superseded', {
        generation: 2,
        epochId: epoch.id,
        epochPublicKey: bytesToBase64Url(epoch.publicKey),
        recipients: [recipientOf(visit)],
        adopt: viewOf(winner.record),
      }),
    )
    here.outbox.write(text('one'))
    await settled(here.outbox)
    expect(headerOf(here.world.sent[0]?.envelope ?? '')).toMatchObject({ generation: 2, sequence: 1 })
  })

  it('holds a refused message with the reason, lets nothing overtake it, and gives it back', async () => {
    const { outbox, world } = await desk([throws(refusedBy('conversations.not_yours'))])
    outbox.write(text('one'))
    outbox.write(text('two'))
    await vi.waitFor(() =>
      expect(world.shown[0]).toMatchObject({ state: 'refused', problem: 'it was refused' }),
    )
    expect(world.sent).toHaveLength(1)
    const [first] = world.shown
    expect(outbox.take(first?.localId ?? '')).toEqual(text('one'))
    await settled(outbox)
    expect(world.arrived).toHaveLength(1)
  })

  it('asks before it seals to a reader whom the conversation does not vouch for', async () => {
    const here = await desk()
    const stranger = { ...recipientOf(here.visit), recipient: here.conversationId }
    const later = await teamEpoch(2)
    here.world.standpoint = { generation: 1, line: lineOf(later), recipients: [stranger] }
    here.outbox.write(text('one'))
    await vi.waitFor(() => expect(here.world.shown[0]?.state).toBe('unverified'))
    expect(here.world.sent).toHaveLength(0)
    here.outbox.retry(here.world.shown[0]?.localId, true)
    await settled(here.outbox)
    expect(here.world.sent[0]?.generation?.slots.map(({ recipient }) => recipient)).toContain(
      stranger.recipient,
    )
  })

  it('seals nothing to a team’s key that is refused, and tries again where it could not be looked at', async () => {
    const { outbox, world, port } = await desk()
    const answers = [unreachable(), new Error('unverified')]
    world.standpoint = { ...world.standpoint, line: lineOf(await teamEpoch(2)) }
    port.requireKey = () => Promise.reject(answers.shift() ?? new Error('unverified'))
    outbox.write(text('one'))
    await vi.waitFor(() => expect(world.shown[0]?.state).toBe('retrying'))
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.waitFor(() =>
      expect(world.shown[0]).toMatchObject({ state: 'refused', problem: 'it was refused' }),
    )
    expect(world.sent).toEqual([])
  })

  it('waits while the screen is locked, and goes on when the keys are back', async () => {
    const here = await desk()
    let signer: Pair | undefined
    here.port.signer = () => signer
    here.outbox.write(text('one'))
    await vi.advanceTimersByTimeAsync(100)
    expect(here.world.sent).toHaveLength(0)
    signer = here.signer
    here.outbox.retry()
    await settled(here.outbox)
    expect(here.world.sent).toHaveLength(1)
  })

  it('sends again after a reload the bytes that were under way, and then what waited', async () => {
    const before = await desk([throws(unreachable())])
    before.outbox.write(text('one'))
    before.outbox.write(text('two'))
    await vi.waitFor(() => expect(before.world.shown[0]?.state).toBe('retrying'))
    before.outbox.stop()
    const kept = before.world.kept as KeptOutbox
    const after = createOutbox(before.port)
    after.restore(kept)
    await settled(after)
    const [lost, again, second] = before.world.sent
    expect(again?.envelope).toBe(lost?.envelope)
    expect(headerOf(second?.envelope ?? '').writerId).not.toBe(headerOf(lost?.envelope ?? '').writerId)
  })

  it('seals anew after a reload what the server refused and so did not store', async () => {
    const before = await desk([throws(unreachable())])
    before.outbox.write(text('one'))
    await vi.waitFor(() => expect(before.world.shown[0]?.state).toBe('retrying'))
    before.outbox.stop()
    const kept = before.world.kept as KeptOutbox
    const after = await desk([throws(refusedBy('conversations.message_conflict'))])
    after.outbox.restore(kept)
    await settled(after.outbox)
    expect(after.world.sent).toHaveLength(2)
    expect(after.world.arrived).toHaveLength(1)
  })
})
