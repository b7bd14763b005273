import { describe, expect, it, vi } from 'vitest'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import { createPair, isSolved } from '../../sealing/index.ts'

const clock = vi.hoisted(() => {
  const kept = new Map<string, string>()
  const page = { documentElement: { lang: 'en' }, getElementById: () => null }
  vi.stubGlobal('document', Object.assign(new EventTarget(), page))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  return { waits: [] as number[], comes: true }
})
vi.mock('./page.ts', () => ({
  page: { locale: 'en' },
  t: (key: string) => key,
  wait: (milliseconds: number) => {
    clock.waits.push(milliseconds)
    return clock.comes ? new Promise((resolve) => setTimeout(resolve, 0)) : new Promise(() => undefined)
  },
}))

const { passCrowd } = await import('./crowd.ts')
const { Refused } = await import('./http.ts')
const { empty, line, nothing, open, problem, say } = await import('./outbox.testing.ts')
const { newSession } = await import('./session.ts')

const challenge = bytesToBase64Url(new Uint8Array(37).fill(7))
const bytes = (text: string): Bytes => base64UrlToBytes(text) ?? new Uint8Array()
const crowded = (facts: Record<string, unknown>) =>
  new Refused(429, 'conversations.crowded', '', facts, 6_000)

describe('what a crowd asks for', () => {
  it('is worked out, and fits', async () => {
    clock.comes = false
    const proof = await passCrowd(crowded({ challenge, work: true }))
    expect(proof?.challenge).toBe(challenge)
    expect(await isSolved(bytes(challenge), bytes(proof?.answer ?? ''))).toBe(true)
  })

  it('is waited for where no work serves, or the turn comes first, a little longer than was said', async () => {
    clock.comes = true
    clock.waits.length = 0
    for (const work of [false, true])
      expect(await passCrowd(crowded({ challenge, work }))).toEqual({ challenge })
    expect(await passCrowd(crowded({}))).toBeUndefined()
    expect(clock.waits).toEqual([6_500, 6_500, 6_500])
  })
})

describe('a first message in a crowd', () => {
  it.each([
    [true, ['well']],
    [false, ['conversations.crowded', 'well']],
  ])('goes once it may, and says so only when it has to wait (work: %s)', async (work, told) => {
    clock.comes = true
    const there = line(await createPair())
    there.connect(() => 'arrives')
    let left = 1
    there.answers((path) =>
      path.startsWith('/api/conversation/open') && left-- > 0
        ? problem(429, 'conversations.crowded', { challenge, work }, { 'retry-after': '6' })
        : undefined,
    )
    const session = await newSession()
    const seen = nothing()
    await open(session, seen).outbox.push(say('first'))
    await empty(session)
    expect([seen.acknowledged, seen.refused, seen.trouble]).toEqual([['first'], [], told])
    expect(await there.texts(session.kept.conversationId)).toEqual(['first'])
  })
})
