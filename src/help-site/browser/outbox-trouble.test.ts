import { describe, expect, it, vi } from 'vitest'
import { createPair } from '../../sealing/index.ts'

const waits = vi.hoisted(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { documentElement: { lang: 'en' } }))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  return [] as number[]
})
vi.mock('./pinned.ts', () => ({ pins: [] }))
vi.mock('./page.ts', () => ({
  page: { locale: 'en' },
  t: (key: string) => key,
  wait: (milliseconds: number) => {
    waits.push(milliseconds)
    return new Promise((resolve) => setTimeout(resolve, 0))
  },
}))

const { empty, line, nothing, open, problem, say } = await import('./outbox.testing.ts')
const { newSession } = await import('./session.ts')

describe('the outbox, when the line does not take a message now,', () => {
  it.each([
    [503, 'conversations.no_line', '/api/conversation/line'],
    [507, 'server.full', '/api/conversation/open'],
    [503, 'server.unavailable', '/api/conversation/open'],
    [429, 'conversations.too_many_tries', '/api/conversation/open'],
  ])('says why it waits after %i %s, and never that the network is away', async (status, code, path) => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    let left = 3
    there.answers((asked) => (asked.startsWith(path) && left-- > 0 ? problem(status, code) : undefined))
    const session = await newSession()
    const seen = nothing()
    await open(session, seen).outbox.push(say('first'))
    await empty(session)
    expect(seen.trouble).toEqual([code, code, code, 'well'])
    expect(seen.acknowledged).toEqual(['first'])
    expect(seen.refused).toEqual([])
  })

  it('speaks of the network only where no answer came', async () => {
    const there = line(await createPair())
    const fates = ['lost', 'answer lost'] as const
    let requests = 0
    there.connect(() => fates[requests++] ?? 'arrives')
    const session = await newSession()
    const seen = nothing()
    await open(session, seen).outbox.push(say('first'))
    await empty(session)
    expect(seen.trouble).toEqual(['offline', 'offline', 'well'])
  })

  it('tries again when the server said it may, with the very same bytes, and loses nothing', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const seen = nothing()
    const { outbox } = open(session, seen)
    await outbox.push(say('one'))
    await empty(session)
    const asked = [
      { 'retry-after': '40' },
      { 'retry-after': new Date(Date.now() + 90_000).toUTCString() },
      { 'retry-after': '999999' },
    ]
    waits.length = 0
    there.answers(() => {
      const headers = asked.shift()
      return headers && problem(429, 'conversations.too_many_messages', {}, headers)
    })
    await outbox.push(say('two'))
    await outbox.push(say('three'))
    expect(session.kept.outbox.map(({ key }) => key)).toContain('two')
    await empty(session)
    const [seconds = 0, date = 0, most = 0] = waits
    for (const [waited, wanted] of [
      [seconds, 40_000],
      [date, 88_000],
      [most, 600_000],
    ] as const) {
      expect(waited).toBeGreaterThanOrEqual(wanted)
      expect(waited).toBeLessThanOrEqual(wanted + 3_100)
    }
    expect(seen.acknowledged).toEqual(['one', 'two', 'three'])
    expect(await there.texts(session.kept.conversationId)).toEqual(['one', 'two', 'three'])
  })
})
