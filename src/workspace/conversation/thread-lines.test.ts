import { describe, expect, it } from 'vitest'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createPair, createWriter, nextEnvelope } from '../../sealing/index.ts'
import { scene, threadOf } from '../sealing-client/testing.ts'
import { emptyState, uncheckedVisits, unreadCount } from './conversation-state.ts'
import { linesOf } from './thread-lines.ts'

async function conversation() {
  const here = await scene()
  const { conversationId, first, hello, signer } = here
  const writer = createWriter(conversationId, 'responder')
  const content = { kind: 'text', text: 'hi' }
  const answer = await nextEnvelope(writer, { generation: first.generation, content, seen: [], signer })
  return { ...here, answer, wires: [hello.wire, answer.wire] }
}

describe('the lines of a thread', () => {
  it('stand in the server’s order with who wrote and who signed them', async () => {
    const { conversationId, first, wires, signer } = await conversation()
    const thread = await threadOf(conversationId, () => first.generation, wires)
    const places = new Map(
      thread.entries.map(({ hash }, i) => [hash, { position: 2 - i, at: `2026-03-06T20:0${i}:00Z` }]),
    )
    const lines = linesOf(thread.entries, places, () => 'first')
    expect(lines.map(({ author, position }) => [author, position])).toEqual([
      ['responder', 1],
      ['seeker', 2],
    ])
    expect(lines[0]?.signedBy).toBe(bytesToBase64Url(signer.publicKey))
    expect(lines[1]?.visitId).toBeDefined()
  })

  it('never leave out what can’t be opened: it stands there, shut', async () => {
    const { conversationId, wires } = await conversation()
    const thread = await threadOf(conversationId, () => undefined, wires)
    const lines = linesOf(thread.entries, new Map(), () => 'unknown')
    expect(lines.map(({ shut, content }) => [shut, content])).toEqual([
      ['no_key', undefined],
      ['no_key', undefined],
    ])
  })

  it('show content of no kind we know as shut, and never as something else', async () => {
    const { conversationId, first, signer } = await conversation()
    const writer = createWriter(conversationId, 'responder')
    const content = { kind: 'text', text: '' }
    const odd = await nextEnvelope(writer, { generation: first.generation, content, seen: [], signer })
    const thread = await threadOf(conversationId, () => first.generation, [odd.wire])
    const [line] = linesOf(thread.entries, new Map(), () => 'first')
    expect(line).toMatchObject({ content: undefined, shut: 'malformed' })
  })

  it('mark what is missing before a line', async () => {
    const { conversationId, first, signer } = await conversation()
    const writer = { ...createWriter(conversationId, 'responder') }
    const content = { kind: 'text', text: 'x' }
    const one = await nextEnvelope(writer, { generation: first.generation, content, seen: [], signer })
    const two = await nextEnvelope(one.writer, { generation: first.generation, content, seen: [], signer })
    const thread = await threadOf(conversationId, () => first.generation, [two.wire])
    expect(linesOf(thread.entries, new Map(), () => 'first')[0]?.missing).toBe(1)
  })
})

describe('what a conversation asks of its responder', () => {
  it('counts as unread the seeker’s lines after the last one read', async () => {
    const { conversationId, first, wires } = await conversation()
    const thread = await threadOf(conversationId, () => first.generation, wires)
    const places = new Map(thread.entries.map(({ hash }, i) => [hash, { position: i + 1, at: '' }]))
    const lines = linesOf(thread.entries, places, () => 'first')
    expect(unreadCount({ lines, readTo: 0 })).toBe(1)
    expect(unreadCount({ lines, readTo: 1 })).toBe(0)
  })

  it('warns of visits that came by words, until they are checked or sent away', async () => {
    const pair = bytesToBase64Url((await createPair()).publicKey)
    const visit = {
      visitId: 'v',
      publicKey: pair,
      signPublicKey: pair,
      how: 'words' as const,
      checked: false,
      refused: false,
      live: true,
      since: '2026-03-06T20:00:00Z',
    }
    const visits = [
      visit,
      { ...visit, checked: true },
      { ...visit, refused: true },
      { ...visit, how: 'first' as const },
    ]
    expect(uncheckedVisits({ ...emptyState('c'), visits })).toEqual([visit])
  })
})
