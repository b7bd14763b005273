import { expect, vi } from 'vitest'
import { base64UrlToBytes, bytesToBase64Url, type Bytes } from '../../kernel/index.ts'
import type { GenerationView, Recipient } from '../../contracts/conversations.ts'
import {
  openEnvelope,
  openSlot,
  readHeader,
  type GenerationKey,
  type Pair,
  type ThreadEntry,
} from '../../sealing/index.ts'
import { createKeyring } from './keyring.ts'
import { createOutbox } from './outbox.ts'
import { judgeReaders } from './readers.ts'
import type { Session } from './session.ts'

/** For this folder's tests: a line that answers as a test wants, and an outbox to it. */
type Body = {
  envelope: string
  generation?: {
    number: number
    epochId: string
    slots: { to: string; recipient: string; bytes: string }[]
    commit: string
  }
}

export const id = (letter: string) => letter.repeat(21) + 'A'
const bytes = (text: string): Bytes => base64UrlToBytes(text) ?? new Uint8Array()
export const problem = (status: number, code: string, facts = {}, headers: HeadersInit = {}) =>
  Response.json({ error: { code, message: 'a sentence', facts } }, { status, headers })

/** A line that stores as the real one does: by message id, once, under the current generation only. */
export function line(team: Pair, epochId = id('e')) {
  const stored = new Map<string, string>()
  const order: string[] = []
  const keys = new Map<number, GenerationKey>()
  /** What the line gives a visit that has come back to its page: the slots made for it. */
  const views: GenerationView[] = []
  const readersOf = new Map<number, string[]>()
  let generation = 0
  let adopt: unknown
  let recipients: Recipient[] = []
  let answer: ((path: string) => Response | undefined) | undefined

  async function store(path: string, body: Body): Promise<Response> {
    const own = answer?.(path)
    if (own) return own
    const header = readHeader(bytes(body.envelope))
    const key = `${header.writerId}/${header.sequence}`
    const known = stored.get(key)
    if (known !== undefined) {
      if (known !== body.envelope) return problem(409, 'conversations.message_conflict')
      return Response.json({ position: order.indexOf(key) + 1, at: '2026-01-01T00:00:00Z' })
    }
    if (body.generation?.number === generation + 1) {
      const { slots, number, commit } = body.generation
      const slot = slots.find(({ to }) => to === 'team')
      const record = { number, epochId: body.generation.epochId, commit: bytes(commit) }
      const opened = await openSlot({
        conversationId: header.conversationId,
        record,
        slot: { to: 'team', recipient: record.epochId, bytes: bytes(slot?.bytes ?? '') },
        pair: team,
      })
      keys.set(number, opened.generation)
      readersOf.set(number, slots.map(({ to, recipient }) => `${to}:${recipient}`).sort())
      const own = slots.find(({ to }) => to === 'visit')
      if (own) views.push({ number, commit, epochId: record.epochId, slot: own as GenerationView['slot'] })
      generation = number
    } else if (header.generation !== generation) {
      const facts = { generation, epochId, epochPublicKey: bytesToBase64Url(team.publicKey), recipients }
      return problem(409, 'conversations.key_superseded', { ...facts, ...(adopt ? { adopt } : {}) })
    }
    stored.set(key, body.envelope)
    order.push(key)
    return Response.json({ position: order.length, at: '2026-01-01T00:00:00Z' })
  }

  return {
    keys,
    views,
    /** Who has a slot in this generation. */
    slots: (number: number) => readersOf.get(number),
    setGeneration: (number: number, view?: unknown) => {
      generation = number
      adopt = view
    },
    /** Whom the line wants the next key sealed to, beside the team. */
    names: (readers: Recipient[]) => (recipients = readers),
    answers: (own: typeof answer) => (answer = own),
    async texts(conversationId: string): Promise<string[]> {
      return Promise.all(
        order.map(async (key) => {
          const wire = bytes(stored.get(key) ?? '')
          const held = keys.get(readHeader(wire).generation)
          if (!held) throw new Error('a generation that the team can’t open')
          const { body } = await openEnvelope(wire, { conversationId, generation: held })
          return (body.content as { text: string }).text
        }),
      )
    },
    /** `fate` decides for each request whether it is lost before it arrives, or its answer after. */
    connect(fate: () => 'arrives' | 'lost' | 'answer lost' | 'page gone') {
      vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
        if (path.startsWith('/api/conversation/line')) {
          const own = answer?.(path)
          if (own) return own
          return Response.json({ teamId: id('t'), epochId, epochPublicKey: bytesToBase64Url(team.publicKey) })
        }
        const now = fate()
        if (now === 'page gone') return new Promise(() => undefined)
        if (now === 'lost') throw new TypeError('network')
        const response = await store(path, JSON.parse(String(init.body)) as Body)
        if (now === 'answer lost') throw new TypeError('network')
        return response
      })
    },
  }
}

export function open(session: Session, seen: ReturnType<typeof nothing>, entries: ThreadEntry[] = []) {
  const keyring = createKeyring(session)
  const story = {
    seen: () => [],
    judge: (recipients: readonly Recipient[]) => judgeReaders(recipients, entries, session),
  }
  const outbox = createOutbox(session, keyring, story, {
    sealed: () => undefined,
    acknowledged: ({ content }) =>
      void seen.acknowledged.push('text' in content ? content.text : content.kind),
    refused: ({ content }) => void seen.refused.push('text' in content ? content.text : content.kind),
    trouble: (problem) =>
      void seen.trouble.push(problem ? (problem.unanswered ? 'offline' : problem.code) : 'well'),
    unsure: () => void seen.trouble.push('unsure'),
    over: (code) => void seen.over.push(code),
  })
  return { outbox, keyring }
}

export const nothing = () => ({
  acknowledged: [] as string[],
  refused: [] as string[],
  over: [] as string[],
  trouble: [] as string[],
})
export const say = (text: string) => ({ key: text, content: { kind: 'text' as const, text } })
export const empty = (session: Session) => vi.waitFor(() => expect(session.kept.outbox).toEqual([]), 20_000)
