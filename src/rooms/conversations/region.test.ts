import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openConversation,
  province,
  provinces,
  setRegion as setRegionRoute,
} from '../../contracts/conversations.ts'
import type { SeekerActor } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import * as desk from './desk.usecases.ts'
import { setRegion } from './region.usecase.ts'
import { conversationState } from './seeker.usecases.ts'
import { openSeeker, returnSeeker } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const refused = (kind: (typeof conversationErrors)[keyof typeof conversationErrors]) =>
  expect.objectContaining({ kind })
const inQueue = async (conversationId: string) =>
  (await desk.deskQueue(world.room, world.member())).waiting.find(
    (item) => item.conversationId === conversationId,
  )

describe('roughly where a person is', () => {
  it('is said, changed and taken away after the conversation began; the queue shows it', async () => {
    const side = await openSeeker(world)
    expect(await inQueue(side.conversationId)).not.toHaveProperty('region')
    for (const region of ['on', 'qc'] as const) {
      await setRegion(world.room, side.actor, region)
      expect(await inQueue(side.conversationId)).toMatchObject({ region })
      expect(await conversationState(world.room, side.actor)).toMatchObject({ region })
    }
    await setRegion(world.room, side.actor, null)
    expect(await inQueue(side.conversationId)).not.toHaveProperty('region')
    expect(await conversationState(world.room, side.actor)).not.toHaveProperty('region')
  })

  it('is one of a list, so that no word of anybody’s is kept in the clear', () => {
    for (const text of ['kingston', 'she-is-here', '', 'ON'])
      expect(province.safeParse(text).success).toBe(false)
    expect(provinces).toHaveLength(13)
    expect(setRegionRoute.input.safeParse({ region: 'i-am-in-the-barn' }).success).toBe(false)
    expect(openConversation.input.shape.region.safeParse('i-am-in-the-barn').success).toBe(false)
  })

  it('is neither told to nor changed by a visit that came by words and was not checked', async () => {
    const side = await openSeeker(world)
    await setRegion(world.room, side.actor, 'on')
    await side.registerWords()
    const returned = await returnSeeker(world.room, side.receipt)
    expect(await conversationState(world.room, returned.actor)).not.toHaveProperty('region')
    await expect(setRegion(world.room, returned.actor, 'bc')).rejects.toEqual(
      refused(conversationErrors.not_checked),
    )
    expect(await inQueue(side.conversationId)).toMatchObject({ region: 'on' })
  })

  it('is of nobody else’s conversation', async () => {
    const [mine, other] = [await openSeeker(world), await openSeeker(world)]
    const foreign: SeekerActor = { ...mine.actor, conversationId: other.conversationId }
    await expect(setRegion(world.room, foreign, 'on')).rejects.toEqual(refused(conversationErrors.visit_over))
    expect(await inQueue(other.conversationId)).not.toHaveProperty('region')
  })
})
