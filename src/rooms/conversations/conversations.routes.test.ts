import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as contract from '../../contracts/conversations.ts'
import { errorCatalogue, type Actor } from '../../kernel/index.ts'
import { deriveReceipt } from '../../sealing/index.ts'
import { createConversations, type Conversations } from './index.ts'
import { openSeeker } from './testing-sides.ts'
import { fast, openWorld, type World } from './testing.ts'

let world: World
let room: Conversations
beforeAll(async () => {
  world = await openWorld({ interpreterNumber: '+1 555 0100', interpreterLanguages: ['ar'] })
  room = createConversations(world.deps)
})
afterAll(() => world.close())

const declared = [...contract.helpConversationRoutes, ...contract.deskRoutes]

/** Asks a route as the server does, past its own check of access. */
function ask(id: string, input: unknown, actor: Actor = { kind: 'public' }) {
  const handled = room.routes.find(({ route }) => route.id === id)
  if (!handled) throw new Error(`no route ${id}`)
  const context = { actor, locale: 'en', clientKey: 'c', setHeader: () => undefined }
  return handled.answer(handled.route.input.parse(input), context)
}

describe('the routes', () => {
  it('are those of the contract, each once', () => {
    expect(room.routes.map(({ route }) => route.id).toSorted()).toEqual(
      declared.map(({ id }) => id).toSorted(),
    )
  })

  it('name only errors that exist', () => {
    const codes = new Set(errorCatalogue().map(({ code }) => code))
    expect(declared.flatMap(({ errors }) => errors).filter((code) => !codes.has(code))).toEqual([])
  })

  it('have no id or secret of a seeker in an address', () => {
    for (const { path, method, input } of declared) {
      if (method === 'get')
        expect([path, Object.keys((input as { shape?: object }).shape ?? {})]).toEqual([
          path,
          path.endsWith('/line') ? ['language', 'region'] : [],
        ])
      expect(path).not.toMatch(/[:{*]/)
    }
  })

  it('refuse whoever got past the check of access with the wrong actor', async () => {
    const { ticket, conversationId, actor } = await openSeeker(world)
    const seekers = declared.filter(({ access }) => access === 'seeker')
    const desks = declared.filter(({ access }) => typeof access === 'object')
    expect([seekers.length, desks.length]).toEqual([11, 30])
    for (const { id } of [...seekers, ...desks]) {
      const wrong: Actor = seekers.some((route) => route.id === id) ? world.member() : actor
      const handled = room.routes.find(({ route }) => route.id === id)
      const context = { actor: wrong, locale: 'en', clientKey: 'c', setHeader: () => undefined }
      const input = { conversationId, visitId: actor.visitId, ticketId: ticket.ticketId, after: 0, limit: 10 }
      const answer = async () => handled?.answer(input, context)
      await expect(answer()).rejects.toMatchObject({
        kind: { code: expect.stringMatching(/^conversations\./) },
      })
    }
  })

  it('say to the public who can answer now, and nothing about anybody', async () => {
    expect(await ask('conversations.availability', {})).toEqual({
      open: false,
      respondersFree: 0,
      languages: [],
      waiting: expect.any(Number),
      interpreter: { number: '+1 555 0100', languages: ['ar'] },
    })
    expect(await ask('conversations.current_line', {})).toMatchObject({ teamId: world.teamId })
    expect(Object.keys((await ask('conversations.current_line', { language: 'fr' })) as object)).toEqual([
      'teamId',
      'epochId',
      'epochPublicKey',
    ])
  })

  it('tell a waiting seeker how many are before them', async () => {
    const [, second] = [await openSeeker(world), await openSeeker(world)]
    const fresh = createConversations(world.deps)
    const handled = fresh.routes.find(({ route }) => route.id === 'conversations.state')
    const context = { actor: second.actor, locale: 'en', clientKey: 'c', setHeader: () => undefined }
    expect(await handled?.answer({}, context)).toMatchObject({ state: 'waiting', ahead: 2, open: false })
  })

  it('answer coming back with what is needed and nothing more', async () => {
    const side = await openSeeker(world)
    await side.registerWords()
    const { lookupId, token } = await deriveReceipt(side.receipt, fast)
    const proof = {
      lookupId: Buffer.from(lookupId).toString('base64url'),
      token: Buffer.from(token).toString('base64url'),
    }
    const found = (await ask('conversations.find_line', proof)) as object
    expect(Object.keys(found).toSorted()).toEqual([
      'conversationId',
      'grant',
      'line',
      'nextGeneration',
      'recipients',
    ])
    expect(contract.findLine.output.safeParse(found).success).toBe(true)
  })
})
