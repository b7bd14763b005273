import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LineState } from '../../contracts/conversations.ts'
import { translator } from '../../i18n/index.ts'
import { NorthlineError, randomId } from '../../kernel/index.ts'
import type { Conversations, NoScriptItem, NoScriptNews } from '../../rooms/conversations/index.ts'
import { helpSite } from '../index.ts'
import { address, post, stubDeps } from '../testing.ts'

const t = translator('en')
const state: LineState = {
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
const half = 'A'.repeat(43)
const ticket = randomId()
const pass = { ticket, half, once: randomId() }

function item(text: string, by: NoScriptItem['by'] = 'me'): NoScriptItem {
  const marks = { missing: 0, late: false, forked: false, serverSealed: by === 'me' }
  return {
    id: text,
    position: 1,
    at: '2026-11-23T20:00:00Z',
    by,
    content: { kind: 'text', text },
    reference: undefined,
    marks,
  }
}

type Agent = Conversations['noScript']

function site(own: Partial<Agent>, items: NoScriptItem[] = [], news: NoScriptNews[] = []) {
  const noScript = {
    view: async () => ({ items, state, withheld: 0 }),
    words: async () => ({
      words: ['one', 'two', 'three', 'four', 'five', 'six'],
      digits: '1234 5678 9012 3456 7890',
    }),
    say: async () => undefined,
    async *watch() {
      yield* [{ kind: 'items' as const, items }, { kind: 'state' as const, state }, ...news]
    },
    ...own,
  } as Partial<Agent> as Agent
  return helpSite(stubDeps({ conversations: { ...stubDeps().conversations, noScript } }))
}

const send = (app: ReturnType<typeof site>, fields: Record<string, string>) =>
  app.request(`${address}/en/chat`, post({ ...pass, ...fields }))

describe('the first form without script', () => {
  const form = { c: randomId(), text: 'help me' }

  it('opens a conversation with the ids it carried, and its answer is the page that goes on', async () => {
    const begun: unknown[] = []
    const app = site({ begin: async (input) => (begun.push(input), input.form?.pass ?? pass) }, [
      item('help me'),
    ])
    const response = await send(app, form)
    expect(begun).toEqual([
      {
        language: 'en',
        text: 'help me',
        form: { conversationId: form.c, pass: { ticket, half } },
        clientKey: 'key',
      },
    ])
    const html = await response.text()
    for (const said of ['help me', 'one', t('chat.sent'), t('chat.server_sealed'), 'You are next'])
      expect(html).toContain(said)
    expect(response.headers.get('content-encoding')).toBeNull()
    expect(response.headers.get('content-security-policy')).toMatch(/frame-src 'self'.*form-action 'self'/)
  })

  it('gives what was typed back when it is too long, and nothing is sent', async () => {
    const app = site({ begin: () => Promise.reject(new Error('must not be called')) })
    const text = 'y'.repeat(4_200)
    const html = await (await send(app, { ...form, text })).text()
    expect(html).toContain(text)
    expect(html).toContain('200 characters too long')
    expect(html).not.toContain(ticket)
  })

  it('sent again after Exit shows nothing of what was typed', async () => {
    const over = { code: 'conversations.visit_over', status: 410, safe: '' }
    const app = site({ begin: () => Promise.reject(new NorthlineError(over)) })
    const response = await send(app, { ...form, text: 'canary' })
    expect(response.status).toBe(410)
    expect(await response.text()).not.toContain('canary')
  })

  it('can be a message that is left, with when and how it is safe to answer', async () => {
    const begun: { left?: unknown }[] = []
    const app = site({ begin: async (input) => (begun.push(input), pass) })
    await (await send(app, { ...form, action: 'leave', time: 'Mondays', way: '' })).text()
    expect(begun[0]?.left).toEqual({ safeTime: 'Mondays' })
  })
})

describe('a form of an open conversation', () => {
  it('for a message is answered with nothing, so that the page and its drafts stay', async () => {
    const response = await send(site({}), { action: 'say', text: 'hello', frame: 'yes' })
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it('for a message that is too long says so in its own frame, and no other site may hold that frame', async () => {
    const response = await send(site({}), { action: 'say', text: 'z'.repeat(4_001), frame: 'yes' })
    expect(await response.text()).toContain('1 character too long')
    expect(response.headers.get('content-security-policy')).toContain(`frame-ancestors 'self'`)
  })

  it('for a yes without anything ticked asks again', async () => {
    const html = await (
      await send(site({}), { action: 'consent', ask: randomId(), yes: 'yes', frame: 'yes' })
    ).text()
    expect(html).toContain(t('chat.consent.nothing_ticked'))
  })

  it('carries ticket and half hidden, and no address ever holds them', async () => {
    const html = await (
      await send(site({}, [item('hi', 'responder')]), { action: 'look', mode: 'still' })
    ).text()
    const addresses = [...html.matchAll(/\s(?:href|action|src|target)="([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    )
    expect(addresses.join(' ')).not.toContain(ticket)
    expect(html).toContain(`name="ticket" value="${ticket}"`)
  })

  it('with a pass that is none is told that the visit is over', async () => {
    const response = await site({}).request(
      `${address}/en/chat`,
      post({ ticket: 'x', half: 'y', action: 'look' }),
    )
    expect(response.status).toBe(410)
  })

  it('is shown still, and as a whole, to a browser that never shows an unfinished page', async () => {
    const app = site(
      {
        watch: () => {
          throw new Error('no stream for a text browser')
        },
      },
      [item('hi', 'responder')],
    )
    const response = await app.request(
      `${address}/en/chat`,
      post({ ...pass, action: 'look' }, { 'user-agent': 'Lynx/2.9' }),
    )
    const html = await response.text()
    expect(html).toContain('hi')
    expect(html).not.toContain('<iframe')
    expect(html.trimEnd().endsWith('</html>')).toBe(true)
  })
})

describe('the streamed page', () => {
  const read = async (items: NoScriptItem[], news: NoScriptNews[]) =>
    (await send(site({}, items, news), { action: 'look' })).text()

  it('writes a fresh text box after an own message, hides the one before, and never touches a draft otherwise', async () => {
    const own = await read([], [{ kind: 'items', items: [item('mine')] }])
    expect(own.match(/<textarea id="t\d+"/g)).toEqual(['<textarea id="t1"', '<textarea id="t2"'])
    expect(own).toContain('#c1{display:none!important}')
    const theirs = await read([], [{ kind: 'items', items: [item('theirs', 'responder')] }])
    expect(theirs.match(/<textarea id="t\d+"/g)).toEqual(['<textarea id="t1"'])
  })

  it('tells the truth again when it changes, in place of what it said before', async () => {
    const html = await read([], [{ kind: 'state', state: { ...state, unanswered: true } }])
    expect(html).toContain(t('chat.state.unanswered').slice(0, 20))
    expect(html).toContain('#n1{display:none!important}')
  })

  it('hides everything when the visit was ended from elsewhere', async () => {
    const html = await read([item('said before')], [{ kind: 'end', how: 'over' }])
    expect(html).toContain('.inner > :not(.last), .fixed')
    expect(html).toContain(t('chat.over.heading'))
  })

  it('says when it stops, and how to go on', async () => {
    expect(await read([], [{ kind: 'end', how: 'again' }])).toContain(t('chat.noscript.stopped'))
  })

  it('never takes what somebody wrote for markup', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom('<script>', '</textarea>', '"', "'", '&', '<style>', '-->', 'x', '<img onerror=a>'),
          { minLength: 1 },
        ),
        fc.constantFrom('me' as const, 'responder' as const),
        async (parts, by) => {
          const plain = await read([item('x', by)], [])
          const html = await read([item(parts.join(''), by)], [])
          const tags = (text: string) => text.match(/<\/?[a-z]+/gi)?.length
          expect(tags(html)).toBe(tags(plain))
        },
      ),
      { numRuns: 30 },
    )
  })

  it('has one nonce for its styles and none is allowed without', async () => {
    const response = await send(site({}, [], [{ kind: 'state', state: { ...state, state: 'claimed' } }]), {
      action: 'look',
    })
    const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
    const used = [...(await response.text()).matchAll(/<style nonce="([^"]+)"/g)].map((match) => match[1])
    expect(used.length).toBeGreaterThan(0)
    expect(new Set(used)).toEqual(new Set([nonce]))
  })
})

describe('coming back without script', () => {
  const back = (own: Partial<Agent>, fields: Record<string, string>) =>
    site(own).request(`${address}/en/return`, post(fields))

  it('helps with spelling, and keeps what was typed', async () => {
    const typed = { count: 2, unknown: [{ at: 0, typed: 'abandn', suggestions: ['abandon'] }] }
    const html = await (
      await back(
        { returnWithWords: async () => ({ kind: 'spelling', typed }) },
        { words: 'abandn ability', second: 'kettle' },
      )
    ).text()
    for (const said of ['abandon', 'Six are needed', 'abandn ability', 'kettle']) expect(html).toContain(said)
  })

  it('answers wrong, ended and never-made words alike', async () => {
    const unknown = new NorthlineError({ code: 'conversations.words_unknown', status: 404, safe: '' })
    const response = await back({ returnWithWords: () => Promise.reject(unknown) }, { words: 'a b c d e f' })
    expect(response.status).toBe(200)
    const html = await response.text()
    expect(html).toContain('a b c d e f')
    expect(html).not.toContain('words_unknown')
  })

  it('asks first when the conversation was begun with script', async () => {
    const html = await (
      await back({ returnWithWords: async () => ({ kind: 'warning' }) }, { words: 'a b c d e f' })
    ).text()
    expect(html).toContain(t('chat.return.server_warning'))
    expect(html).toMatch(/name="warned"\s+value="yes"/)
  })
})
