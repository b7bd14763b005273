import * as conversations from '../../../src/contracts/conversations.ts'
import type { EnvelopeView, GenerationView } from '../../../src/contracts/conversations.ts'
import type { GenerationKey } from '../../../src/sealing/index.ts'
import { createPen, type Patience, type Pen } from './pen.ts'
import { openGeneration } from './seeker.ts'
import type { Staff } from './staff.ts'

/** One claimed conversation at a responder's desk. */
export type Desk = {
  conversationId: string
  pen: Pen
  /** Everything from the beginning, with the keys of its generations. */
  readAll(): Promise<{ envelopes: EnvelopeView[]; keys: Map<number, GenerationKey> }>
}

export async function claimConversation(
  staff: Staff,
  conversationId: string,
  patience: Patience = (attempt) => attempt(),
): Promise<Desk> {
  const { client, member } = staff
  await patience(() => client.call(conversations.claim, { conversationId }))

  async function open(view: GenerationView, previous?: GenerationKey): Promise<GenerationKey> {
    const epoch = await patience(() => staff.epochKey(view.epochId))
    if (!epoch) throw new Error('an epoch that this member may not open')
    return openGeneration(conversationId, view, epoch, previous)
  }

  async function readAll(): Promise<{ envelopes: EnvelopeView[]; keys: Map<number, GenerationKey> }> {
    const envelopes: EnvelopeView[] = []
    const keys = new Map<number, GenerationKey>()
    for (;;) {
      const after = envelopes.at(-1)?.position ?? 0
      const page = await patience(() => client.call(conversations.deskMessages, { conversationId, after }))
      envelopes.push(...page.envelopes)
      for (const view of page.generations) {
        if (!keys.has(view.number)) keys.set(view.number, await open(view))
      }
      if (!page.more) return { envelopes, keys }
    }
  }

  const pen = createPen({
    conversationId,
    role: 'responder',
    signer: member.signer,
    patience,
    open,
    send: (envelope, generation) =>
      client.call(conversations.deskSend, { conversationId, envelope, ...(generation && { generation }) }),
  })
  const { keys } = await readAll()
  for (const [number, key] of keys) pen.generations.set(number, key)
  return { conversationId, pen, readAll }
}
