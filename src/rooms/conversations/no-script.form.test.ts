import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import { createNoScriptAgent, type NoScriptAgent } from './conversations.no-script.ts'
import { fast, openWorld, type World } from './testing.ts'

let world: World
let agent: NoScriptAgent
beforeAll(async () => {
  world = await openWorld()
  await world.room.hub.start()
  agent = createNoScriptAgent(world.room, fast)
})
afterAll(async () => {
  await agent.settled()
  await world.close()
})

const over = expect.objectContaining({ kind: conversationErrors.visit_over })
const newForm = () => {
  const half = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
  return { conversationId: randomId(), pass: { ticket: randomId(), half } }
}
const begin = (form = newForm(), left?: { safeTime?: string }) =>
  agent.begin({ language: 'en', text: 'help me', form, clientKey: 'c', ...(left && { left }) })

describe('a first form without script', () => {
  it('opens the visit whose ids it carried', async () => {
    const form = newForm()
    expect(await begin(form)).toEqual(form.pass)
    expect((await agent.view(form.pass)).items).toHaveLength(1)
  })

  it('that is sent twice says it once', async () => {
    const form = newForm()
    await begin(form)
    await begin(form)
    expect((await agent.view(form.pass)).items).toHaveLength(1)
  })

  it('that is sent again after Exit opens nothing', async () => {
    const form = newForm()
    await begin(form)
    await agent.exit(form.pass)
    await expect(begin(form)).rejects.toEqual(over)
    await expect(agent.view(form.pass)).rejects.toEqual(over)
  })

  it('does not open another’s conversation under its id', async () => {
    const theirs = newForm()
    await begin(theirs)
    await expect(begin({ ...newForm(), conversationId: theirs.conversationId })).rejects.toEqual(over)
  })

  it('with ids that are none is refused', async () => {
    await expect(begin({ ...newForm(), pass: { ticket: 'x', half: 'y' } })).rejects.toEqual(over)
  })

  it('that leaves a message says so to the line', async () => {
    const form = newForm()
    await begin(form, { safeTime: 'Mondays' })
    const { items, state } = await agent.view(form.pass)
    expect(items[0]?.content).toEqual({ kind: 'left-message', text: 'help me', safeTime: 'Mondays' })
    expect(state.leftMessage).toBe(true)
  })
})
