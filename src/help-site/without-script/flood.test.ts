import { describe, expect, it } from 'vitest'
import { translator } from '../../i18n/index.ts'
import { NorthlineError, randomId } from '../../kernel/index.ts'
import type {
  Conversations,
  NoScriptItem,
  NoScriptNews,
  NoScriptView,
} from '../../rooms/conversations/index.ts'
import { helpSite } from '../index.ts'
import { address, post, stubDeps } from '../testing.ts'

const t = translator('en')
const pass = { ticket: randomId(), half: 'A'.repeat(43), once: randomId() }

type Agent = Conversations['noScript']

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

function site(own: Partial<Agent>) {
  const noScript = {
    view: async () => ({ items: [], state, withheld: 0 }),
    words: async () => undefined,
    ...own,
  } as Partial<Agent> as Agent
  const deps = stubDeps()
  const problemOf: typeof deps.problemOf = (error, locale) => ({
    ...deps.problemOf(error, locale),
    headers: { 'retry-after': '1' },
  })
  return helpSite(stubDeps({ problemOf, conversations: { ...deps.conversations, noScript } }))
}

function item(position: number, text: string): NoScriptItem {
  return {
    id: String(position),
    position,
    at: '2026-11-23T20:00:00Z',
    by: 'responder',
    content: { kind: 'text', text },
    reference: undefined,
    marks: { missing: 0, late: false, forked: false, serverSealed: false },
  }
}

describe('too many messages without script', () => {
  const kind = { code: 'conversations.too_many_messages', status: 429, safe: '' }
  const say = () => Promise.reject(new NorthlineError(kind))
  const text = 'please answer me'

  it('give back what was typed, with a code and when to try again', async () => {
    const fields = { ...pass, action: 'say', mode: 'still', text }
    const response = await site({ say }).request(`${address}/en/chat`, post(fields))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
    const html = await response.text()
    expect(html).toMatch(new RegExp(`<textarea[^>]*>${text}</textarea`))
    expect(html).toContain(kind.code)
  })

  it('say so in the frame of a live page, whose text box keeps what was typed', async () => {
    const fields = { ...pass, action: 'say', mode: 'live', frame: 'yes', text }
    const response = await site({ say }).request(`${address}/en/chat`, post(fields))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
    const html = await response.text()
    expect(html).toContain(t('error.conversations.too_many_messages'))
    expect(html).not.toContain('<textarea')
  })
})

describe('a live page that nobody reads', () => {
  const look = { ...pass, action: 'look', mode: 'live' }

  async function opened(news: (count: (n: number) => void) => AsyncIterable<NoScriptNews>) {
    let made = 0
    const app = site({ watch: () => news((n) => void (made = n)) })
    const response = await app.request(`${address}/en/chat`, post(look))
    return { response, made: () => made }
  }

  it('is ended before what waits for it fills the memory; the rest says how to go on', async () => {
    const text = 'x'.repeat(4_000)
    const { response, made } = await opened(async function* (count) {
      yield { kind: 'state', state }
      for (let n = 1; n <= 10_000; n++) {
        count(n)
        yield { kind: 'items', items: [item(n, text)] }
      }
    })
    await expect.poll(made).toBeGreaterThan(10)
    const html = await response.text()
    expect(made()).toBeLessThan(200)
    expect(html.length).toBeLessThan(600_000)
    expect(html).toContain(t('chat.noscript.stopped'))
    expect(html).toMatch(/<\/html>\s*$/)
  })

  it('is not ended for a long thread that a slow phone takes its time to read', async () => {
    const thread = Array.from({ length: 500 }, (_, n) => item(n + 1, 'y'.repeat(2_000)))
    const { response } = await opened(async function* () {
      yield { kind: 'items', items: thread }
      yield { kind: 'state', state }
      yield { kind: 'items', items: [item(501, 'and the newest')] }
      yield { kind: 'end', how: 'over' }
    })
    const html = await response.text()
    expect(html).toContain('and the newest')
    expect(html).not.toContain(t('chat.noscript.stopped'))
  })
})

describe('words that can’t be worked out now', () => {
  const kind = { code: 'conversations.words_busy', status: 503, safe: '' }
  const busy = () => Promise.reject(new NorthlineError(kind))

  it('come back on a page that says so, with a code and when to try again', async () => {
    const fields = { words: 'one two three four five six', second: 'kettle' }
    const response = await site({ returnWithWords: busy }).request(`${address}/en/return`, post(fields))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    const html = await response.text()
    for (const said of [fields.words, fields.second, kind.code, t('error.conversations.words_busy')])
      expect(html).toContain(said)
  })

  it('leave a second secret that was typed in its field', async () => {
    const fields = { ...pass, action: 'second', mode: 'still', second: 'kettle on the stove' }
    const response = await site({ setSecond: busy }).request(`${address}/en/chat`, post(fields))
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.text()).toContain('value="kettle on the stove"')
  })
})
