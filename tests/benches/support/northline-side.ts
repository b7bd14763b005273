import { deskPaths, helpPaths, presence } from '../../../src/contracts/conversations.ts'
import type { DeskEvent, SeekerEvent } from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import {
  createWriter,
  nextEnvelope,
  openEnvelope,
  type GenerationKey,
  type Pair,
  type Seen,
  type Writer,
} from '../../../src/sealing/index.ts'
import { claimConversation } from '../../support/line/desk.ts'
import { newSeeker } from '../../support/line/seeker.ts'
import { bytesOf } from '../../support/line/staff.ts'
import { eachOf } from './each-of.ts'
import type { NorthlineLine, Responder } from './northline-line.ts'
import type { Party, Side } from './side.ts'

/** One open page and one open desk, with the keys that both hold. */
type Live = {
  conversationId: string
  ticket: string
  responder: Responder
  generation: GenerationKey
  writers: Record<Party, Writer>
  /** The last envelope of each writer, for the other's `seen`. */
  seen: Partial<Record<Party, Seen>>
}

/** Opens the desks' streams, so that the memory of conversations can be told from that of staff. */
export async function openDesks(
  line: NorthlineLine,
  hear: (key: string) => void,
  ended: () => void,
): Promise<() => void> {
  const beat = () =>
    eachOf(line.responders, 2, async ({ client }) => {
      await client.call(presence, { available: true, languages: ['en'] })
    })
  const heard = (event: string, data: string) => {
    const { data: shown } = { event, data: JSON.parse(data) } as DeskEvent
    if ('envelopes' in shown) for (const { bytes } of shown.envelopes) hear(bytes)
  }
  await beat()
  for (const { headers } of line.responders) {
    await line.workspace.stream('GET', deskPaths.stream, headers(), { heard, ended })
  }
  const timer = setInterval(() => void beat().catch(() => undefined), 15_000)
  return () => clearInterval(timer)
}

/** Makes the conversations as seekers and responders make them, claims them and opens every seeker's stream. */
export async function openConversations(line: NorthlineLine, conversations: number): Promise<Side> {
  const writtenBy = new Map<string, Party>()
  const live: Live[] = []
  const show = (at: Party) => (key: string) => {
    // Each side is shown its own messages too, as receipts for its other tabs; they are not what is measured.
    if (writtenBy.get(key) === at || !writtenBy.delete(key)) return
    side.onShown(key)
  }
  const side: Side = {
    name: 'Northline',
    pid: line.server.pid,
    conversations,
    onShown: () => undefined,
    broken: 0,
    make: async (conversation, by, text) => {
      const each = live[conversation]
      if (!each) throw new Error('no such conversation')
      const begun = performance.now()
      const envelope = await seal(each, by, text)
      const madeIn = performance.now() - begun
      writtenBy.set(envelope, by)
      return { key: envelope, by, text, madeIn, send: sender(line, each, by, envelope) }
    },
    read: async (conversation, shown) => {
      const each = live[conversation]
      if (!each) throw new Error('no such conversation')
      const { conversationId, generation } = each
      const { body } = await openEnvelope(bytesOf(shown), { conversationId, generation })
      return (body.content as { text: string }).text
    },
    stop: async () => stopDesks(),
  }
  const ended = () => void side.broken++
  const stopDesks = await openDesks(line, show('responder'), ended)
  const indices = Array.from({ length: conversations }, (_, index) => index)
  await eachOf(indices, 4, async (index) => {
    const each = await openOne(line, index)
    live[index] = each
    const heard = (event: string, data: string) => {
      const { data: shown } = { event, data: JSON.parse(data) } as SeekerEvent
      if ('envelopes' in shown) for (const { bytes } of shown.envelopes) show('seeker')(bytes)
    }
    const headers = { ...jsonHeaders, origin: line.server.helpOrigin, authorization: `Visit ${each.ticket}` }
    const hearing = { body: '{"after":0}', heard, ended }
    await line.help.stream('POST', helpPaths.stream, headers, hearing)
  })
  return side
}

const jsonHeaders = { 'content-type': 'application/json', 'x-northline': '1' }

async function openOne(line: NorthlineLine, index: number): Promise<Live> {
  const responder = line.responders[index % line.responders.length]
  if (!responder) throw new Error('no responder')
  const seeker = await newSeeker(line.publicClient)
  await seeker.pen.write({ kind: 'text', text: 'Hello.' })
  const { conversationId } = seeker
  const desk = await claimConversation(responder, conversationId)
  const generation = desk.pen.generations.get(1)
  if (!generation) throw new Error('the responder has no key')
  const writers = {
    seeker: createWriter(conversationId, 'seeker'),
    responder: createWriter(conversationId, 'responder'),
  }
  return { conversationId, ticket: seeker.ticketId, responder, generation, writers, seen: {} }
}

async function seal(each: Live, by: Party, text: string): Promise<string> {
  const other = each.seen[by === 'seeker' ? 'responder' : 'seeker']
  const signer: { signer?: Pair } = by === 'responder' ? { signer: each.responder.member.signer } : {}
  const made = await nextEnvelope(each.writers[by], {
    content: { kind: 'text', text },
    seen: other ? [other] : [],
    generation: each.generation,
    ...signer,
  })
  each.writers[by] = made.writer
  const { id, sequence, previous } = made.writer
  each.seen[by] = { writer: id, sequence, hash: previous }
  return bytesToBase64Url(made.wire)
}

function sender(line: NorthlineLine, each: Live, by: Party, envelope: string): () => Promise<void> {
  const { server, help, workspace } = line
  const { conversationId, ticket, responder } = each
  const headers = { origin: server.helpOrigin, authorization: `Visit ${ticket}` }
  const sending =
    by === 'seeker'
      ? () => help.post(helpPaths.send, JSON.stringify({ envelope }), headers)
      : () =>
          workspace.post(deskPaths.send, JSON.stringify({ conversationId, envelope }), responder.headers())
  return async () => {
    const { status, body } = await sending()
    if (status !== 200) throw new Error(`Northline answered ${status} ${body}`)
  }
}
