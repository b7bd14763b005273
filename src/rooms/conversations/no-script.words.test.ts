import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { receiptToDigits, sealSlotFor } from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import { createNoScriptAgent, type NoScriptAgent, type NoScriptPass } from './conversations.no-script.ts'
import * as deskMessages from './desk-messages.usecases.ts'
import { claim } from './desk.usecases.ts'
import { openVisit } from './no-script.open.ts'
import { openDesk, openSeeker, returnSeeker, type DeskSide } from './testing-sides.ts'
import { bytes, fast, openWorld, type World } from './testing.ts'
import { authenticate } from './tickets.usecases.ts'

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

const begin = (text = 'help me') => agent.begin({ language: 'en', text, clientKey: 'c' })

async function texts(pass: NoScriptPass): Promise<string[]> {
  const { items } = await agent.view(pass)
  return items.map(({ content, shut }) =>
    content && 'text' in content ? content.text : (content?.kind ?? `shut: ${shut}`),
  )
}

async function deskFor(pass: NoScriptPass): Promise<DeskSide> {
  const { conversationId } = await authenticate(world.room, pass.ticket)
  const actor = world.member()
  await claim(world.room, actor, conversationId)
  const desk = await openDesk(world, actor, conversationId)
  await desk.read()
  return desk
}

describe('words without script', () => {
  it('are shown at once, work a moment later, and bring back to a blank thread', async () => {
    const pass = await begin('before')
    const shown = await agent.words(pass, 'en')
    expect(shown?.words).toHaveLength(6)
    await agent.settled()
    expect((await agent.view(pass)).state.wordsKept).toBe(true)
    const typed = (shown?.words ?? []).join(' ').toUpperCase()
    const back = await agent.returnWithWords({ typed, locale: 'fr', warned: false, clientKey: 'c' })
    if (back.kind !== 'back') throw new Error(back.kind)
    expect(await texts(back.pass)).toEqual(['returned'])
    expect((await agent.view(back.pass)).state.visit).toEqual({ how: 'words', checked: false })
    expect(await agent.words(back.pass, 'en')).toEqual(shown)
    const desk = await deskFor(pass)
    await desk.say('who is there?')
    expect(await texts(back.pass)).toEqual(['returned', 'who is there?'])
    expect(await texts(pass)).toEqual(['before', 'returned', 'who is there?'])
  })

  it('may be typed as digits where the language has no list', async () => {
    const pass = await begin()
    const shown = await agent.words(pass, 'ar')
    expect(shown?.words).toBeUndefined()
    await agent.settled()
    const arabic = (shown?.digits ?? '').replace(/\d/g, (digit) =>
      String.fromCodePoint(0x0660 + Number(digit)),
    )
    const back = await agent.returnWithWords({ typed: arabic, locale: 'ar', warned: false, clientKey: 'c' })
    expect(back.kind).toBe('back')
  })

  it('half-typed are helped by spelling alone; well-spelt and wrong are answered as never made', async () => {
    const half = { typed: 'abandon abilityy zzz', locale: 'en', warned: false, clientKey: 'c' }
    expect(await agent.returnWithWords(half)).toMatchObject({
      kind: 'spelling',
      typed: { count: 3, unknown: [{ at: 1, suggestions: ['ability'] }, { at: 2 }] },
    })
    const wrong = { ...half, typed: 'abandon ability able about above absent' }
    await expect(agent.returnWithWords(wrong)).rejects.toMatchObject({
      kind: conversationErrors.words_unknown,
    })
  })

  it('seen by somebody end at once, and new ones are shown', async () => {
    const pass = await begin()
    await agent.settled()
    const old = await agent.words(pass, 'en')
    await agent.wordsSeen(pass)
    await agent.settled()
    const fresh = await agent.words(pass, 'en')
    expect(fresh).not.toEqual(old)
    const back = (typed: string) =>
      agent.returnWithWords({ typed, locale: 'en', warned: false, clientKey: 'c' })
    await expect(back(old?.digits ?? '')).rejects.toMatchObject({ kind: conversationErrors.words_unknown })
    expect((await back(fresh?.digits ?? '')).kind).toBe('back')
  })

  it('with the second secret open what was said before; a wrong one leaves the blank thread', async () => {
    const pass = await begin('before')
    await agent.settled()
    const desk = await deskFor(pass)
    await world.changeEpoch()
    await desk.say('an answer')
    await agent.setSecond(pass, 'My Aunt Rosa')
    const { digits = '' } = (await agent.words(pass, 'en')) ?? {}
    const back = async (second: string) => {
      const result = await agent.returnWithWords({
        typed: digits,
        locale: 'en',
        second,
        warned: false,
        clientKey: 'c',
      })
      if (result.kind !== 'back') throw new Error(result.kind)
      return result
    }
    const wrong = await back('my uncle')
    expect([wrong.second, await texts(wrong.pass)]).toEqual(['wrong', ['returned']])
    const right = await back(' my aunt  rosa')
    expect([right.second, await texts(right.pass)]).toEqual([
      'opened',
      ['before', 'an answer', 'returned', 'returned'],
    ])
  })
})

describe('between a browser with script and one without', () => {
  it('coming back without needs a warning, and then both sides are told that the server can read', async () => {
    const side = await openSeeker(world, 'with script')
    await side.registerWords()
    expect(await side.state()).toMatchObject({ serverReadable: false })
    const input = { typed: receiptToDigits(side.receipt), locale: 'en', clientKey: 'c' }
    expect(await agent.returnWithWords({ ...input, warned: false })).toEqual({ kind: 'warning' })
    expect(await side.state()).toMatchObject({ serverReadable: false })
    const back = await agent.returnWithWords({ ...input, warned: true })
    if (back.kind !== 'back') throw new Error(back.kind)
    expect(await side.state()).toMatchObject({ serverReadable: true })
    const desk = await deskFor(back.pass)
    expect((await desk.page()).item.serverReadable).toBe(true)
    expect(await texts(back.pass)).toEqual(['returned'])
  })

  it('after a check the earlier messages open, and a watching page is told to show itself anew', async () => {
    const side = await openSeeker(world, 'with script')
    await side.registerWords()
    const back = await agent.returnWithWords({
      typed: receiptToDigits(side.receipt),
      locale: 'en',
      warned: true,
      clientKey: 'c',
    })
    if (back.kind !== 'back') throw new Error(back.kind)
    const desk = await deskFor(back.pass)
    const stop = new AbortController()
    const watching = (async () => {
      for await (const { kind } of agent.watch(back.pass, { signal: stop.signal }))
        if (kind === 'reload') stop.abort()
    })()
    await expect.poll(() => world.room.hub.streams).toBeGreaterThan(0)
    const visit = (await desk.page()).visits.find(({ checked }) => !checked)
    const generation = desk.keys.get(1)
    if (!visit || !generation) throw new Error('nothing to check')
    const record = (await desk.page()).generations.find(({ number }) => number === 1)
    if (!record) throw new Error('no record')
    const reader = { to: 'visit' as const, recipient: visit.visitId, publicKey: bytes(visit.publicKey) }
    const { conversationId } = desk
    const sealed = await sealSlotFor({ conversationId, record, generation, reader })
    const slots = [{ number: 1, bytes: bytesToBase64Url(sealed.bytes) }]
    await deskMessages.checkVisit(world.room, desk.actor, { conversationId, visitId: visit.visitId, slots })
    await watching
    expect(await texts(back.pass)).toEqual(['with script', 'returned'])
  })

  it('words from a page without script work with script', async () => {
    const pass = await begin('without')
    await agent.settled()
    const { receipt } = (await openVisit(world.room, pass)).state
    const back = await returnSeeker(world.room, receipt)
    expect(await back.read()).toEqual(['back'])
  })
})
