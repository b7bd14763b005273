import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { newOrganisation, pinOf, signedEpoch, signedAt } from '../../sealing/certificates.testing.ts'
import { createPair } from '../../sealing/index.ts'

const pins = vi.hoisted(() => [] as unknown[])
vi.mock('./page.ts', () => ({
  page: { locale: 'en' },
  t: (key: string) => key,
  wait: () => new Promise((resolve) => setTimeout(resolve, 0)),
}))
vi.mock('./pinned.ts', () => ({ pins }))
vi.hoisted(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { documentElement: { lang: 'en' } }))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
})

const { requireLineKey } = await import('./line-key.ts')
const { line: lineWith, nothing, open, say } = await import('./outbox.testing.ts')
const { newSession } = await import('./session.ts')

const organisation = await newOrganisation('Lakeside Line', 'hotline')
let asked = 0
let proofs: unknown[] = []

beforeEach(() => {
  pins.splice(0, pins.length, pinOf(organisation))
  asked = 0
  vi.useFakeTimers({ now: signedAt, toFake: ['Date'] })
})

function answerProofs(...answers: unknown[]) {
  proofs = answers
  const elsewhere = globalThis.fetch
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (!path.startsWith('/api/identity/team-proof')) return elsewhere(path, init)
    asked++
    return Response.json({ proof: proofs.length > 1 ? proofs.shift() : (proofs[0] ?? null) })
  })
}

const claimed = ({ epoch }: Awaited<ReturnType<typeof signedEpoch>>) => ({
  id: epoch.id,
  publicKey: bytesToBase64Url(epoch.publicKey),
})

describe('the key of the line', () => {
  it('is taken when a pinned organisation stands behind it, and asked about once', async () => {
    const made = await signedEpoch(organisation)
    answerProofs(made.proof)
    await requireLineKey(claimed(made))
    await requireLineKey(claimed(made))
    expect(asked).toBe(1)
  })

  it('is refused when it is unsigned, another’s, or swapped, each time anew', async () => {
    const made = await signedEpoch(organisation)
    const stranger = await signedEpoch(await newOrganisation('Somebody', 'hotline'))
    answerProofs(null, stranger.proof, made.proof)
    const swapped = { ...claimed(made), publicKey: bytesToBase64Url((await createPair()).publicKey) }
    for (const key of [claimed(made), claimed(stranger), swapped])
      await expect(requireLineKey(key)).rejects.toMatchObject({ code: 'conversations.unverified_key' })
    expect(asked).toBe(3)
  })

  it('is the server’s word where no key is pinned, and nothing is asked', async () => {
    pins.length = 0
    answerProofs(null)
    await requireLineKey(claimed(await signedEpoch(organisation)))
    expect(asked).toBe(0)
  })
})

it('a first message waits, sealed to nobody, and goes when a verified key can be had', async () => {
  vi.useRealTimers()
  const { epoch, proof } = await signedEpoch(organisation)
  const pair = await createPair()
  const there = lineWith(pair)
  there.connect(() => 'arrives')
  let verified = false
  there.answers((path) => {
    if (!path.startsWith('/api/conversation/line') || !verified) return undefined
    const key = { epochId: epoch.id, epochPublicKey: bytesToBase64Url(epoch.publicKey) }
    return Response.json({ teamId: organisation.teamId, ...key })
  })
  vi.spyOn(Date, 'now').mockReturnValue(signedAt)
  answerProofs(proof)
  const session = await newSession()
  const seen = nothing()
  await open(session, seen).outbox.push(say('first'))
  await vi.waitFor(() => expect(seen.trouble).toContain('conversations.unverified_key'))
  expect(session.kept.outbox).toMatchObject([{ content: { text: 'first' } }])
  expect(session.kept.outbox[0]?.attempt).toBeUndefined()
  expect([...there.keys.keys()]).toEqual([])
  verified = true
  await vi.waitFor(() => expect(session.kept.outbox[0]?.attempt).toBeDefined(), 20_000)
})
