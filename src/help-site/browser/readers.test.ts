import { describe, expect, it, vi } from 'vitest'
import type { Recipient } from '../../contracts/conversations.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import {
  createPair,
  createThread,
  createVisit,
  createWriter,
  newGeneration,
  nextEnvelope,
  visitCard,
  type GenerationKey,
  type ThreadEntry,
  type Visit,
} from '../../sealing/index.ts'

vi.hoisted(() => {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { documentElement: { lang: 'en' } }))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('sessionStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  })
})
vi.mock('./pinned.ts', () => ({ pins: [] }))
vi.mock('./page.ts', () => ({
  page: { locale: 'en' },
  t: (key: string) => key,
  wait: () => new Promise((resolve) => setTimeout(resolve, 0)),
}))

const { createKeyring } = await import('./keyring.ts')
const { empty, id, line, nothing, open, say } = await import('./outbox.testing.ts')
const { judgeReaders } = await import('./readers.ts')
const { newSession } = await import('./session.ts')

type Session = Awaited<ReturnType<typeof newSession>>

const visitReader = ({ id: recipient, pair }: Pick<Visit, 'id' | 'pair'>): Recipient => ({
  to: 'visit',
  recipient,
  publicKey: bytesToBase64Url(pair.publicKey),
})
const keepReader = (publicKey: Uint8Array): Recipient => ({
  to: 'keep',
  recipient: id('k'),
  publicKey: bytesToBase64Url(publicKey),
})

async function generationOf(session: Session, previous?: GenerationKey): Promise<GenerationKey> {
  const { conversationId } = session.kept
  const epoch = { id: id('e'), publicKey: (await createPair()).publicKey }
  const number = previous ? previous.number + 1 : 1
  const made = await newGeneration({
    conversationId,
    number,
    epoch,
    recipients: [],
    ...(previous && { previous }),
  })
  return made.generation
}

/** The thread after each of these was said by a writer of its own: who showed which card, and what was said. */
async function story(
  session: Session,
  said: { by: 'seeker' | 'responder'; visit?: Visit; content: Record<string, unknown> }[],
): Promise<readonly ThreadEntry[]> {
  const { conversationId } = session.kept
  const generation = await generationOf(session)
  const thread = createThread({ conversationId, keyOf: () => generation })
  const signer = await createPair()
  for (const { by, visit, content } of said) {
    const { wire } = await nextEnvelope(createWriter(conversationId, by), {
      content,
      seen: [],
      generation,
      ...(visit && { visit: visitCard(visit) }),
      ...(by === 'responder' && { signer }),
    })
    await thread.add(wire)
  }
  return thread.entries
}

const hello = { kind: 'text', text: 'hello' }

describe('whom the next key may be sealed to', () => {
  it('is whoever showed that very key in the story, and this visit itself', async () => {
    const session = await newSession()
    const other = await createVisit()
    const keep = await createPair()
    const entries = await story(session, [
      { by: 'seeker', visit: session.visit, content: hello },
      { by: 'seeker', visit: other, content: { kind: 'returned', how: 'words' } },
      { by: 'seeker', content: { kind: 'keep', publicKey: bytesToBase64Url(keep.publicKey) } },
    ])
    const named = [visitReader(session.visit), visitReader(other), keepReader(keep.publicKey)]
    expect(judgeReaders(named, entries, session)).toBe('sound')
    expect(judgeReaders([], [], session)).toBe('sound')
  })

  it('is nobody whom the story does not know, where it was read from the beginning', async () => {
    const session = await newSession()
    const entries = await story(session, [{ by: 'seeker', visit: session.visit, content: hello }])
    const stranger = visitReader(await createVisit())
    expect(judgeReaders([visitReader(session.visit), stranger], entries, session)).toBe('refuse')
    expect(judgeReaders([keepReader((await createPair()).publicKey)], entries, session)).toBe('refuse')
  })

  it('is nobody under a key that contradicts the story, however this visit came', async () => {
    for (const returned of [false, true]) {
      const session = await newSession()
      session.kept.returned = returned
      const other = await createVisit()
      const keep = await createPair()
      const entries = await story(session, [
        { by: 'seeker', visit: other, content: hello },
        // The first card stands: a later one can't move it.
        { by: 'seeker', visit: { ...other, pair: await createPair() }, content: hello },
        { by: 'seeker', content: { kind: 'keep', publicKey: bytesToBase64Url(keep.publicKey) } },
      ])
      const swapped = { ...visitReader(other), publicKey: visitReader(await createVisit()).publicKey }
      expect(judgeReaders([swapped], entries, session)).toBe('refuse')
      expect(judgeReaders([keepReader((await createPair()).publicKey)], entries, session)).toBe('refuse')
    }
  })

  it('is left open for a visit that came by words, which can’t know the beginning', async () => {
    const session = await newSession()
    session.kept.returned = true
    expect(judgeReaders([visitReader(await createVisit())], [], session)).toBe('unsure')
    expect(judgeReaders([keepReader((await createPair()).publicKey)], [], session)).toBe('unsure')
  })

  it('is not what a responder says a visit or a second secret is', async () => {
    const session = await newSession()
    const [keep, stranger] = [await createPair(), await createVisit()]
    const entries = await story(session, [
      { by: 'seeker', visit: session.visit, content: hello },
      { by: 'responder', content: { kind: 'keep', publicKey: bytesToBase64Url(keep.publicKey) } },
    ])
    expect(judgeReaders([keepReader(keep.publicKey)], entries, session)).toBe('refuse')
    expect(judgeReaders([visitReader(stranger)], entries, session)).toBe('refuse')
  })

  it('is one’s own second secret, also before the story says it', async () => {
    const session = await newSession()
    const keep = await createPair()
    session.kept.ownKeep = bytesToBase64Url(keep.publicKey)
    expect(judgeReaders([keepReader(keep.publicKey)], [], session)).toBe('sound')
    session.kept.ownKeep = ''
    session.keep = keep
    expect(judgeReaders([keepReader(keep.publicKey)], [], session)).toBe('sound')
  })
})

describe('a server that slips in a reader', () => {
  it('gets nothing sealed to it: the message waits with a sentence, and goes when the reader is gone', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const seen = nothing()
    const { outbox } = open(session, seen)
    await outbox.push(say('before'))
    await empty(session)
    there.setGeneration(4)
    there.names([visitReader(session.visit), visitReader(await createVisit())])
    await outbox.push(say('after'))
    await vi.waitFor(() => expect(seen.trouble).toContain('conversations.unknown_reader'))
    expect(session.kept.outbox).toHaveLength(1)
    expect([...there.keys.keys()]).toEqual([1])
    there.names([visitReader(session.visit)])
    await empty(session)
    expect(there.slots(5)).toEqual([`team:${id('e')}`, `visit:${session.visit.id}`].sort())
    expect(await there.texts(session.kept.conversationId)).toEqual(['before', 'after'])
    expect(seen.trouble.at(-1)).toBe('well')
  })

  it('is told to who came by words, and can’t know: the message goes, with a mark', async () => {
    const there = line(await createPair())
    there.connect(() => 'arrives')
    const session = await newSession()
    const seen = nothing()
    const { outbox } = open(session, seen)
    await outbox.push(say('before'))
    await empty(session)
    session.kept.returned = true
    there.setGeneration(4)
    there.names([visitReader(await createVisit())])
    await outbox.push(say('after'))
    await empty(session)
    expect(seen.trouble).toContain('unsure')
  })

  it('shows where it made a generation of its own that does not follow the one before', async () => {
    const session = await newSession()
    const { conversationId } = session.kept
    const keyring = createKeyring(session)
    const reader = {
      to: 'visit' as const,
      recipient: session.visit.id,
      publicKey: session.visit.pair.publicKey,
    }
    const view = async (number: number, previous?: GenerationKey) => {
      const epoch = { id: id('e'), publicKey: (await createPair()).publicKey }
      const { record, generation } = await newGeneration({
        conversationId,
        number,
        epoch,
        recipients: [reader],
        ...(previous && { previous }),
      })
      const slot = record.slots.find(({ to }) => to === 'visit')
      if (!slot) throw new Error('no slot')
      const shown = { ...slot, bytes: bytesToBase64Url(slot.bytes) }
      return {
        generation,
        view: { number, epochId: epoch.id, commit: bytesToBase64Url(record.commit), slot: shown },
      }
    }
    const first = await view(1)
    const second = await view(2, first.generation)
    const planted = await view(3)
    await keyring.add([first.view, second.view, planted.view])
    expect([1, 2, 3].map((number) => keyring.unlinked(number))).toEqual([false, false, true])
    // Kept back, the one before can't hide that; where it only came late, it is put right.
    const withheld = createKeyring(session)
    await withheld.add([first.view, planted.view])
    expect(withheld.unlinked(3)).toBe(true)
    const third = await view(3, second.generation)
    const early = createKeyring(session)
    await early.add([third.view])
    expect(early.unlinked(3)).toBe(true)
    await early.add([first.view, second.view])
    expect([2, 3].map((number) => early.unlinked(number))).toEqual([false, false])
  })
})
