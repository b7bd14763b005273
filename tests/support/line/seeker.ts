import * as conversations from '../../../src/contracts/conversations.ts'
import type { EnvelopeView, GenerationView, LineState } from '../../../src/contracts/conversations.ts'
import { bytesToBase64Url, randomId, type Bytes } from '../../../src/kernel/index.ts'
import {
  createVisit,
  newGeneration,
  newTicket,
  openSlot,
  visitCard,
  type GenerationKey,
  type Pair,
  type Visit,
} from '../../../src/sealing/index.ts'
import type { Client } from './client.ts'
import { throughCrowd } from './crowd.ts'
import { createPen, visitReader, type Patience, type Pen } from './pen.ts'
import { bytesOf } from './staff.ts'

/** A person with a script-capable browser: what the conversation script does, without the page. */
export type Seeker = {
  client: Client
  conversationId: string
  visit: Visit
  ticketId: string
  pen: Pen
  /** Everything from the beginning, page by page. */
  readAll(): Promise<Reading>
}

export type Reading = {
  envelopes: EnvelopeView[]
  generations: GenerationView[]
  state: LineState
}

export async function newSeeker(
  client: Client,
  options: { language?: string; region?: conversations.Province; patience?: Patience } = {},
): Promise<Seeker> {
  const { language = 'en', region, patience = (attempt) => attempt() } = options
  const line = await patience(() => client.call(conversations.currentLine, { language }))
  const conversationId = randomId()
  const visit = await createVisit()
  const card = visitCard(visit)
  const { ticketId, serverHalf } = newTicket()
  const epoch = { id: line.epochId, publicKey: bytesOf(line.epochPublicKey) }
  const made = await newGeneration({ conversationId, number: 1, epoch, recipients: [visitReader(card)] })
  const keys = {
    id: visit.id,
    publicKey: bytesToBase64Url(card.publicKey),
    signPublicKey: bytesToBase64Url(card.signPublicKey),
  }
  let opened = false

  const pen = createPen(
    {
      conversationId,
      role: 'seeker',
      visit: card,
      patience,
      open: (view, previous) => openGeneration(conversationId, view, visit.pair, previous),
      async send(envelope, generation) {
        if (opened) {
          const more = generation ? { generation } : {}
          return client.call(conversations.sendMessage, { envelope, ...more }, { ticket: ticketId })
        }
        if (!generation) throw new Error('the first message brings the first generation')
        const opening = {
          conversationId,
          teamId: line.teamId,
          language,
          ...(region && { region }),
          visit: keys,
          ticket: { ticketId, serverHalf: bytesToBase64Url(serverHalf) },
          generation,
          envelope,
        }
        const acknowledged = await throughCrowd((proof) =>
          client.call(conversations.openConversation, { ...opening, ...proof }),
        )
        opened = true
        return acknowledged
      },
    },
    { key: made.generation, record: made.record },
  )

  return {
    client,
    conversationId,
    visit,
    ticketId,
    pen,
    readAll: () =>
      readPages(async (after) =>
        patience(() => client.call(conversations.listMessages, { after }, { ticket: ticketId })),
      ),
  }
}

type Page = Reading & { more: boolean }

export async function readPages(fetchPage: (after: number) => Promise<Page>): Promise<Reading> {
  const envelopes: EnvelopeView[] = []
  const generations = new Map<number, GenerationView>()
  for (;;) {
    const page = await fetchPage(envelopes.at(-1)?.position ?? 0)
    envelopes.push(...page.envelopes)
    for (const generation of page.generations) generations.set(generation.number, generation)
    if (!page.more) return { envelopes, generations: [...generations.values()], state: page.state }
  }
}

export async function openGeneration(
  conversationId: string,
  view: GenerationView,
  pair: Pair,
  previous?: GenerationKey,
): Promise<GenerationKey> {
  const bytes = (text: string): Bytes => bytesOf(text)
  const { generation } = await openSlot({
    conversationId,
    record: { number: view.number, epochId: view.epochId, commit: bytes(view.commit) },
    slot: { ...view.slot, bytes: bytes(view.slot.bytes) },
    pair,
    ...(view.wordsPublicKey && { senderPublicKey: bytes(view.wordsPublicKey) }),
    ...(previous && { previous }),
  })
  return generation
}
