import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Content } from '../../contracts/content.ts'
import { bytesToBase64Url, randomId } from '../../kernel/index.ts'
import { nextEnvelope, readStatement, verifyConsent } from '../../sealing/index.ts'
import { conversationErrors } from './conversations.errors.ts'
import {
  createNoScriptAgent,
  type NoScriptAgent,
  type NoScriptNews,
  type NoScriptPass,
} from './conversations.no-script.ts'
import { claim } from './desk.usecases.ts'
import { openDesk, type DeskSide } from './testing-sides.ts'
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

const over = expect.objectContaining({ kind: conversationErrors.visit_over })
const begin = (text = 'help me') => agent.begin({ language: 'en', text, clientKey: 'c' })
const text = (said: string): Content => ({ kind: 'text', text: said })

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

/** The desk says something that is not text. */
async function offer(desk: DeskSide, content: Content): Promise<void> {
  const made = await nextEnvelope(desk.writer, {
    content,
    seen: [],
    generation: desk.newest,
    signer: desk.pair,
  })
  desk.writer = made.writer
  await desk.post(bytesToBase64Url(made.wire))
}

const ask = (askId: string): Content => ({
  kind: 'consent-ask',
  askId,
  to: { teamId: randomId(), organisation: 'An invented house', service: 'Safe bed' },
  why: 'a bed tonight',
  until: '2027-01-01T00:00:00.000Z',
  fields: [
    { key: 'name', label: 'Name', value: 'Ana' },
    { key: 'age', label: 'Age', value: '19' },
  ],
})

describe('a conversation without script', () => {
  it('goes from the first message to an answer, sealed on the way in and opened on the way out', async () => {
    const pass = await begin('I need a bed')
    const desk = await deskFor(pass)
    expect(await desk.read()).toEqual(['I need a bed'])
    await desk.say('where are you?')
    await agent.say(pass, text('in Kingston'), randomId())
    expect(await texts(pass)).toEqual(['I need a bed', 'where are you?', 'in Kingston'])
    expect(await desk.read()).toEqual(['I need a bed', 'where are you?', 'in Kingston'])
    const { items, state, withheld } = await agent.view(pass)
    expect(items.map(({ by }) => by)).toEqual(['me', 'responder', 'me'])
    expect(items.map(({ marks }) => marks.serverSealed)).toEqual([true, false, true])
    expect(items.every(({ marks }) => marks.missing === 0 && !marks.late && !marks.forked)).toBe(true)
    expect([state.serverReadable, withheld]).toEqual([true, 0])
  })

  it('says once what a form sent twice, even at the same moment', async () => {
    const pass = await begin()
    const once = randomId()
    await Promise.all([1, 2, 3].map(() => agent.say(pass, text('one'), once)))
    await agent.say(pass, text('one'), once)
    await Promise.all(['a', 'b', 'c'].map((said) => agent.say(pass, text(said), randomId())))
    expect((await texts(pass)).toSorted()).toEqual(['a', 'b', 'c', 'help me', 'one'])
  })

  it('begins once with a form sent twice, also at once; other words in the same form are said too', async () => {
    const pass = { ticket: randomId(), half: bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32))) }
    const form = { conversationId: randomId(), pass }
    const send = (said: string) => agent.begin({ language: 'en', text: said, form, clientKey: 'c' })
    expect(await Promise.all([send('first'), send('first'), send('first')])).toEqual([pass, pass, pass])
    await send('first')
    expect(await texts(pass)).toEqual(['first'])
    await send('changed after Back')
    expect(await texts(pass)).toEqual(['first', 'changed after Back'])
    await agent.exit(pass)
    await expect(send('first')).rejects.toEqual(over)
  })

  it('goes on under the team’s next key, whoever makes it', async () => {
    const pass = await begin()
    const desk = await deskFor(pass)
    await world.changeEpoch()
    await agent.say(pass, text('by the agent'), randomId())
    await desk.read()
    await world.changeEpoch()
    await desk.say('by the desk')
    await world.changeEpoch()
    await Promise.all([agent.say(pass, text('both'), randomId()), desk.say('at once')])
    expect((await texts(pass)).toSorted()).toEqual([
      'at once',
      'both',
      'by the agent',
      'by the desk',
      'help me',
    ])
  })

  it('keeps nothing in the database that opens it: the other half is only in the page', async () => {
    const pass = await begin('a secret sentence')
    await agent.settled()
    const rows = await world.raw<{ everything: string }>(
      `select string_agg(t::text, '') as everything from conversations.tickets t`,
    )
    for (const secret of ['a secret sentence', pass.half, pass.ticket]) {
      expect(rows[0]?.everything).not.toContain(secret)
      expect(rows[0]?.everything).not.toContain(Buffer.from(secret).toString('hex'))
    }
    expect(rows[0]?.everything).not.toContain(Buffer.from(bytes(pass.half)).toString('hex'))
    const wrongHalf = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(32)))
    await expect(agent.view({ ...pass, half: wrongHalf })).rejects.toEqual(over)
    await expect(agent.view({ ...pass, half: 'x' })).rejects.toEqual(over)
  })

  it('can leave a message, which does not ring', async () => {
    const pass = await begin()
    await agent.say(pass, { kind: 'left-message', text: 'call my aunt', safeTime: 'after nine' }, randomId())
    expect((await agent.view(pass)).state).toMatchObject({ state: 'waiting', leftMessage: true })
  })

  it('refuses empty and over-long text in plain words, and stores nothing of it', async () => {
    const pass = await begin()
    const refusal = { kind: conversationErrors.envelope_refused }
    for (const said of ['', 'x'.repeat(4_001), '\u0001'.repeat(4_000)]) {
      await expect(begin(said)).rejects.toMatchObject(refusal)
      await expect(agent.say(pass, text(said), randomId())).rejects.toMatchObject(refusal)
    }
    await agent.say(pass, text('界'.repeat(4_000)), randomId())
    expect(await texts(pass)).toHaveLength(2)
  })

  it('ends with Exit, and with burning', async () => {
    const [left, burned] = [await begin(), await begin()]
    await agent.exit(left)
    await agent.burn(burned)
    for (const pass of [left, burned]) {
      await expect(agent.view(pass)).rejects.toEqual(over)
      await expect(agent.say(pass, text('x'), randomId())).rejects.toEqual(over)
    }
  })
})

describe('consent without script', () => {
  it('is signed with the visit’s key, over the ticked fields and nothing of the others', async () => {
    const pass = await begin()
    const desk = await deskFor(pass)
    const askId = randomId()
    await offer(desk, ask(askId))
    await agent.answerConsent(pass, { askId, yes: true, ticked: ['age', 'not-asked'] }, randomId())
    const { items } = await agent.view(pass)
    const answer = items.at(-1)?.content
    if (answer?.kind !== 'consent-answer') throw new Error('no answer')
    expect(answer).toMatchObject({ askId, yes: true, ticked: ['age'] })
    expect(readStatement(answer.statement)?.fields.map(([key]) => key)).toEqual(['age'])
    const visit = (await desk.page()).visits[0]
    expect(answer.signPublicKey).toBe(visit?.signPublicKey)
    const { statement } = answer
    const signed = {
      statement,
      signature: bytes(answer.signature),
      signPublicKey: bytes(answer.signPublicKey),
    }
    expect(await verifyConsent({ kind: 'tapped', ...signed })).toBe(true)
  })

  it('can be refused, which names no field, and is not given to an ask that never came', async () => {
    const pass = await begin()
    const desk = await deskFor(pass)
    const askId = randomId()
    await offer(desk, ask(askId))
    await agent.answerConsent(pass, { askId, yes: false, ticked: ['name'] }, randomId())
    expect((await agent.view(pass)).items.at(-1)?.content).toMatchObject({ yes: false, ticked: [] })
    await expect(
      agent.answerConsent(pass, { askId: randomId(), yes: true, ticked: [] }, randomId()),
    ).rejects.toMatchObject({ kind: conversationErrors.envelope_refused })
  })
})

describe('watching without script', () => {
  /** Collects news until `enough` holds. */
  async function watch(pass: NoScriptPass, enough: (news: NoScriptNews[]) => boolean, after = 0) {
    const stop = new AbortController()
    const news: NoScriptNews[] = []
    for await (const one of agent.watch(pass, { after, signal: stop.signal })) {
      news.push(one)
      if (enough(news)) stop.abort()
    }
    return news
  }
  const said = (news: NoScriptNews[]) =>
    news
      .flatMap((one) => (one.kind === 'items' ? one.items : []))
      .map(({ content }) => content && 'text' in content && content.text)

  it('gives what there is, then what comes, opened, once and in order', async () => {
    const pass = await begin('zero')
    const desk = await deskFor(pass)
    const watching = watch(pass, (news) => said(news).length === 8)
    for (let i = 1; i <= 6; i++) {
      if (i === 3) await world.changeEpoch()
      await (i % 2 ? desk.say(`m${i}`) : agent.say(pass, text(`m${i}`), randomId()))
    }
    await desk.say('last')
    expect(said(await watching)).toEqual(['zero', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'last'])
  })

  it('begins after a position, and says what is true', async () => {
    const pass = await begin('zero')
    const news = await watch(pass, (so_far) => so_far.length === 1, 1)
    expect(news).toMatchObject([{ kind: 'state', state: { state: 'waiting' } }])
  })

  it('ends when the visit does, and is not counted as open any more', async () => {
    const pass = await begin()
    const before = world.room.hub.streams
    const watching = watch(pass, () => false)
    await expect.poll(() => world.room.hub.streams).toBe(before + 1)
    await agent.exit(pass)
    expect((await watching).at(-1)).toEqual({ kind: 'end', how: 'over' })
    expect(world.room.hub.streams).toBe(before)
  })
})
