import { describe, expect, it } from 'vitest'
import { translator } from '../../i18n/index.ts'
import { NorthlineError, randomId } from '../../kernel/index.ts'
import { conversationErrors, type Conversations, type NoScriptView } from '../../rooms/conversations/index.ts'
import { helpSite } from '../index.ts'
import { address, post, stubDeps } from '../testing.ts'
import { createSlowLane } from './slow-lane.ts'

const t = translator('en')
const half = 'A'.repeat(43)
const challenge = 'C'.repeat(49)

type Agent = Conversations['noScript']
type Begin = Parameters<Agent['begin']>[0]

const state: NoScriptView['state'] = {
  teamId: 'AAAAAAAAAAAAAAAAAAAAAA',
  state: 'waiting',
  since: '2026-11-23T20:00:00Z',
  ahead: 0,
  unanswered: false,
  backInQueue: false,
  leftMessage: false,
  open: true,
  respondersFree: 1,
  responderTyping: false,
  serverReadable: true,
  wordsKept: true,
  secondKept: false,
  visit: { how: 'first', checked: true },
  deleting: { goneBy: '2027-02-07' },
}

/** A site in a crowd: who comes without a challenge gets one, with a turn so many seconds off. */
function crowdedSite(seconds: number, own: Partial<Agent> = {}) {
  const begun: Begin[] = []
  const noScript = {
    begin: async (input: Begin) => {
      begun.push(input)
      if (input.proof?.challenge !== challenge)
        throw new NorthlineError(conversationErrors.crowded, { challenge, work: true, retryAfter: seconds })
      return input.form?.pass ?? { ticket: '', half: '' }
    },
    view: async () => ({ items: [], state, withheld: 0 }),
    words: async () => undefined,
    async *watch() {
      yield { kind: 'items' as const, items: [] }
      yield { kind: 'state' as const, state }
      yield { kind: 'end' as const, how: 'again' as const }
    },
    ...own,
  } as Partial<Agent> as Agent
  return { app: helpSite(stubDeps({ conversations: { ...stubDeps().conversations, noScript } })), begun }
}

const form = () => ({ c: randomId(), ticket: randomId(), half, once: randomId(), text: 'help <me>' })

describe('a first message without script in a crowd', () => {
  it('waits in a page that says so at once, goes by itself, and the conversation follows in the same page', async () => {
    const { app, begun } = crowdedSite(1)
    const sent = form()
    const response = await app.request(`${address}/en/chat`, post({ ...sent, mode: 'live', region: 'on' }))
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const first = new TextDecoder().decode((await reader.read()).value)
    expect(first).toContain(t('chat.noscript.crowd'))
    expect(begun).toHaveLength(1)
    // What was typed stands there to be sent again, in a form that says it once.
    expect(first).toContain('help &lt;me&gt;</textarea')
    for (const kept of [sent.c, sent.ticket, sent.once, challenge, 'name="region" value="on"'])
      expect(first).toContain(kept)
    let rest = ''
    for (let part = await reader.read(); !part.done; part = await reader.read())
      rest += new TextDecoder().decode(part.value)
    expect(begun[1]).toMatchObject({
      proof: { challenge },
      form: { conversationId: sent.c },
      text: sent.text,
      region: 'on',
    })
    expect(rest).toContain('#crowd{display:none!important}')
    expect(rest).toContain(t('chat.label'))
    // One page: it begins once and ends once.
    expect(`${first}${rest}`.match(/<!doctype html>/gi)).toHaveLength(1)
    expect(rest).toMatch(/<\/html>\s*$/)
  })

  it('says nothing when the person has left before the turn came', async () => {
    const { app, begun } = crowdedSite(1)
    const response = await app.request(`${address}/en/chat`, post({ ...form(), mode: 'live' }))
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    await reader.cancel()
    await new Promise((resolve) => setTimeout(resolve, 1_600))
    expect(begun).toHaveLength(1)
  })

  it('is held for browsers that show a page only when it has ended', async () => {
    const { app, begun } = crowdedSite(1)
    const response = await app.request(`${address}/en/chat`, post({ ...form(), mode: 'still' }))
    expect(begun).toHaveLength(2)
    expect(response.status).toBe(200)
    expect(await response.text()).not.toContain(t('chat.noscript.crowd'))
  })

  it('comes back in its form when the turn is far off, with its ids and the turn; sent then, it goes', async () => {
    const { app, begun } = crowdedSite(100)
    const sent = form()
    const response = await app.request(`${address}/en/chat`, post({ ...sent, mode: 'live' }))
    expect(response.status).toBe(429)
    const html = await response.text()
    for (const kept of ['help &lt;me&gt;</textarea', sent.c, sent.ticket, challenge, 'conversations.crowded'])
      expect(html).toContain(kept)
    await app.request(`${address}/en/chat`, post({ ...sent, mode: 'still', turn: challenge }))
    expect(begun.at(-1)).toMatchObject({ proof: { challenge } })
  })

  it('shows what went wrong and still holds what was typed when it is refused at its turn', async () => {
    const begin = async (input: Begin) => {
      if (input.proof) throw new NorthlineError(conversationErrors.no_line)
      throw new NorthlineError(conversationErrors.crowded, { challenge, work: true, retryAfter: 1 })
    }
    const { app } = crowdedSite(1, { begin })
    const response = await app.request(`${address}/en/chat`, post({ ...form(), mode: 'live' }))
    const html = await response.text()
    expect(html).toContain(t('error.conversations.no_line'))
    expect(html).toContain('help &lt;me&gt;</textarea')
    expect(html).not.toContain('#crowd{display:none')
  })
})

describe('words without script in a crowd', () => {
  it('are tried when their turn has come, with nothing to tap', async () => {
    const tried: unknown[] = []
    const { app } = crowdedSite(1, {
      returnWithWords: async ({ proof }) => {
        tried.push(proof)
        if (!proof)
          throw new NorthlineError(conversationErrors.crowded, { challenge, work: true, retryAfter: 1 })
        throw new NorthlineError(conversationErrors.words_unknown)
      },
    })
    const response = await app.request(`${address}/en/return`, post({ words: 'one two three four five six' }))
    expect(tried).toEqual([undefined, { challenge }])
    expect(await response.text()).toContain(t('chat.return.unknown'))
  })
})

describe('places to wait in', () => {
  it('are bounded, for one network and in all, and free again when left, once', () => {
    const lane = createSlowLane(5, 2)
    const leave = lane.enter('a.b.c')
    expect([lane.enter('a.b.c'), lane.enter('a.x.y')].map((left) => left !== undefined)).toEqual([
      true,
      false,
    ])
    leave?.()
    leave?.()
    expect(lane.enter('a.b.c')).toBeDefined()
    expect(lane.enter('a.b.c')).toBeUndefined()
    for (const other of ['d', 'e', 'f']) expect(lane.enter(other)).toBeDefined()
    expect(lane.enter('g')).toBeUndefined()
  })
})
