import { describe, expect, it } from 'vitest'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import { createPair, createVisit, openSlot } from '../../sealing/index.ts'
import { createGenerationKeys } from './generation-keys.ts'
import { committedKeys } from './readers.ts'
import { resealToVisit } from './reseal.ts'
import { firstEnvelope, makeGeneration, scene, threadOf, viewOf } from './testing.ts'

async function returnedScene() {
  const here = await scene()
  const { conversationId, epoch, first, hello } = here
  const words = await createPair()
  const returned = await createVisit()
  const second = await makeGeneration({ conversationId, number: 2, epoch, visits: [returned], words })
  const back = await firstEnvelope(conversationId, returned, second.generation, {
    kind: 'returned',
    how: 'words',
  })
  const keys = createGenerationKeys(conversationId, () => epoch)
  await keys.add([viewOf(first.record), viewOf(second.record, bytesToBase64Url(words.publicKey))])
  const thread = await threadOf(conversationId, keys.keyOf, [hello.wire, back.wire])
  return { ...here, returned, keys, committed: committedKeys(thread.entries, keys.standingOf) }
}

describe('resealing to a visit that was checked', () => {
  it('lets it open every earlier generation, and names each once', async () => {
    const { conversationId, epoch, first, returned, keys, committed } = await returnedScene()
    const resealed = await resealToVisit({ conversationId, visitId: returned.id, keys, committed })
    expect(resealed?.left).toEqual([])
    const slots = resealed?.parts.flat() ?? []
    expect(slots.map(({ number }) => number)).toEqual([1, 2])
    const opened = await openSlot({
      conversationId,
      record: { ...first.record, epochId: epoch.id },
      slot: { to: 'visit', recipient: returned.id, bytes: base64UrlToBytes(slots[0]?.bytes ?? '') as Bytes },
      pair: returned.pair,
    })
    expect(opened.generation.key).toEqual(first.generation.key)
  })

  it('does nothing for a visit that has not shown its key in the conversation', async () => {
    const { conversationId, keys, committed } = await returnedScene()
    const { id: visitId } = await createVisit()
    expect(await resealToVisit({ conversationId, visitId, keys, committed })).toBeUndefined()
  })

  it('says which generations it could not hand on', async () => {
    const { conversationId, epoch, first, returned, committed } = await returnedScene()
    const keys = createGenerationKeys(conversationId, () => undefined)
    await keys.add([viewOf(first.record)])
    keys.keep({ number: 2, key: first.generation.key, link: first.generation.link }, epoch.id)
    const resealed = await resealToVisit({ conversationId, visitId: returned.id, keys, committed })
    expect(resealed?.left).toEqual([1])
    expect(resealed?.parts.flat().map(({ number }) => number)).toEqual([2])
  })
})
