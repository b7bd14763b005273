import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeekerActor } from '../../kernel/index.ts'
import { burn } from './burn.usecases.ts'
import { conversationErrors } from './conversations.errors.ts'
import { extendConversations } from './conversations.retention.ts'
import { sweepConversations } from './conversations.sweep.ts'
import { deskNote } from './desk-note.usecases.ts'
import * as desk from './desk.usecases.ts'
import { listOpenings } from './openings.usecase.ts'
import { openDesk, openSeeker, returnSeeker, type SeekerSide } from './testing-sides.ts'
import { openWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const rolesShown = async (actor: SeekerActor) =>
  (await listOpenings(world.room, actor)).openings.map(({ role }) => role)
const actions = async (memberId: string) => {
  const rows = await world.raw<{ action: string }>(
    'select action from audit.entries where who = $1 order by id',
    memberId,
  )
  return rows.map(({ action }) => action.split('.')[1])
}
const keys = () => world.raw<{ month: string }>('select month from audit.subject_keys')

async function read(side: SeekerSide) {
  const member = world.member()
  await desk.claim(world.room, member, side.conversationId)
  const theirs = await openDesk(world, member, side.conversationId)
  await theirs.read()
  return { member, theirs }
}

describe('opening a conversation', () => {
  it('is recorded once for a session and conversation, not for each page, and not for what the stream brings', async () => {
    const side = await openSeeker(world)
    const { member, theirs } = await read(side)
    await side.say('more')
    await theirs.page()
    await theirs.page(1)
    await deskNote(world.room, member, { conversationId: side.conversationId })
    expect(await actions(member.memberId)).toEqual(['claim', 'open'])
    const again = await openDesk(world, { ...member, sessionId: member.memberId }, side.conversationId)
    await again.page()
    expect(await actions(member.memberId)).toEqual(['claim', 'open', 'open'])
  })

  it('is told to the person: role and time, nothing else', async () => {
    const side = await openSeeker(world)
    expect(await rolesShown(side.actor)).toEqual([])
    const { member } = await read(side)
    const supervisor = world.member(['supervisor'])
    await (await openDesk(world, supervisor, side.conversationId)).read()
    const told = await listOpenings(world.room, side.actor)
    expect(told.openings.map(({ role }) => role)).toEqual(['supervisor', 'responder'])
    expect(told.more).toBe(false)
    for (const hidden of [member.memberId, supervisor.memberId, world.teamId]) {
      expect(JSON.stringify(told)).not.toContain(hidden)
    }
    expect(Object.keys(told.openings[0] ?? {}).sort()).toEqual(['at', 'role'])
  })

  it('is not told to a visit that came with the words and was not checked, nor to another conversation', async () => {
    const side = await openSeeker(world)
    await side.registerWords()
    await read(side)
    const back = await returnSeeker(world.room, side.receipt)
    await expect(listOpenings(world.room, back.actor)).rejects.toEqual(
      expect.objectContaining({ kind: conversationErrors.not_checked }),
    )
    expect(await rolesShown((await openSeeker(world)).actor)).toEqual([])
  })
})

describe('the name of a conversation in the audit', () => {
  it('ends when the person deletes it', async () => {
    const before = (await keys()).length
    const side = await openSeeker(world)
    await read(side)
    expect(await keys()).toHaveLength(before + 1)
    await burn(world.room, side.actor)
    expect(await keys()).toHaveLength(before)
  })

  it('goes on with it, and ends with its month', async () => {
    await world.raw(`delete from conversations.conversations`)
    await world.raw(`delete from audit.subject_keys`)
    const side = await openSeeker(world)
    await read(side)
    const [key] = await keys()
    const later = `update conversations.conversations set touched_at = now() + interval '100 days'`
    await world.raw(later)
    const then = new Date(Date.now() + 100 * 86_400_000)
    expect(await extendConversations(world.deps, then)).toBe(1)
    expect((await keys())[0]?.month).not.toBe(key?.month)
    expect(await rolesShown(side.actor)).toEqual(['responder'])
    await world.raw(
      `update conversations.conversations set destroy_month = '2020-01', touched_at = now() - interval '9 years'`,
    )
    await sweepConversations(world.deps)
    expect(await keys()).toEqual([])
  })
})
