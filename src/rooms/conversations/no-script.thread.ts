import { content as contentSchema, type Content } from '../../contracts/content.ts'
import type { EnvelopeView, GenerationView } from '../../contracts/conversations.ts'
import {
  createThread,
  openSlot,
  type GenerationKey,
  type ShutReason,
  type Thread,
  type ThreadEntry,
} from '../../sealing/index.ts'
import { anyBytes } from './conversations.bytes.ts'
import type { VisitState } from './no-script.state.ts'

/** One entry of the thread as a page shows it. */
export type NoScriptItem = {
  /** Stable for this message. */
  id: string
  position: number
  at: string
  /** `me`: this visit. `seeker`: another visit of this conversation. */
  by: 'me' | 'seeker' | 'responder'
  /** Absent when it can't be shown; `shut` then says why. */
  content?: Content
  shut?: ShutReason
  /** Writer, sequence and base64url hash: how another message refers to this one. */
  reference: { writer: string; sequence: number; hash: string } | undefined
  marks: {
    /** So many messages of the same writer should stand before it and do not. */
    missing: number
    late: boolean
    forked: boolean
    serverSealed: boolean
  }
  /** The short name of a responder's signing key. */
  pseudonym?: string
}

export type OpenThread = {
  readonly thread: Thread
  /** Adds what was read, in the server's order; gives the new items. */
  take(read: {
    envelopes: readonly EnvelopeView[]
    generations: readonly GenerationView[]
  }): Promise<NoScriptItem[]>
  /** Everything so far, with the marks as they are now. */
  items(): NoScriptItem[]
  readonly keys: ReadonlyMap<number, GenerationKey>
}

/** A thread opened in memory with the keys of a visit. */
export function openThread(state: VisitState, complete: boolean): OpenThread {
  const { conversationId } = state
  const keys = new Map(state.generations.map((generation) => [generation.number, generation]))
  const thread = createThread({ conversationId, keyOf: (number) => keys.get(number), complete })
  const places = new Map<string, EnvelopeView>()

  async function hold(view: GenerationView): Promise<void> {
    if (keys.has(view.number)) return
    const { to, recipient, bytes } = view.slot
    const pair = to === 'keep' ? state.keep : state.visit.pair
    if (!pair) return
    const record = { number: view.number, epochId: view.epochId, commit: anyBytes(view.commit) }
    const slot = { to, recipient, bytes: anyBytes(bytes) }
    const opened = await openSlot({ conversationId, record, slot, pair }).catch(() => undefined)
    if (opened) keys.set(view.number, opened.generation)
  }

  const itemOf = (entry: ThreadEntry): NoScriptItem => toItem(entry, places.get(entry.hash), state.writer.id)

  return {
    thread,
    keys,
    items: () => thread.entries.map(itemOf),
    async take({ envelopes, generations }) {
      for (const generation of generations) await hold(generation)
      const added: ThreadEntry[] = []
      for (const envelope of envelopes) {
        const entry = await thread.add(anyBytes(envelope.bytes))
        if (!entry) continue
        places.set(entry.hash, envelope)
        added.push(entry)
      }
      return added.map(itemOf)
    },
  }
}

function toItem(entry: ThreadEntry, place: EnvelopeView | undefined, ownWriter: string): NoScriptItem {
  const { header, missing, late, forked, signedBy } = entry
  const read = entry.state === 'open' ? contentSchema.safeParse(entry.body?.content) : undefined
  const shut = read?.success ? undefined : (entry.reason ?? 'malformed')
  return {
    id: entry.id,
    position: place?.position ?? 0,
    at: place?.at ?? '',
    by: header?.role === 'responder' ? 'responder' : header?.writerId === ownWriter ? 'me' : 'seeker',
    ...(read?.success && { content: read.data }),
    ...(shut && { shut }),
    reference: header && { writer: header.writerId, sequence: header.sequence, hash: entry.hash },
    marks: { missing, late, forked, serverSealed: header?.serverSealed ?? false },
    ...(signedBy && { pseudonym: signedBy.pseudonym }),
  }
}
