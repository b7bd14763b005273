import { describe, expect, it } from 'vitest'
import { base64UrlToBytes, bytesToBase64Url } from '../../kernel/index.ts'
import { createVisit, createWriter, openSlot, readHeader, type Slot } from '../../sealing/index.ts'
import { adoptSuperseded, sealNext, sendSealed, UnverifiedReader, type SealNext } from './deliver.ts'
import { createGenerationKeys } from './generation-keys.ts'
import { committedKeys } from './readers.ts'
import {
  lineOf,
  makeGeneration,
  recipientOf,
  scene,
  teamEpoch,
  threadOf,
  viewOf,
  type Scene,
} from './testing.ts'

const text = { kind: 'text', text: 'are you safe?' } as const

async function desk(of: Scene, more: Partial<SealNext> = {}): Promise<SealNext> {
  const { conversationId, epoch, visit, signer, first, hello } = of
  const keys = createGenerationKeys(conversationId, (id) => (id === epoch.id ? epoch : undefined))
  await keys.add([viewOf(first.record)])
  const thread = await threadOf(conversationId, keys.keyOf, [hello.wire])
  return {
    writer: createWriter(conversationId, 'responder'),
    content: text,
    seen: thread.seen(),
    signer,
    keys,
    standpoint: { generation: 1, line: lineOf(epoch), recipients: [recipientOf(visit)] },
    committed: committedKeys(thread.entries, keys.standingOf),
    requireKey: async () => undefined,
    ...more,
  }
}

describe('writing from the desk', () => {
  it('seals under the newest generation while its epoch is the team’s', async () => {
    const sealed = await sealNext(await desk(await scene()))
    expect(sealed.record).toBeUndefined()
    expect(readHeader(sealed.wire)).toMatchObject({ generation: 1, role: 'responder', sequence: 1 })
  })

  it('seals no new key to a team whose own key is not verified, and goes on under one that was', async () => {
    const refused = new Error('unverified')
    const requireKey = () => Promise.reject(refused)
    const input = await desk(await scene(), { requireKey })
    expect((await sealNext(input)).record).toBeUndefined()
    const swapped = { ...input.standpoint, line: lineOf(await teamEpoch(2)) }
    await expect(sealNext({ ...input, standpoint: swapped })).rejects.toBe(refused)
  })

  it('makes the next generation for the new epoch, linked to the one before, that the visit can open', async () => {
    const here = await scene()
    const later = await teamEpoch(2)
    const input = await desk(here)
    const { keys } = input
    const standpoint = { ...input.standpoint, line: lineOf(later) }
    const sealed = await sealNext({ ...input, standpoint })
    expect(sealed.record).toMatchObject({ number: 2, epochId: later.id })
    const slot = sealed.record?.slots.find(({ to }) => to === 'visit')
    const opened = await openSlot({
      conversationId: here.conversationId,
      record: {
        number: 2,
        epochId: later.id,
        commit: base64UrlToBytes(sealed.record?.commit ?? '') ?? new Uint8Array(),
      },
      slot: { ...slot, bytes: base64UrlToBytes(slot?.bytes ?? '') } as Slot,
      pair: here.visit.pair,
      previous: keys.keyOf(1) ?? here.first.generation,
    })
    expect(opened.linked).toBe(true)
    expect(opened.generation.key).toEqual(sealed.generation.key)
  })

  it('does not seal to a reader whom the conversation does not vouch for, unless it was told so', async () => {
    const here = await scene()
    const stranger = recipientOf(await createVisit())
    const input = await desk(here)
    const standpoint = { ...input.standpoint, line: lineOf(await teamEpoch(2)), recipients: [stranger] }
    await expect(sealNext({ ...input, standpoint })).rejects.toBeInstanceOf(UnverifiedReader)
    const anyway = await sealNext({ ...input, standpoint, trustUnknown: true })
    expect(anyway.record?.slots.map(({ recipient }) => recipient)).toContain(stranger.recipient)
  })

  it('never seals to a key that contradicts the conversation, whatever it was told', async () => {
    const here = await scene()
    const stranger = recipientOf(await createVisit())
    const swapped = { ...recipientOf(here.visit), publicKey: stranger.publicKey }
    const input = await desk(here)
    const standpoint = { ...input.standpoint, line: lineOf(await teamEpoch(2)), recipients: [swapped] }
    await expect(sealNext({ ...input, standpoint, trustUnknown: true })).rejects.toBeInstanceOf(
      UnverifiedReader,
    )
  })

  it('sends the same bytes however often it is retried', async () => {
    const sealed = await sealNext(await desk(await scene()))
    const sent: string[] = []
    const send = async (envelope: string) => {
      sent.push(envelope)
      return { position: 2, at: new Date().toISOString() }
    }
    await sendSealed(sealed, send)
    await sendSealed(sealed, send)
    expect(sent).toEqual([bytesToBase64Url(sealed.wire), bytesToBase64Url(sealed.wire)])
  })

  it('adopts the generation that somebody else made first, and writes under it', async () => {
    const here = await scene()
    const { conversationId, epoch, visit, first } = here
    const input = await desk(here)
    const winner = await makeGeneration({
      conversationId,
      number: 2,
      epoch,
      visits: [visit],
      previous: first.generation,
    })
    const facts = {
      generation: 2,
      epochId: epoch.id,
      epochPublicKey: bytesToBase64Url(epoch.publicKey),
      recipients: [recipientOf(visit)],
      adopt: viewOf(winner.record),
    }
    const standpoint = await adoptSuperseded(facts, input.standpoint.line, input.keys)
    const sealed = await sealNext({ ...input, standpoint })
    expect(sealed.record).toBeUndefined()
    expect(readHeader(sealed.wire)).toMatchObject({ generation: 2, sequence: 1 })
    expect(input.keys.standingOf(2)).toBe('linked')
  })

  it('seals a refused message anew under the same place in its writer’s chain', async () => {
    const input = await desk(await scene())
    const [once, again] = [await sealNext(input), await sealNext(input)]
    expect(readHeader(again.wire).sequence).toBe(readHeader(once.wire).sequence)
    expect(again.wire).not.toEqual(once.wire)
  })
})
