import { describe, expect, it } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createPair, createVisit } from '../../sealing/index.ts'
import { createGenerationKeys } from './generation-keys.ts'
import { makeGeneration, scene, teamEpoch, viewOf } from './testing.ts'

describe('the keys of a conversation at the desk', () => {
  it('open with the team’s epoch, and the first generation is called the first', async () => {
    const { conversationId, epoch, first } = await scene()
    const keys = createGenerationKeys(conversationId, (id) => (id === epoch.id ? epoch : undefined))
    expect(await keys.add([viewOf(first.record)])).toEqual([1])
    expect(keys.keyOf(1)?.key).toEqual(first.generation.key)
    expect(keys.standingOf(1)).toBe('first')
    expect(keys.shut()).toEqual([])
  })

  it('stay shut without the epoch, and open when its key comes later', async () => {
    const { conversationId, epoch, first } = await scene()
    let held: typeof epoch | undefined
    const keys = createGenerationKeys(conversationId, () => held)
    expect(await keys.add([viewOf(first.record)])).toEqual([])
    expect(keys.shut()).toEqual([1])
    held = epoch
    expect(await keys.retry()).toEqual([1])
    expect(keys.keyOf(1)?.key).toEqual(first.generation.key)
  })

  it('tell a generation whose maker held the one before from one whose maker did not', async () => {
    const { conversationId, epoch, visit, first } = await scene()
    const { generation: previous } = first
    const at = { conversationId, epoch, visits: [visit] }
    const linked = await makeGeneration({ ...at, number: 2, previous })
    const stranger = await makeGeneration({ ...at, number: 3 })
    const keys = createGenerationKeys(conversationId, () => epoch)
    await keys.add([viewOf(stranger.record), viewOf(linked.record), viewOf(first.record)])
    expect([1, 2, 3].map(keys.standingOf)).toEqual(['first', 'linked', 'unlinked'])
  })

  it('judge a generation again when the one before arrives later', async () => {
    const { conversationId, epoch, visit, first } = await scene()
    const at = { conversationId, epoch, visits: [visit] }
    const linked = await makeGeneration({ ...at, number: 2, previous: first.generation })
    const keys = createGenerationKeys(conversationId, () => epoch)
    await keys.add([viewOf(linked.record)])
    expect(keys.standingOf(2)).toBe('unknown')
    await keys.add([viewOf(first.record)])
    expect(keys.standingOf(2)).toBe('linked')
  })

  it('believe that the words were known only when the slot proves it with the words’ key', async () => {
    const { conversationId, epoch, first } = await scene()
    const words = await createPair()
    const returned = await createVisit()
    const made = await makeGeneration({ conversationId, number: 2, epoch, visits: [returned], words })
    const proven = createGenerationKeys(conversationId, () => epoch)
    await proven.add([viewOf(first.record), viewOf(made.record, bytesToBase64Url(words.publicKey))])
    expect(proven.standingOf(2)).toBe('words')
    const other = await createPair()
    const pretended = createGenerationKeys(conversationId, () => epoch)
    await pretended.add([viewOf(first.record), viewOf(made.record, bytesToBase64Url(other.publicKey))])
    expect(pretended.shut()).toEqual([2])
  })

  it('do not take a slot of another conversation or another commitment', async () => {
    const here = await scene()
    const elsewhere = await scene()
    const keys = createGenerationKeys(here.conversationId, () => elsewhere.epoch)
    expect(await keys.add([viewOf(elsewhere.first.record)])).toEqual([])
    const view = { ...viewOf(here.first.record), commit: viewOf(elsewhere.first.record).commit }
    const forged = createGenerationKeys(here.conversationId, () => here.epoch)
    expect(await forged.add([view])).toEqual([])
    expect(forged.shut()).toEqual([1])
  })

  it('give every generation held, in order, for resealing', async () => {
    const { conversationId, epoch, visit, first } = await scene()
    const later = await teamEpoch(2)
    const second = await makeGeneration({
      conversationId,
      number: 2,
      epoch: later,
      visits: [visit],
      previous: first.generation,
    })
    const keys = createGenerationKeys(conversationId, () => epoch)
    await keys.add([viewOf(first.record)])
    keys.keep(second.generation, later.id)
    expect(keys.held().map(({ generation, epochId }) => [generation.number, epochId])).toEqual([
      [1, epoch.id],
      [2, later.id],
    ])
  })
})
