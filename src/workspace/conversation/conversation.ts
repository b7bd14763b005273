import {
  answerDeletion,
  checkVisit,
  deskGenerations,
  deskMessages,
  deskSend,
  deskTyping,
  refuseVisit,
  type BurnDays,
  type DeskEvent,
  type EnvelopeView,
} from '../../contracts/conversations.ts'
import type { Content } from '../../contracts/content.ts'
import { bytesToBase64Url } from '../../kernel/index.ts'
import { createThread, envelopeHash } from '../../sealing/index.ts'
import { ask, sentenceFor } from '../app/api.ts'
import { codeOf, isPassing } from '../app/problems.ts'
import { createStore, type Store } from '../app/store.ts'
import { keepDraft, readDraft } from '../session/drafts.ts'
import { openEarlierEpochs, refreshEpochs } from '../session/epochs.ts'
import { currentMember, ring } from '../session/session.ts'
import type { Standpoint } from '../sealing-client/deliver.ts'
import { decode } from '../sealing-client/epoch-ring.ts'
import { createGenerationKeys } from '../sealing-client/generation-keys.ts'
import { committedKeys, type Committed } from '../sealing-client/readers.ts'
import { resealToVisit } from '../sealing-client/reseal.ts'
import { emptyState, type ConversationState } from './conversation-state.ts'
import { createOutbox, type KeptOutbox } from './outbox.ts'
import { linesOf, type Place } from './thread-lines.ts'

/** One conversation at this desk: what was read, what is being sent. It lives on while the screen is locked. */
export type Conversation = {
  readonly id: string
  readonly state: Store<ConversationState>
  /** Asks for what is missing; safe to call at any time. */
  refresh(): Promise<void>
  /** An event of the desk's stream that concerns this conversation. */
  hear(event: DeskEvent): void
  write(content: Content): void
  retry(localId?: string, trust?: boolean): void
  take(localId: string): Content | undefined
  /** Says that somebody types here; at most once a second and a half. */
  typing(): void
  markRead(): void
  /** Sure who is there: reseals what came before to the visit. The number of parts this member could not open. */
  check(visitId: string): Promise<number>
  refuse(visitId: string): Promise<void>
  /** An unchecked visit asked for everything to be deleted: does so, or keeps it. */
  answerDeletion(deleted: boolean): Promise<BurnDays>
  committed(): Committed
  close(): void
}

const typingPause = 1_500
const typingFades = 4_000

export function createConversation(id: string): Conversation {
  const state = createStore<ConversationState>(emptyState(id))
  const keys = createGenerationKeys(id, (epochId) => ring.pairOf(epochId))
  const thread = createThread({ conversationId: id, keyOf: keys.keyOf })
  const places = new Map<string, Place>()
  const outboxName = `outbox.${id}`
  let standpoint: Standpoint | undefined
  let last = 0
  let lastTyped = 0
  let fade: ReturnType<typeof setTimeout> | undefined
  let work: Promise<void> = Promise.resolve()
  let restored = false

  const patch = (part: Partial<ConversationState>) => state.set((now) => ({ ...now, ...part }))
  const committed = () => committedKeys(thread.entries, keys.standingOf)

  function render(): void {
    const lines = linesOf(thread.entries, places, keys.standingOf)
    patch({ lines, withheld: thread.withheld().length, shut: keys.shut() })
  }

  async function take(envelopes: readonly EnvelopeView[]): Promise<void> {
    for (const { position, at, bytes } of envelopes) {
      const wire = decode(bytes)
      places.set(bytesToBase64Url(await envelopeHash(wire)), { position, at })
      await thread.add(wire)
      last = Math.max(last, position)
    }
  }

  const outbox = createOutbox({
    conversationId: id,
    keys,
    signer: () => currentMember()?.signer,
    standpoint: () => standpoint,
    moveTo: (next) => void (standpoint = next),
    committed,
    seen: (ownWriter) => thread.seen(ownWriter),
    send: (envelope, generation) =>
      ask(deskSend, { conversationId: id, envelope, ...(generation && { generation }) }),
    arrived: async (wire, { position, at }) => {
      places.set(bytesToBase64Url(await envelopeHash(wire)), { position, at })
      await thread.add(wire)
      render()
      // What lies between comes by the stream; asking anew makes sure that it does.
      if (position > last + 1) void refresh()
      else last = Math.max(last, position)
      patch({ readTo: Math.max(state.get().readTo, position) })
    },
    show: (outgoing) => patch({ outgoing }),
    say: sentenceFor,
    keep: (kept) => keepDraft(outboxName, kept),
  })

  /** One request after the other, so that envelopes are added in order. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    work = work.then(step).catch((error: unknown) => {
      const code = codeOf(error)
      if (code === 'conversations.burned') return burned()
      if (code === 'conversations.not_found') return patch({ status: 'gone' })
      patch({ problem: isPassing(error) ? undefined : sentenceFor(error) })
    })
    return work
  }

  function burned(): void {
    outbox.stop()
    keepDraft(outboxName, undefined)
    patch({ ...emptyState(id), status: 'burned' })
  }

  async function load(): Promise<void> {
    for (let more = true; more;) {
      const page = await ask(deskMessages, { conversationId: id, after: last })
      standpoint = { generation: page.generation, line: page.line, recipients: page.recipients }
      await keys.add(page.generations)
      if (keys.shut().length > 0 && (await openEarlierEpochs(page.item.teamId))) await keys.retry()
      await take(page.envelopes)
      more = page.more && page.envelopes.length > 0
      patch({ item: page.item, visits: page.visits, status: 'ready', problem: undefined })
    }
    await thread.reopen()
    render()
    if (!restored && currentMember()) {
      restored = true
      const kept = readDraft<KeptOutbox>(outboxName)
      if (kept) outbox.restore(kept)
    }
    outbox.retry()
  }

  const refresh = () => inTurn(load)

  /** After team keys were added (unlocking, a new epoch): opens what was shut. */
  async function reopen(): Promise<void> {
    if ((await keys.retry()).length === 0) return
    await thread.reopen()
    render()
  }

  return {
    id,
    state,
    refresh: async () => {
      await reopen()
      await refresh()
    },
    hear(event) {
      if (event.event === 'typing') {
        patch({ seekerTyping: true })
        clearTimeout(fade)
        fade = setTimeout(() => patch({ seekerTyping: false }), typingFades)
      } else if (event.event === 'state') void refresh()
      else if (event.event === 'message') {
        const { envelopes, generations } = event.data
        const [first] = envelopes
        if (first && first.position > last + 1) return void refresh()
        void inTurn(async () => {
          await keys.add(generations)
          const shut = generations.some(({ number }) => !keys.keyOf(number))
          if (shut) await refreshEpochs().then(() => keys.retry())
          await take(envelopes)
          clearTimeout(fade)
          patch({ seekerTyping: false })
          render()
        })
      }
    },
    write: (content) => outbox.write(content),
    retry: (localId, trust) => outbox.retry(localId, trust),
    take: (localId) => outbox.take(localId),
    typing() {
      if (Date.now() - lastTyped < typingPause) return
      lastTyped = Date.now()
      void ask(deskTyping, { conversationId: id }).catch(() => undefined)
    },
    markRead() {
      const newest = state.get().lines.at(-1)?.position ?? 0
      if (newest > state.get().readTo) patch({ readTo: newest })
    },
    async check(visitId) {
      for (let after = 0, more = true; more;) {
        const page = await ask(deskGenerations, { conversationId: id, after })
        await keys.add(page.generations)
        after = page.generations.at(-1)?.number ?? after
        more = page.more && page.generations.length > 0
      }
      const resealed = await resealToVisit({ conversationId: id, visitId, keys, committed: committed() })
      if (!resealed) throw new Error('the visit has not shown its key')
      for (const slots of resealed.parts) await ask(checkVisit, { conversationId: id, visitId, slots })
      await refresh()
      return resealed.left.length
    },
    async refuse(visitId) {
      await ask(refuseVisit, { conversationId: id, visitId })
      await refresh()
      // It holds the newest key: the next message goes under a new one, without waiting to be told.
      if (standpoint) standpoint = { ...standpoint, renew: true }
    },
    async answerDeletion(deleted) {
      const { done: _, ...days } = await ask(answerDeletion, { conversationId: id, deleted })
      await refresh()
      return days
    },
    committed,
    close() {
      outbox.stop()
      clearTimeout(fade)
    },
  }
}
