import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createPair, newGeneration } from '../../sealing/index.ts'

vi.hoisted(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { documentElement: { lang: 'en' } }))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
})
vi.mock('./pinned.ts', () => ({ pins: [] }))
vi.mock('./page.ts', () => ({
  page: { locale: 'en' },
  t: (key: string) => key,
  wait: () => new Promise((resolve) => setTimeout(resolve, 0)),
}))

const { empty, id, line, nothing, open, problem, say } = await import('./outbox.testing.ts')
const { newSession } = await import('./session.ts')
type Session = Awaited<ReturnType<typeof newSession>>

describe('the outbox', () => {
  it('brings every message once and in order, however requests and acknowledgements are lost', async () => {
    const fates = fc.array(fc.constantFrom('arrives' as const, 'lost' as const, 'answer lost' as const), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 5 }), async (fate, count) => {
        const there = line(await createPair())
        const left = [...fate]
        there.connect(() => left.shift() ?? 'arrives')
        const session = await newSession()
        const seen = nothing()
        const { outbox } = open(session, seen)
        const said = Array.from({ length: count }, (_, i) => `message ${i}`)
        for (const text of said) await outbox.push(say(text))
        await empty(session)
        expect(await there.texts(session.kept.conversationId)).toEqual(said)
        expect(seen.acknowledged).toEqual(said)
      }),
      { numRuns: 25 },
    )
  })

  it('after a reload sends the very same bytes again, and then what was not sealed yet', async () => {
    const there = line(await createPair())
    const fates = ['answer lost'] as const
    let requests = 0
    there.connect(() => fates[requests++] ?? 'page gone')
    const session = await newSession()
    const first = open(session, nothing())
    await first.outbox.push(say('one'))
    await first.outbox.push(say('two'))
    await vi.waitFor(() => expect(requests).toBeGreaterThan(1))
    const reloaded: Session = { ...session, kept: structuredClone(session.kept) }
    const seen = nothing()
    there.connect(() => 'arrives')
    const again = open(reloaded, seen)
    const sent = again.outbox.pump()
    await vi.waitFor(() => expect(seen.acknowledged).toEqual(['one']))
    await again.keyring.add(there.views)
    await sent
    expect(await there.texts(session.kept.conversationId)).toEqual(['one', 'two'])
    expect(seen.acknowledged).toEqual(['one', 'two'])
  })

  it('makes the next generation when the one it has is no longer the current one', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const { outbox } = open(session, nothing())
    await outbox.push(say('before'))
    await empty(session)
    there.setGeneration(4)
    await outbox.push(say('after'))
    await empty(session)
    expect([...there.keys.keys()]).toEqual([1, 5])
    expect(await there.texts(session.kept.conversationId)).toEqual(['before', 'after'])
  })

  it('adopts the generation of whoever was first', async () => {
    const team = await createPair()
    const there = line(team)
    there.connect(() => 'arrives')
    const session = await newSession()
    const { outbox } = open(session, nothing())
    await outbox.push(say('before'))
    await empty(session)
    const { visit, kept } = session
    const reader = { to: 'visit' as const, recipient: visit.id, publicKey: visit.pair.publicKey }
    const epoch = { id: id('e'), publicKey: team.publicKey }
    const made = await newGeneration({
      conversationId: kept.conversationId,
      number: 2,
      epoch,
      recipients: [reader],
    })
    const slot = made.record.slots.find(({ to }) => to === 'visit')
    there.keys.set(2, made.generation)
    there.setGeneration(2, {
      number: 2,
      epochId: id('e'),
      commit: bytesToBase64Url(made.record.commit),
      slot: { ...slot, bytes: bytesToBase64Url(slot?.bytes ?? new Uint8Array()) },
    })
    await outbox.push(say('after'))
    await empty(session)
    expect([...there.keys.keys()]).toEqual([1, 2])
    expect(await there.texts(kept.conversationId)).toEqual(['before', 'after'])
  })

  it('hands back what the line will never take, and goes on with the rest', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const seen = nothing()
    const { outbox } = open(session, seen)
    await outbox.push(say('one'))
    await empty(session)
    let refuse = true
    there.answers(() =>
      refuse ? ((refuse = false), problem(422, 'conversations.envelope_refused')) : undefined,
    )
    await outbox.push(say('two'))
    await outbox.push(say('three'))
    await empty(session)
    expect(seen.refused).toEqual(['two'])
    expect(seen.acknowledged).toEqual(['one', 'three'])
  })

  it('hands back what does not fit an envelope', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const seen = nothing()
    const { outbox } = open(session, seen)
    const tooMuch = '\u0001'.repeat(4_000)
    await outbox.push(say(tooMuch))
    await empty(session)
    expect(seen.refused).toEqual([tooMuch])
  })

  it('stops when the visit is over, and keeps what was not sent', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    there.answers(() => problem(410, 'conversations.visit_over'))
    const session = await newSession()
    const seen = nothing()
    await open(session, seen).outbox.push(say('still here'))
    await vi.waitFor(() => expect(seen.over).toEqual(['conversations.visit_over']))
    expect(session.kept.outbox).toHaveLength(1)
  })

  it('leaves nothing readable in the tab', async () => {
    const there = line(await createPair())
    there.connect(() => 'lost')
    const session = await newSession()
    const canary = 'Zanzibar-4711'
    session.kept.draft = canary
    await open(session, nothing()).outbox.push(say(canary))
    const stored = sessionStorage.getItem('v') ?? ''
    const [ticketId, half, sealed] = stored.split('.')
    expect(stored.split('.')).toHaveLength(3)
    expect([ticketId?.length, half?.length]).toEqual([22, 43])
    expect(Buffer.from(sealed ?? '', 'base64url').includes(canary)).toBe(false)
    expect(stored).not.toContain(bytesToBase64Url(session.halves.serverHalf))
    there.connect(() => 'arrives')
    await empty(session)
  })
})
